"""The canonical tables, the touch kinds and the facts as text, from their declarations."""

from collections.abc import Iterable, Iterator

from abmetry.facts.registry import all_facts
from abmetry.model.column import Column, Table
from abmetry.model.kinds import TOUCH_KINDS
from abmetry.model.stored import companion, stored_columns
from abmetry.model.tables import TABLES

ADDED = {
    "source": "Name of the source.",
    "loaded_at": "When it was loaded, UTC.",
    "content_hash": "Of all that the row says; the same hash, the same row.",
    "attributes": "The columns that have no name of ours, as JSON.",
    "version": "1 for the first row of its key.",
    "row_key": "What versions of one row share, where one column is not the key by itself.",
}
CHECKS = "quality_"


def model() -> str:
    """Every table: what a row is, its key, its columns, and what the lake adds to them."""
    lines = ["| table | a row is | key |", "|---|---|---|"]
    lines += [f"| [`{t.name}`](#{t.name}) | {t.row} | {names(t.key)} |" for t in TABLES.values()]
    for table in TABLES.values():
        lines += table_lines(table)
    added = {name: kind for table in TABLES.values() for name, kind in added_columns(table).items()}
    if set(added) != set(ADDED):
        raise ValueError(f"Say what these columns are: {set(added) ^ set(ADDED)}.")
    lines += ["", "## What the lake adds to every row", ""]
    lines += ["| column | SQL type | what it says |", "|---|---|---|"]
    lines += [f"| `{name}` | {added[name]} | {doc} |" for name, doc in ADDED.items()]
    lines += ["| `<timestamp>_is_date` | boolean | The source gave a day, and no time of it. |"]
    return "\n".join([*lines, ""])


def added_columns(table: Table) -> dict[str, str]:
    """The columns of stored rows that are not the table's own, nor companions of timestamps."""
    own = {column.name for column in table.columns} | {companion(name) for name in table.timestamps}
    return {name: kind for name, kind in stored_columns(table).items() if name not in own}


def table_lines(table: Table) -> Iterator[str]:
    """One table."""
    yield from ("", f"### `{table.name}`", "", f"A row is {table.row}. Key: {names(table.key)}.")
    if table.repeats:
        yield "Rows of one load may share it; their order tells them apart."
    for group in table.any_of:
        yield f"One of {' and '.join(f'`{name}`' for name in group)} must be filled."
    yield from ("", "| column | type | required | what it says |", "|---|---|---|---|")
    for column in table.columns:
        required = "yes" if column.required else ""
        words = f" One of {', '.join(column.values)}." if column.values else ""
        yield f"| `{column.name}` | {column.type.value} | {required} | {column.doc}{words} |"


def kinds() -> str:
    """Every touch kind with its defaults."""
    lines = [
        "| kind | engagement | counts as a touch | minutes | category | direction |",
        "|---|---|---|---|---|---|",
    ]
    for kind in TOUCH_KINDS.values():
        minutes = f"its duration, else {kind.minutes:g}" if kind.actual_minutes else f"{kind.minutes:g}"
        engagement = "yes, outbound too" if kind.two_way else "yes" if kind.engagement else ""
        lines.append(
            f"| `{kind.name}` | {engagement} | {'yes' if kind.counted else ''} | {minutes}"
            f" | {kind.category or ''} | {kind.direction or ''} |"
        )
    return "\n".join([*lines, ""])


def facts() -> str:
    """Every fact that a build stores, by name; those that only count what was left out are one."""
    stored = [fact for _, fact in sorted(all_facts().items()) if not fact.internal]
    plain = [fact for fact in stored if not fact.name.startswith(CHECKS)]
    checks = [fact for fact in stored if fact.name.startswith(CHECKS)]
    lines = ["| fact | a row is |", "|---|---|"]
    lines += [f"| [`{fact.name}`](#{fact.name}) | {fact.doc} |" for fact in plain]
    lines += [f"| [`{CHECKS}*`](#{CHECKS}) | What was left out, guessed or repaired, and how often. |"]
    for fact in plain:
        lines += ["", f"### `{fact.name}`", "", fact.doc, "", *column_lines(fact.columns)]
    lines += [
        "",
        f"### `{CHECKS}*`",
        "",
        "One row per check that found something. All have the same columns.",
        "",
    ]
    lines += column_lines(checks[0].columns)
    lines += ["", "| fact | a row is one of |", "|---|---|"]
    lines += [f"| `{fact.name}` | {fact.doc} |" for fact in checks]
    return "\n".join([*lines, ""])


def column_lines(columns: Iterable[Column]) -> Iterator[str]:
    """A table of columns."""
    yield from ("| column | type | what it says |", "|---|---|---|")
    yield from (f"| `{column.name}` | {column.type.value} | {column.doc} |" for column in columns)


def names(columns: Iterable[str]) -> str:
    """Columns as code."""
    return ", ".join(f"`{name}`" for name in columns)
