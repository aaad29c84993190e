"""The six stages as bars, with conversion, time in stage and movements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.cli.views.amounts import NOTHING
from abmetry.cli.views.words import DIM, HEAD, moment, plain_table, safe

BAR, REST = "█", "·"
WIDE = 100


def funnel_view(funnel: Mapping[str, Any], width: int) -> RenderableType:
    """The funnel as it stands at an instant, and what moved.

    Args:
        funnel: ``as_of``, ``stages`` and ``movements``, as in the JSON.
        width: Columns of the terminal.
    """
    parts: list[RenderableType] = [
        Text.assemble(("Account funnel", HEAD), (f"   as of {moment(funnel.get('as_of'))}", DIM)),
        "",
        bars(funnel["stages"], width),
    ]
    parts.extend(_movements(funnel.get("movements") or {}))
    parts.extend(Text(safe(flag), style=DIM) for flag in funnel.get("flags", ()))
    return Group(*parts)


def bars(stages: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    """The stages as bars of the accounts that reached them."""
    columns: list[str | tuple[str, str]] = [
        "Stage",
        "",
        ("Reached", "right"),
        ("Here now", "right"),
        ("From previous", "right"),
        ("Of targets", "right"),
    ]
    has_days = any(stage.get("median_days") is not None for stage in stages)
    if has_days:
        columns.append(("Median days", "right"))
    table = plain_table(*columns)
    for column in table.columns:
        column.no_wrap = True
    if width < WIDE:
        table.columns[4].header, table.columns[5].header = Text("From prev."), Text("Of targets")
        if has_days:
            table.columns[6].header = Text("Days")
    size = max(10, min(40, width - (64 if width < WIDE else 78)))
    most = max((stage["reached"] for stage in stages), default=0)
    for stage in stages:
        filled = round(size * stage["reached"] / most) if most else 0
        filled = max(filled, 1) if stage["reached"] else 0
        cells = [
            Text(str(stage["stage"]).replace("_", " ").capitalize()),
            Text.assemble((BAR * filled, "cyan"), (REST * (size - filled), DIM)),
            Text(f"{stage['reached']:,}", style=HEAD),
            Text(f"{stage['accounts']:,}"),
            _percent(stage.get("from_previous")),
            _percent(stage.get("from_targets")),
        ]
        if has_days:
            days = stage.get("median_days")
            cells.append(Text(NOTHING if days is None else f"{days:,.0f}", style=DIM))
        table.add_row(*cells)
    return table


def _percent(value: float | None) -> Text:
    return Text(NOTHING, style=DIM) if value is None else Text(f"{value:,.1f} %")


def _movements(movements: Mapping[str, Any]) -> list[RenderableType]:
    told = [
        f"{value:,} {name.replace('_', ' ')}"
        for name, value in movements.items()
        if isinstance(value, int | float)
    ]
    parts: list[RenderableType] = []
    if told:
        parts.extend(("", Text.assemble(("Movements in the period  ", DIM), (", ".join(told), ""))))
    for name, moved in movements.items():
        if isinstance(moved, list) and moved and isinstance(moved[0], Mapping):
            table = plain_table(*(str(key).replace("_", " ").capitalize() for key in moved[0]))
            for row in moved:
                table.add_row(*(Text(safe(value)) for value in row.values()))
            parts.extend(("", Text(name.replace("_", " ").capitalize(), style=HEAD), table))
        elif isinstance(moved, Mapping) and moved:
            table = plain_table("", ("", "right"))
            for key, value in moved.items():
                shown = f"{value:,}" if isinstance(value, int | float) else safe(value)
                table.add_row(Text(str(key).replace("_", " ")), Text(shown, style="" if value else DIM))
            parts.extend(("", Text(name.replace("_", " ").capitalize(), style=HEAD), table))
    return parts
