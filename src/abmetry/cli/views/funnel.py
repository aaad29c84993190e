"""The six stages as bars, with conversion, time in stage and movements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.funnel import STAGES
from abmetry.cli.spoken import count, percent, t, written
from abmetry.cli.views.amounts import NOTHING
from abmetry.cli.views.results import heading
from abmetry.cli.views.words import DIM, HEAD, WARN, plain_table, safe

COHORTS_SHOWN = 12
BAR, REST = "█", "·"
NARROW, WIDE = 76, 100


def funnel_view(funnel: Mapping[str, Any], width: int) -> RenderableType:
    """The funnel as it stands at an instant, and what moved.

    Args:
        funnel: As in the JSON.
        width: Columns of the terminal.
    """
    parts: list[RenderableType] = [
        heading(funnel["period"], funnel["as_of"], funnel["scope"]),
        "",
        Text(t("Account funnel"), style=HEAD),
        bars(funnel["stages"], width),
    ]
    for group in funnel.get("groups", ()):
        title = ", ".join(f"{safe(name)} {safe(value) or 'none'}" for name, value in group["group"].items())
        parts.extend(("", Text(title, style=HEAD), bars(group["stages"], width)))
    parts.extend(_movements(funnel["movements"]))
    parts.extend(_cohorts(funnel["cohorts"]))
    if funnel["flags"]:
        parts.extend(("", *(Text(f"! {safe(t(flag))}", style=WARN) for flag in funnel["flags"])))
    return Group(*parts)


def bars(stages: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    """The stages as bars of the accounts that reached them."""
    has_bars, has_room = width >= NARROW, width >= WIDE
    has_days = has_bars and any(stage.get("median_days") is not None for stage in stages)
    names = [
        t("Reached"),
        t("Here now"),
        t("From previous") if has_room else t("From prev."),
        t("Of targets"),
    ]
    if has_days:
        names.append(t("Median days") if has_room else t("Days"))
    table = plain_table(t("Stage"), *([""] if has_bars else []), *((name, "right") for name in names))
    for column in table.columns:
        column.no_wrap = True
    taken = (
        2 + max(len(t(name.capitalize())) for name in STAGES) + sum(max(len(name), 6) + 2 for name in names)
    )
    size = max(10, min(40, width - taken - 2))
    most = max((stage["reached"] for stage in stages), default=0)
    for stage in stages:
        filled = round(size * stage["reached"] / most) if most else 0
        filled = max(filled, 1) if stage["reached"] else 0
        bar = Text.assemble((BAR * filled, "cyan"), (REST * (size - filled), DIM))
        days = stage.get("median_days")
        table.add_row(
            Text(t(str(stage["stage"]).capitalize())),
            *([bar] if has_bars else []),
            Text(count(stage["reached"]), style=HEAD),
            Text(count(stage["accounts"])),
            _percent(stage.get("from_previous")),
            _percent(stage.get("from_targets")),
            *([Text(NOTHING if days is None else written(days, 0), style=DIM)] if has_days else []),
        )
    return table


def _percent(value: float | None) -> Text:
    return Text(NOTHING, style=DIM) if value is None else Text(percent(value, 1))


def _movements(movements: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield ""
    told = [
        t("{n} forward", n=movements["forward"]),
        t("{n} back", n=movements["back"]),
        t("{n} skipped", n=movements["skipped"]),
    ]
    yield Text.assemble((t("Movements in the period"), HEAD), (f"   {', '.join(told)}", DIM))
    moves = {(move["from"], move["to"]): move["movements"] for move in movements["by_stage"]}
    if not moves:
        return
    table = plain_table(t("From"), *((t(name.capitalize()), "right") for name in STAGES))
    for origin in STAGES:
        if any(origin == begin for begin, _ in moves):
            cells = [
                Text(count(moves[origin, stage]) if (origin, stage) in moves else "") for stage in STAGES
            ]
            table.add_row(Text(t(origin.capitalize())), *cells)
    yield table


def _cohorts(cohorts: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    if not cohorts:
        return
    yield ""
    yield Text.assemble(
        (t("By quarter of entry"), HEAD),
        (f"   {t('share that ever got there; ~ too young to have done so')}", DIM),
    )
    table = plain_table(
        t("Entered"), (t("Accounts"), "right"), *((t(name.capitalize()), "right") for name in STAGES[1:])
    )
    for cohort in cohorts[-COHORTS_SHOWN:]:
        stages = {stage["stage"]: stage for stage in cohort["stages"]}
        cells = [_got_there(stages.get(name)) for name in STAGES[1:]]
        table.add_row(Text(cohort["entered"] or t("from ever")), Text(count(cohort["accounts"])), *cells)
    yield table
    if len(cohorts) > COHORTS_SHOWN:
        yield Text(t("and {n} quarters before: --format json", n=len(cohorts) - COHORTS_SHOWN), style=DIM)


def _got_there(stage: Mapping[str, Any] | None) -> Text:
    if stage is None or stage["from_targets"] is None:
        return Text(NOTHING, style=DIM)
    shown = percent(stage["from_targets"], 1)
    return Text(f"~{shown}", style=DIM) if stage["too_young"] else Text(shown)
