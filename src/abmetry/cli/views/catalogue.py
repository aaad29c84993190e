"""The catalogue, and one KPI of it in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from abmetry.cli.views.words import DIM, HEAD, counted, plain_table

WIDE = 100


def catalogue_view(kpis: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    """Every KPI by family: id and definition; with room, unit, source and needs."""
    parts: list[RenderableType] = []
    for family, members in groupby(kpis, key=lambda kpi: kpi["family"]):
        table = plain_table("KPI", "Definition", "Unit", *(["Needs"] if width >= WIDE else []))
        table.show_header = not parts
        for column, size in zip(table.columns, (33, None, 11, 26), strict=False):
            column.width, column.overflow = size, "fold"
        table.columns[1].ratio = 1
        table.expand = True
        for kpi in members:
            cells = [
                Text(kpi["kpi"]),
                Text(kpi["definition"], style=DIM),
                Text(kpi["unit"]),
                Text(", ".join(kpi["needs"]), style=DIM),
            ]
            table.add_row(*cells[: len(table.columns)])
        parts.extend((Text(f"{family}".capitalize(), style=HEAD), table, ""))
    parts.append(Text(f"{counted(len(kpis), 'KPI')}. `abmetry catalogue ID` tells all about one.", style=DIM))
    return Group(*parts)


def kpi_view(kpi: Mapping[str, Any]) -> RenderableType:
    """One KPI in full."""
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style=DIM)
    facts.add_column(overflow="fold")
    better = {
        "neither": "neither direction is better",
        "higher": "higher is better",
        "lower": "lower is better",
    }
    rows = {
        "Answers": kpi["question"],
        "Definition": kpi["definition"],
        "Formula": kpi["formula"],
        "Unit": f"{kpi['unit']}, {better[kpi['better']]}",
        "Measured on": kpi["population"],
        "Family": kpi["family"],
        "Source": ", ".join(kpi["schools"]),
        "Needs": ", ".join(kpi["needs"]),
        "Range": {"none": "none: it is known, not estimated"}.get(kpi["interval"], kpi["interval"]),
        "Beside it": ", ".join(kpi["extra"]),
        "Can be split by": "time"
        if kpi["unit"] == "table"
        else ", ".join([*kpi["by"], "attributes of accounts, tier, list, time"]),
        "Defined in": ", ".join(f"[{section}]" for section in kpi["settings"]),
    }
    for name, value in rows.items():
        if value:
            facts.add_row(Text(name), Text(value))
    return Group(Text.assemble((kpi["title"], HEAD), (f"   {kpi['kpi']}", DIM)), "", facts)
