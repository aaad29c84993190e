"""Writes the tables of columns in docs/sources from the rules in the code, between two marks of each page."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from abmetry.model.tables import TABLES
from abmetry.sources.files.maps.registry import MAPS
from abmetry.sources.hubspot.mapping import MAPPING as HUBSPOT
from abmetry.sources.mail.headings import CALENDAR, KNOWN, LOG
from abmetry.sources.mail.mapping import MEETINGS, MESSAGES
from abmetry.sources.rule import Rule, TableRules
from abmetry.sources.salesforce.mapping import MAPPING as SALESFORCE
from abmetry.sources.weblog.mapping import MAPPING as WEBLOG

FOLDER = Path(__file__).parent
MARKED = re.compile(r"(<!-- columns: made by `make docs` -->\n).*(<!-- end of columns -->)", re.DOTALL)


def canonical_tables() -> str:
    """Every table that a folder of files may hold."""
    lines = []
    for table in TABLES.values():
        lines += [
            "",
            f"### `{table.name}`: {table.row}",
            "",
            "| column | type | what it says |",
            "|---|---|---|",
        ]
        for column in table.columns:
            star = " *" if column.required else ""
            words = f" One of {', '.join(column.values)}." if column.values else ""
            lines.append(f"| `{column.name}`{star} | {column.type.value} | {column.doc}{words} |")
        for group in table.any_of:
            lines += ["", f"One of {' and '.join(f'`{name}`' for name in group)} must be filled."]
    return "\n".join([*lines, ""])


def rules(mapping: Sequence[TableRules]) -> Callable[[], str]:
    """The rules of a mapping, object by object."""

    def text() -> str:
        return "\n".join(line for one in mapping for line in rules_of(one))

    return text


def maps() -> str:
    """Every ready column map, table by table."""
    lines = []
    for name, chosen in MAPS.items():
        lines += ["", f"## `{name}`", "", chosen.about, "", f"How far it is known: {chosen.known}", ""]
        lines += [line for one in chosen.mapping for line in rules_of(one)]
    return "\n".join(lines)


def mail() -> str:
    """What messages and meetings become, and the headings of logs and calendars."""
    lines = [line for one in (*MESSAGES, *MEETINGS) for line in rules_of(one)]
    for title, headings in (("Headings of logs", LOG), ("Headings of calendars", CALENDAR)):
        lines += [f"### {title}", "", "| part | headings |", "|---|---|"]
        lines += [
            f"| `{part}` | {', '.join(f'`{name}`' for name in names)} |" for part, names in headings.items()
        ]
        lines.append("")
    return "\n".join([*lines, f"How far they are known: {KNOWN}", ""])


def rules_of(one: TableRules) -> Iterator[str]:
    """An object and the table that it fills."""
    yield from ("", f"### {one.object} -> `{one.table}`", "")
    if one.rows:
        yield from (f"Rows: {one.rows}.", "")
    for out in one.left_out:
        yield from (f"Left out, and counted: {out.reason}", "")
    yield from ("| column | from | how |", "|---|---|---|")
    for name, rule in one.rules.items():
        columns = ", ".join(f"`{column}`" for column in rule.columns)
        yield f"| `{name}` | {columns} | {how(rule)} |"
    yield ""


def how(rule: Rule) -> str:
    """What a rule does beyond taking the first filled column."""
    words = "; ".join(f"{word}: {meant}" for word, meant in rule.words.items())
    return ". ".join(part for part in (rule.doc, words) if part)


PAGES = {
    "files.md": canonical_tables,
    "salesforce.md": rules(SALESFORCE),
    "hubspot.md": rules(HUBSPOT),
    "weblog.md": rules(WEBLOG),
    "mail.md": mail,
    "maps.md": maps,
}


def page(name: str) -> str:
    """A page with its tables made anew."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return MARKED.sub(lambda marks: f"{marks[1]}{PAGES[name]()}{marks[2]}", text)


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
        print(f"docs/sources/{name}")
