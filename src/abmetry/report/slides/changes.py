"""What changed since the period before, and what brought it about."""

from __future__ import annotations

from abmetry.answers.answer import Result
from abmetry.answers.board import EXECUTIVE
from abmetry.charts.rows import group_label
from abmetry.lang.words import Words
from abmetry.report.answered import CHANGES, Answered
from abmetry.report.figures import said, way
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import Cell, Slide, Table
from abmetry.report.phrases import may_be_chance
from abmetry.report.slides.trends import superscript


def changes(answered: Answered, words: Words) -> Slide | None:
    """The figures before and after, tier by tier, and the accounts that came and went; None without a before."""
    before = answered.before
    if before is None:
        return None
    notes = Footnotes(words)
    kpis = [kpi for kpi in (*(own for own, _ in EXECUTIVE), *CHANGES) if answered.results[kpi].previous]
    tiers = _tiers(answered, words)
    rows = tuple(_row(answered, kpi, tiers, words, notes) for kpi in kpis)
    start, end = answered.period
    heads = (
        words.text("Figure"),
        words.period(*before, short=True),
        words.period(start, end, short=True),
        words.text("Change"),
        words.text("Interval"),
        *(words.text("Change, {group}", group=_whole(name)) for name in tiers.values()),
    )
    widths = (2.7, 1.25, 1.25, 1.35, 2.15, *([1.1] * len(tiers)))
    return Slide(
        layout="table",
        title=_title(answered, words),
        lede=words.text(
            "A dot marks changes that may be chance: the value before lies within the interval of this one."
        ),
        table=Table(heads, rows, widths),
        points=_why(answered, words),
        notes=notes.all,
    )


def _title(answered: Answered, words: Words) -> str:
    found = answered.exchanges.get("engaged_accounts")
    if found is None:
        return words.text("What changed since the period before")
    came = words.plural("{n} account engaged anew", "{n} accounts engaged anew", len(found.came))
    went = words.plural("{n} no longer did", "{n} no longer did", len(found.went))
    return words.text("{came}, {went}", came=came, went=went)


def _why(answered: Answered, words: Words) -> tuple[str, ...]:
    points = []
    engaged = answered.exchanges.get("engaged_accounts")
    if engaged is not None:
        points.append(
            words.text(
                "Engagement: {stayed} accounts engaged in both periods, {came} came, {went} went.",
                stayed=engaged.stayed,
                came=len(engaged.came),
                went=len(engaged.went),
            )
        )
    deals = answered.exchanges.get("accounts_with_opportunity")
    if deals is not None:
        points.append(
            words.text(
                "Opportunities: {stayed} accounts had one open in both periods, {came} came, {went} went.",
                stayed=deals.stayed,
                came=len(deals.came),
                went=len(deals.went),
            )
        )
    if answered.funnel is not None:
        moved = answered.funnel.to_dict()["movements"]
        points.append(
            words.text(
                "Stages: {forward} moves forward, {back} back, {skipped} past a stage.",
                forward=moved["forward"],
                back=moved["back"],
                skipped=moved["skipped"],
            )
        )
    return tuple(points)


def _tiers(answered: Answered, words: Words) -> dict[str | None, str]:
    """The tiers, and what they are called; none where there is but one."""
    found: dict[str | None, str] = {}
    for results in answered.tiers.values():
        for result in results:
            found.setdefault(result.group.get("tier"), group_label(result, "tier", words))
    return found if len(found) > 1 else {}


def _whole(name: str) -> str:
    """A name that is not broken between lines."""
    return name.replace(" ", "\u00a0")


def _row(
    answered: Answered, kpi: str, tiers: dict[str | None, str], words: Words, notes: Footnotes
) -> tuple[Cell, ...]:
    result, told = answered.results[kpi], answered.told[kpi]
    previous = result.previous or {}
    difference = previous.get("difference")
    chance = " ●" if may_be_chance(result) else ""
    before = words.value(
        previous.get("value"), result.unit, result.currency, compact=result.unit.startswith("money")
    )
    interval = result.interval or {}
    good = way(difference, told)
    change = words.difference(difference, result.unit, result.currency) or "–"
    by_tier = {one.group.get("tier"): one for one in answered.tiers.get(kpi, ())}
    return (
        Cell(f"{words.text(told.title)} {superscript(notes.of(told), words)}", "head"),
        Cell(before, "muted"),
        Cell(said(result, words)),
        Cell(change + chance, good if good != "neither" else ""),
        Cell(
            words.interval(interval.get("low"), interval.get("high"), result.unit, result.currency) or "–",
            "muted",
        ),
        *(Cell(_change_of(by_tier.get(tier), words), "muted") for tier in tiers),
    )


def _change_of(result: Result | None, words: Words) -> str:
    if result is None or not result.previous:
        return "–"
    return words.difference(result.previous.get("difference"), result.unit, result.currency) or "–"
