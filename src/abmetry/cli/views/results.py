"""Results of KPIs as tables: one row per KPI, or one table per KPI where the answer is split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from abmetry.answers.answer import Answer, Result
from abmetry.cli.spoken import percent, t, words
from abmetry.cli.views.amounts import amount, brief, difference, interval, number, p_value, short
from abmetry.cli.views.lift_table import lift_tables
from abmetry.cli.views.words import (
    BAD,
    DIM,
    GOOD,
    HEAD,
    WARN,
    cell,
    day,
    direction,
    listed,
    moment,
    plain_table,
    safe,
    span,
)
from abmetry.kpis.catalogue import find
from abmetry.kpis.kpi import Kpi

NARROW, ROOMY, WIDE = 76, 100, 118
FEW = 3
_COHORTS = {"abm": "target accounts", "non_abm": "accounts on no list", "all": "all accounts"}
_SPREAD = ("median", "p25", "p75", "censored_median", "n_open")


class Room(Enum):
    """How much a terminal has room for."""

    NARROW = 0
    USUAL = 1
    WIDE = 2


@dataclass
class Footnotes:
    """Flags, each with a number under which the rows refer to it."""

    numbers: dict[str, int] = field(default_factory=dict)

    def marks(self, flags: Sequence[str]) -> str:
        """The numbers of some flags, as they stand behind a value."""
        found = sorted(self.numbers.setdefault(flag, len(self.numbers) + 1) for flag in flags)
        return f"[{','.join(map(str, found))}]" if found else ""

    def lines(self) -> Iterator[RenderableType]:
        """The flags by their number."""
        for flag, place in self.numbers.items():
            yield Text(f"[{place}] {safe(t(flag))}", style=DIM)


def answer_view(answer: Answer, width: int) -> RenderableType:
    """An answer: the whole catalogue by family, or table by table where it is split.

    Args:
        answer: The answer.
        width: Columns of the terminal.
    """
    given = [result for result in answer if result.status != "unavailable"]
    shown = [result for result in given if not find(result.kpi).of_kpis]
    lifted = [result for result in given if find(result.kpi).of_kpis]
    silent = [result for result in answer if result.status == "unavailable"]
    footnotes = Footnotes()
    parts: list[RenderableType] = []
    if given:
        bounds = {"start": given[0].period["start"], "end": given[-1].period["end"]}
        parts.append(heading(bounds, given[-1].as_of, given[0].scope))
    if any(result.group for result in shown):
        for kpi_id, results in groupby(shown, key=lambda result: result.kpi):
            parts.extend(_split_part(find(kpi_id), list(results), footnotes, width))
    elif shown:
        parts.extend(("", _catalogue_table(shown, footnotes, width)))
    for start, results in groupby(lifted, key=lambda result: result.period["start"]):
        many = len({result.period["start"] for result in lifted}) > 1
        parts.extend(
            ("", Text(t(find(lifted[0].kpi).title) + (f" {day(start)}" if many else ""), style=HEAD))
        )
        parts.extend(lift_tables(list(results), width))
    if footnotes.numbers:
        parts.extend(("", *footnotes.lines()))
    if not len(answer):
        parts.append(Text(t("Nothing to show: no account is in this scope."), style=DIM))
    parts.extend(unavailable(silent))
    return Group(*parts)


def heading(period: Mapping[str, str], as_of: str, scope: Mapping[str, Any]) -> Text:
    """What was asked: the period, the instant, the accounts."""
    who = t(_COHORTS[scope["cohort"]])
    said = [who]
    if scope["cohort"] == "abm" and scope.get("lists"):
        said.append(
            t("list {names}", names=listed(scope["lists"]))
            if len(scope["lists"]) == 1
            else t("lists {names}", names=listed(scope["lists"]))
        )
    if scope.get("tiers"):
        said.append(t("tier {names}", names=listed(scope["tiers"])))
    said.extend(safe(condition) for condition in scope.get("where", ()))
    if scope.get("owner"):
        said.append(t("owner {name}", name=safe(scope["owner"])))
    if scope.get("rollup"):
        said.append(t("top parents"))
    return Text.assemble(
        (span(period), HEAD),
        ("   " + t("as of {instant}", instant=moment(as_of)) + "   " + " · ".join(said), DIM),
    )


def _catalogue_table(results: Sequence[Result], footnotes: Footnotes, width: int) -> Table:
    """One table for all, so that columns stand below one another; a line with the family before its KPIs."""
    room = _room(width)
    table = _columns([t("KPI")], results, room)
    table.columns[0].ratio = 1
    table.expand = True
    for family, members in groupby(results, key=lambda result: find(result.kpi).family):
        if len(results) > 1:
            if table.row_count:
                table.add_row()
            table.add_row(Text(t(str(family.value).capitalize()), style=HEAD))
        for result in members:
            kpi = find(result.kpi)
            beside = extras(result) if width >= ROOMY or len(results) <= FEW else ""
            table.add_row(_name(kpi, result, beside, footnotes), *_cells(kpi, result, room, results))
    return table


def _split_part(
    kpi: Kpi, results: Sequence[Result], footnotes: Footnotes, width: int
) -> Iterator[RenderableType]:
    room = _room(width)
    names = list(dict.fromkeys(name for result in results for name in result.group))
    table = _columns([t(name.replace("_", " ")) for name in names], results, room, split=True)
    aimed = any(result.target for result in results)
    for result in results:
        groups = [_group_cell(result, name) for name in names]
        if mark := footnotes.marks(result.flags):
            groups[-1].append(f" {mark}", style=DIM)
        value, *others = _cells(kpi, result, room, results)
        table.add_row(*groups, value, *([_met(result)] if aimed else []), *others)
    yield ""
    yield Text.assemble((t(kpi.title), HEAD), (f"   {kpi.id}", DIM))
    yield table


def _room(width: int) -> Room:
    """How much there is room for: the value and its change, all but the difference, or everything."""
    return Room.WIDE if width >= WIDE else Room.USUAL if width >= NARROW else Room.NARROW


def _columns(first: Sequence[str], results: Sequence[Result], room: Room, *, split: bool = False) -> Table:
    names = [t("Value")]
    if split and any(result.target for result in results):
        names.append(t("Target"))
    if room is not Room.NARROW:
        names.extend((_level(results), "n"))
    if any(result.previous for result in results):
        names.append(t("Change"))
    if room is not Room.NARROW and any(result.comparison for result in results):
        names.append(t("Outside"))
        if room is Room.WIDE:
            names.append(t("Difference"))
    table = plain_table(*first, *((name, "right") for name in names))
    for column in table.columns[len(first) :]:
        column.no_wrap = True
    return table


def _level(results: Sequence[Result]) -> str:
    levels = {result.interval["level"] for result in results if result.interval}
    return t("{level} range", level=percent(100 * levels.pop(), 0)) if len(levels) == 1 else t("Range")


def _name(kpi: Kpi, result: Result, beside: str, footnotes: Footnotes) -> Text:
    name = Text(t(kpi.title))
    if mark := footnotes.marks(result.flags):
        name.append(f" {mark}", style=DIM)
    if beside:
        name.append(f"\n{beside}", style=DIM)
    if result.target is not None:
        name.append("\n").append_text(target(result))
    return name


def _group_cell(result: Result, name: str) -> Text:
    value = result.group.get(name)
    if value is None:
        return Text(t("none"), style=DIM)
    label = result.label.get(name)
    return Text.assemble(safe(label), (f"  {safe(value)}", DIM)) if label else cell(value)


def _cells(kpi: Kpi, result: Result, room: Room, results: Sequence[Result]) -> Iterator[RenderableType]:
    few = result.status == "too_few"
    yield Text(
        amount(result.value, result.unit, result.currency), style=DIM if few or result.value is None else HEAD
    )
    if room is not Room.NARROW:
        shown = interval(result.interval, result.unit, result.currency)
        if result.status == "empty":
            shown = t("nothing to measure")
        yield Text(shown if room is Room.WIDE else shown.replace(" – ", "–"), style=DIM)
        yield Text.assemble(
            (f"{t('few')} " if few else "", WARN), ("" if result.n is None else number(result.n), DIM)
        )
    if any(other.previous for other in results):
        yield change(result, kpi.better)
    if room is not Room.NARROW and any(other.comparison for other in results):
        yield from _comparison(kpi, result, room)


def change(result: Result, better: str) -> Text:
    """The change against the period before, with its arrow, coloured by what is better."""
    found = result.previous.get("difference") if result.previous else None
    arrow, style = direction(found, better)
    if found is None:
        return Text()
    told = difference(found, result.unit, result.currency)
    if not any(sign.isdigit() and int(sign) for sign in told):
        return Text("=", style=DIM)
    return Text(f"{arrow} {told}", style=style)


def _met(result: Result) -> Text:
    """The target of a row of a table, and whether it is met."""
    if result.target is None:
        return Text()
    shown = amount(result.target.value, result.unit, result.currency)
    if result.target.met is None:
        return Text(shown, style=DIM)
    return Text.assemble(
        (shown, DIM), (f"  {t('met')}", GOOD) if result.target.met else (f"  {t('not met')}", BAD)
    )


def target(result: Result) -> Text:
    """The target and whether it is met, in words."""
    if result.target is None:
        return Text()
    styles = {True: GOOD, False: BAD, None: DIM}
    return Text(result.target.told(words(), result.unit, result.currency), style=styles[result.target.met])


def _comparison(kpi: Kpi, result: Result, room: Room) -> Iterator[Text]:
    beside: dict[str, Any] = result.comparison or {}
    value = beside.get("value")
    shown = amount if room is Room.WIDE and not result.unit.startswith("money") else brief
    yield Text("" if value is None else shown(value, result.unit, result.currency), style=DIM)
    if room is not Room.WIDE:
        return
    if kpi.shape.denominator is None:
        # Totals of two groups of different size say nothing about each other.
        yield Text()
        return
    gap = beside.get("difference")
    sure = beside.get("p") is not None and beside["p"] < 0.05
    _, style = direction(gap, kpi.better)
    told = difference(gap, result.unit, result.currency)
    yield Text.assemble((told, style if sure else ""), (f"  {p_value(beside.get('p'))}", DIM))


def extras(result: Result) -> str:
    """What a KPI shows beside its value, in one line."""
    extra, kpi = result.extra, find(result.kpi)
    parts = []
    if extra.get("median") is not None:
        parts.append(t("median {days}", days=amount(extra["median"], "days")))
    if extra.get("p25") is not None and extra.get("p75") is not None:
        parts.append(
            t("middle half {range}", range=interval({"low": extra["p25"], "high": extra["p75"]}, "days"))
        )
    if extra.get("n_open"):
        median = extra.get("censored_median")
        parts.append(
            t("{n} still open", n=int(extra["n_open"]))
            if median is None
            else t(
                "{n} still open, median with them {median}",
                n=int(extra["n_open"]),
                median=brief(median, "days"),
            )
        )
    parts.extend(
        f"{t(name.replace('_', ' '))} {_beside(value, kpi.unit_beside(name), result.currency)}"
        for name, value in extra.items()
        if name not in _SPREAD and isinstance(value, int | float)
    )
    return " · ".join(parts)


def _beside(value: float, unit: str, currency: str | None) -> str:
    """Money and counts as short as a line of several wants them, the rest as any value."""
    return short(value, unit, currency)


def unavailable(results: Sequence[Result]) -> Iterator[RenderableType]:
    """What could not be answered, by why."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        of_group = ", ".join(value for value in result.group.values() if value)
        reason = "; ".join(t(flag) for flag in result.flags)
        ids = reasons.setdefault(f"{of_group}: {reason}" if of_group else reason, [])
        if result.kpi not in ids:
            ids.append(result.kpi)
    if reasons:
        yield ""
        yield Text(t("Unavailable"), style=HEAD)
    for reason, ids in reasons.items():
        yield Padding(Text.assemble((f"{safe(reason)}: ", WARN), (listed(ids, 12), DIM)), (0, 0, 0, 2))
