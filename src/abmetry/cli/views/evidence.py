"""The rows behind a number."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.evidence import Evidence
from abmetry.cli.spoken import t
from abmetry.cli.views.amounts import number
from abmetry.cli.views.words import DIM, HEAD, cell, counted, moment, plain_table
from abmetry.kpis.catalogue import find

FIRST = ("account", "account_id", "key", "value")


def evidence_view(evidence: Evidence, width: int) -> RenderableType:
    """Evidence as a table, with as many columns as there is room for.

    Args:
        evidence: The rows.
        width: Columns of the terminal.
    """
    kpi = find(evidence.kpi)
    rows = evidence.to_list()
    title = Text.assemble((kpi.title, HEAD), (f"   {evidence.part}   {counted(evidence.total, 'row')}", DIM))
    if not rows:
        return Group(title, Text(t("There is nothing behind it."), style=DIM))
    names = _columns(rows, width)
    numeric = {name for name in names if all(isinstance(row.get(name), int | float | None) for row in rows)}
    table = plain_table(
        *((name.replace("_", " "), "right") if name in numeric else name.replace("_", " ") for name in names)
    )
    for row in rows:
        table.add_row(*(_value(row.get(name)) for name in names))
    parts: list[RenderableType] = [title, "", table]
    if evidence.total > len(rows):
        parts.extend(
            (
                "",
                Text(
                    t(
                        "The first {n} of {total}; --limit or -o FILE for more.",
                        n=len(rows),
                        total=counted(evidence.total, "row"),
                    ),
                    style=DIM,
                ),
            )
        )
    return Group(*parts)


def _columns(rows: list[dict[str, Any]], width: int) -> list[str]:
    """Columns that fit, those that name a row first; columns that say nothing are left out."""
    said = [name for name in dict.fromkeys(key for row in rows for key in row) if name != "table"]
    useful = [name for name in said if any(row.get(name) is not None for row in rows)]
    if all(row.get("key") == row.get("account_id") for row in rows):
        useful = [name for name in useful if name != "key"]
    ordered = [name for name in FIRST if name in useful] + [name for name in useful if name not in FIRST]
    chosen: list[str] = []
    left = width
    for name in ordered:
        wanted = 2 + max(len(name), *(len(_value(row.get(name)).plain) for row in rows))
        if chosen and wanted > left:
            continue
        chosen.append(name)
        left -= min(wanted, left)
    return chosen


def _value(value: Any) -> Text:
    if isinstance(value, bool):
        return Text(t("yes") if value else t("no"))
    if isinstance(value, int | float):
        return Text(number(value))
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        return Text(moment(value))
    return cell(value)
