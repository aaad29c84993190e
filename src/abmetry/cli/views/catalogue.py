"""The catalogue, and one KPI of it in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from abmetry.cli.spoken import t
from abmetry.cli.views.words import DIM, HEAD, counted, plain_table

WIDE = 100
_BETTER = {
    "neither": "neither direction is better",
    "higher": "higher is better",
    "lower": "lower is better",
}


def catalogue_view(kpis: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    """Every KPI by family: id and definition; with room, unit, source and needs."""
    parts: list[RenderableType] = []
    for family, members in groupby(kpis, key=lambda kpi: kpi["family"]):
        table = plain_table(t("KPI"), t("Definition"), t("Unit"), *([t("Needs")] if width >= WIDE else []))
        table.show_header = not parts
        for column, size in zip(table.columns, (33, None, 11, 26), strict=False):
            column.width, column.overflow = size, "fold"
        table.columns[1].ratio = 1
        table.expand = True
        for kpi in members:
            cells = [
                Text(kpi["kpi"]),
                Text(t(kpi["definition"]), style=DIM),
                Text(t(kpi["unit"])),
                Text(", ".join(kpi["needs"]), style=DIM),
            ]
            table.add_row(*cells[: len(table.columns)])
        parts.extend((Text(t(f"{family}".capitalize()), style=HEAD), table, ""))
    parts.append(
        Text(t("{n}. `abmetry catalogue ID` tells all about one.", n=counted(len(kpis), "KPI")), style=DIM)
    )
    return Group(*parts)


def kpi_view(kpi: Mapping[str, Any]) -> RenderableType:
    """One KPI in full."""
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style=DIM)
    facts.add_column(overflow="fold")
    rows = {
        t("Answers"): t(kpi["question"]),
        t("Definition"): t(kpi["definition"]),
        t("Formula"): kpi["formula"],
        t("Unit"): f"{t(kpi['unit'])}, {t(_BETTER[kpi['better']])}",
        t("Measured on"): t(kpi["population"]),
        t("Family"): t(kpi["family"]),
        t("Source"): ", ".join(t(school) for school in kpi["schools"]),
        t("Needs"): ", ".join(kpi["needs"]),
        t("Range"): t("none: it is known, not estimated") if kpi["interval"] == "none" else kpi["interval"],
        t("Beside it"): ", ".join(kpi["extra"]),
        t("Can be split by"): t("time")
        if kpi["unit"] == "table"
        else ", ".join([*kpi["by"], t("attributes of accounts, tier, list, time")]),
        t("Defined in"): ", ".join(f"[{section}]" for section in kpi["settings"]),
    }
    for name, value in rows.items():
        if value:
            facts.add_row(Text(name), Text(value))
    return Group(Text.assemble((t(kpi["title"]), HEAD), (f"   {kpi['kpi']}", DIM)), "", facts)
