"""The funnels of other systems, and what several say of the same accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.preset_asking import SideBySide
from abmetry.answers.preset_funnel import PresetFunnel
from abmetry.cli.spoken import count, percent, t
from abmetry.cli.views.amounts import NOTHING
from abmetry.cli.views.results import heading
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, plain_table, safe
from abmetry.presets.catalogue import PRESETS

COMBINATIONS_SHOWN = 12


def preset_view(funnels: Sequence[PresetFunnel], width: int) -> RenderableType:
    """One table per preset, with who stands at each stage.

    Args:
        funnels: The funnels.
        width: Columns of the terminal.
    """
    told = [funnel.to_dict() for funnel in funnels]
    parts: list[RenderableType] = [heading(told[0]["period"], told[0]["as_of"], told[0]["scope"])]
    for funnel, said in zip(funnels, told, strict=True):
        moves = said["movements"]
        remark = "   " + t(
            "{forward} forward, {back} back since the period began",
            forward=moves["forward"],
            back=moves["back"],
        )
        parts.extend(
            ("", Text.assemble((t("Account funnel by {title}", title=funnel.title), HEAD), (remark, DIM)))
        )
        parts.append(_stages(said["stages"], width))
        for group in said.get("groups", ()):
            title = ", ".join(
                f"{safe(name)} {safe(value) or 'none'}" for name, value in group["group"].items()
            )
            parts.extend(("", Text(title, style=HEAD), _stages(group["stages"], width)))
        parts.extend(Text(f"! {safe(flag)}", style=WARN) for flag in said["flags"])
    return Group(*parts)


def _stages(stages: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    table = plain_table(
        t("Stage"),
        (t("Reached"), "right"),
        (t("Here now"), "right"),
        (t("From prev."), "right"),
        (t("Of targets"), "right"),
        t("Who"),
    )
    del width
    for stage in stages:
        table.add_row(
            _title(stage["stage"]),
            Text(count(stage["reached"]), style=HEAD),
            Text(count(stage["accounts"])),
            _percent(stage["from_previous"]),
            _percent(stage["from_targets"]),
            Text(t(stage["definition"]), style=DIM),
        )
    return table


def side_by_side_view(compared: SideBySide, width: int) -> RenderableType:
    """Combinations of stages by how many accounts have them, then the accounts.

    Args:
        compared: The comparison.
        width: Columns of the terminal.
    """
    del width
    titles = [PRESETS[name].title for name in compared.presets]
    together = plain_table((t("Accounts"), "right"), *titles)
    for row in compared.combinations[:COMBINATIONS_SHOWN]:
        together.add_row(count(row["accounts"]), *(_title(row[name]) for name in compared.presets))
    parts: list[RenderableType] = [
        Text.assemble(
            (t("The same accounts by every system"), HEAD), (f"   {counted(compared.total, 'account')}", DIM)
        ),
        together,
    ]
    rest = compared.combinations[COMBINATIONS_SHOWN:]
    if rest:
        others = counted(sum(row["accounts"] for row in rest), "account")
        parts.append(
            Text(t("{others} in {n}", others=others, n=counted(len(rest), "other combination")), style=DIM)
        )
    table = plain_table(t("Account"), "", t("Tier"), *titles)
    for row in compared.rows:
        table.add_row(
            cell(row["account"]),
            Text(safe(row["account_id"]), style=DIM),
            cell(row["tier"] or NOTHING),
            *(_title(row[name]) for name in compared.presets),
        )
    parts.extend(("", table))
    if compared.total > len(compared.rows):
        shown = t(
            "The first {n} of {total}; -o FILE for all.",
            n=len(compared.rows),
            total=counted(compared.total, "account"),
        )
        parts.append(Text(shown, style=DIM))
    return Group(*parts)


def _title(stage: str) -> Text:
    return Text(t("MQA") if stage == "mqa" else t(stage.replace("_", " ").capitalize()))


def _percent(value: float | None) -> Text:
    return Text(NOTHING, style=DIM) if value is None else Text(percent(value, 1))
