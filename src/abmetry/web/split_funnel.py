"""The funnel of each group of accounts, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from abmetry.answers.funnel import FunnelStage
from abmetry.lang.message import message
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View

SPLITS = {
    "tier": message("Tier"),
    "list": message("List"),
    "industry": message("Industry"),
    "country": message("Country"),
    "segment": message("Segment"),
    "owner": message("Owner"),
}

Groups = Sequence[tuple[Mapping[str, str | None], Sequence[FunnelStage]]]


def split_table(view: View, by: str, groups: Groups) -> Table | None:
    """One row per group: how many came to each stage or beyond, and which percent of the group that is."""
    if not groups:
        return None
    words, names = view.words, dict(view.bar.choices.owners)
    stages = [stage.stage for stage in groups[0][1]]
    columns = [
        Column("group", words.text(SPLITS[by]) if by in SPLITS else by),
        *(Column(stage, stage_name(stage, words), numeric=True) for stage in stages),
    ]

    def name(value: str | None) -> str:
        if value is None:
            return words.text("None")
        return words.text("Tier {tier}", tier=value) if by == "tier" else names.get(value, value)

    rows: list[list[Cell | str]] = [
        [
            name(group.get(by)),
            *(
                Cell(
                    words.number(one.reached, 0),
                    part=one.from_targets if place else None,
                    note=words.percent(one.from_targets) if place else "",
                )
                for place, one in enumerate(of_group)
            ),
        ]
        for group, of_group in groups
    ]
    return Table(words.text("At each stage or beyond"), columns, rows)
