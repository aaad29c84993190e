"""Lift: every KPI of the program's accounts beside those that stand for them (KPIS.md, `abm_lift`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from abmetry.answers.answer import Answer, Json, Result, Status
from abmetry.answers.calendar import Calendar
from abmetry.answers.described import measured
from abmetry.answers.evaluate import interval_dict
from abmetry.answers.lift_accounts import find_accounts
from abmetry.answers.lift_parts import LiftParts
from abmetry.answers.lift_sides import SideFinder, Sides, frame_before
from abmetry.answers.measured import Working
from abmetry.answers.needs import alternatives
from abmetry.answers.plan import Asked, Plan
from abmetry.asof.relation import Frame
from abmetry.engine.engine import Engine
from abmetry.influence.balance import Floats
from abmetry.influence.differences import change, stacked
from abmetry.influence.lift import Compared, Lift
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Kpi, Population
from abmetry.kpis.measure import SCOPE
from abmetry.kpis.shape import Shape
from abmetry.lang.message import message
from abmetry.stats.interval import Difference
from abmetry.stats.wilson import proportion_difference
from abmetry.workspace.settings import Settings

LIFT = "abm_lift"
HEADLINE = (
    "engaged_account_rate",
    "opportunity_rate",
    "opportunity_win_rate",
    "average_deal_size",
    "deal_cycle_days",
    "new_revenue_won",
)
"""The KPIs whose lift stands in the whole catalogue."""
_PLAIN = ("raw", "experiment")
_UNKNOWN = Lift(None, None, None)


@dataclass(frozen=True)
class LiftAnswer:
    """The lift of KPIs, and how it was found.

    Attributes:
        answer: One result per KPI and method.
        sides: Who was compared with whom, per period: method by method, target accounts first.
        members: Where one KPI was asked for by its accounts: each account of each comparison, with its side, its
            weight and what it contributes. Weighted sums of contributions give both values again.
    """

    answer: Answer
    sides: tuple[Sides, ...]
    members: tuple[Json, ...] = ()

    def to_dict(self) -> Json:
        """The lift as it stands in JSON."""
        return {"results": self.answer.to_list(), "comparisons": [one.to_dict() for one in self.sides]}


def lifted_kpis(named: Sequence[str]) -> tuple[Kpi, ...]:
    """The KPIs whose lift a question wants, in the catalogue's order: those it names beside it; of it alone, all."""
    can = [kpi for kpi in CATALOGUE.values() if not (kpi.of_kpis or kpi.is_mined)]
    wanted = [kpi for kpi in can if kpi.id in (named or HEADLINE)]
    return tuple(wanted or can)


def why_not(kpi: Kpi, settings: Settings, loaded: frozenset[str]) -> str | None:
    """Why a KPI has no lift, if it has none."""
    parts = kpi.shape.parts
    if kpi.of_kpis or kpi.is_mined:
        return message("it tells of other numbers, and has no value of its own")
    if lacking := kpi.lacking(loaded):
        return message("never loaded: {tables}", tables=alternatives(lacking))
    for cohort in ("abm", "non_abm"):
        if kpi.unless and (reason := kpi.unless(settings, cohort)):
            return reason
    if kpi.population == "L":
        return message(
            "it counts accounts that were ever on a list: those on none have nothing to set beside it"
        )
    if any(part.everyone for part in parts):
        return message("it sets accounts against the rows of everyone, which cannot be weighted")
    if kpi.shape.drawn:
        return message("it is of each {unit}, not of accounts", unit=kpi.shape.drawn[1])
    if kpi.shape.times:
        return message("it rests on a survival curve, which is not weighted")
    if all(part.relation == SCOPE for part in parts):
        return message("it counts the accounts themselves, which the comparison sets equal")
    return None


class Lifting:
    """The lift of KPIs for one question, on one build."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        plan: Plan,
        loaded: frozenset[str],
        marks: tuple[str, str],
        before: Frame | None = None,
    ) -> None:
        """Prepare.

        Args:
            engine: A session in which the facts of the build are there under their names.
            settings: The definitions.
            plan: The question, resolved; not split but by time.
            loaded: Canonical tables that were loaded.
            marks: Hash of the definitions, and id of the build.
            before: The period that a change is taken from; None: the same days a year or more before.
        """
        self._engine = engine
        self._settings = settings
        self._plan = plan
        self._loaded = loaded
        self._marks = marks
        self._before = before
        said = settings.workspace
        self._calendar = Calendar(said.timezone, said.fiscal_year_starts)

    def lift(self, kpis: Sequence[Kpi], *, by_account: bool = False) -> LiftAnswer:
        """The lift of these KPIs in every period asked for; with the accounts behind it, if that is wanted."""
        results: list[Result] = []
        sides: list[Sides] = []
        self._members: list[Json] | None = [] if by_account else None
        for asked in self._plan.asked:
            if asked.frame is None:
                results.append(self._unavailable(asked, {}, ["the period had not begun"]))
                continue
            frame = next(f for f in self._plan.frames if f.index == asked.frame)
            found, by_population = self._of_period(asked, replace(frame, index=0), kpis)
            results.extend(found)
            sides.extend(one for population in ("T", "A") for one in by_population.get(population, ()))
        return LiftAnswer(Answer(tuple(results)), tuple(sides), tuple(self._members or ()))

    def _of_period(
        self, asked: Asked, frame: Frame, kpis: Sequence[Kpi]
    ) -> tuple[list[Result], Mapping[Population, tuple[Sides, ...]]]:
        reasons = {kpi.id: why_not(kpi, self._settings, self._loaded) for kpi in kpis}
        known = [kpi for kpi in kpis if reasons[kpi.id] is None]
        results: list[Result] = []
        by_population: dict[Population, tuple[Sides, ...]] = {}
        if known:
            working = Working(self._engine, self._settings, self._frames(frame))
            finder = SideFinder(working, self._plan, accounts := find_accounts(working, self._plan))
            populations = dict.fromkeys(kpi.population for kpi in known)
            by_population = {population: tuple(finder.all(population)) for population in populations}
            parts = LiftParts(working, len(accounts.ids))
            parts.expect(known)
            compared = {
                id(one): self._compared(one) for sides in by_population.values() for one in sides if one.match
            }
            for kpi in known:
                for one in by_population[kpi.population]:
                    if one.match is not None:
                        self._note_members(asked, kpi, one, accounts.ids, parts)
                        results.append(self._result(asked, kpi, one, compared[id(one)], parts))
        groups: dict[str, tuple[dict[str, str], str]] = {}
        for one in (one for sides in by_population.values() for one in sides if one.match is None):
            groups.setdefault(str(one.group), (one.group, one.reason or ""))
        results.extend(self._unavailable(asked, group, [reason]) for group, reason in groups.values())
        for kpi in kpis:
            if reason := reasons[kpi.id]:
                results.append(self._unavailable(asked, {"kpi": kpi.id}, [reason], kpi))
        return results, by_population

    def _note_members(self, asked: Asked, kpi: Kpi, one: Sides, ids: Sequence[str], parts: LiftParts) -> None:
        if self._members is None or one.match is None:
            return
        frames = {"": 0, "_before": 1} if one.method == "did" else {"": 0}
        contributed = {suffix: parts.of(kpi.shape, frame) for suffix, frame in frames.items()}
        weights = [*[1.0] * one.match.treated, *one.match.weights.tolist()]
        for number, (place, weight) in enumerate(zip(one.match.rows.tolist(), weights, strict=True)):
            self._members.append(
                {
                    "kpi": kpi.id,
                    **one.group,
                    "period": asked.moment.period.label,
                    "account_id": ids[place],
                    "side": "program" if number < one.match.treated else "others",
                    "weight": weight,
                    **{
                        f"{measured(part)}{suffix}": float(values[place, i])
                        for suffix, values in contributed.items()
                        for i, part in enumerate(kpi.shape.parts)
                    },
                }
            )

    def _frames(self, frame: Frame) -> list[Frame]:
        before = self._before or frame_before(frame, self._calendar)
        return [frame, replace(before, index=1)] if self._reaches(before) else [frame]

    def _reaches(self, before: Frame) -> bool:
        """Whether what is loaded goes back to the start of the period before."""
        at = self._engine.dialect.timestamp(before.start_utc.isoformat(sep=" "))
        rows = self._engine.query(
            f"""
            select case when (select min(occurred_at) from touches) < {at}
                or (select min(created_at) from opportunities) < {at} then 1 else 0 end as reaches
            """
        ).to_pylist()
        return bool(rows[0]["reaches"])

    def _compared(self, one: Sides) -> Compared:
        assert one.match is not None
        stats = self._settings.stats
        return Compared(one.match, stats.bootstrap, stats.level, stats.seed)

    def _result(self, asked: Asked, kpi: Kpi, one: Sides, compared: Compared, parts: LiftParts) -> Result:
        shape = kpi.shape
        now = parts.of(shape, 0)
        if not self._is_known(shape, one, parts):
            lift = _UNKNOWN
        elif one.method == "did":
            lift = compared.lift(stacked(now, parts.of(shape, 1)), change(shape.value), scale_free=True)
        else:
            lift = compared.lift(now, shape.value)
            if one.method in _PLAIN and shape.interval == "wilson":
                lift = replace(lift, difference=self._plain(shape, now, compared) or lift.difference)
        assert one.match is not None
        number = one.match.treated
        n, others = (
            self._n(kpi, rows, now, parts) for rows in (one.match.rows[:number], one.match.rows[number:])
        )
        return self._told(asked, kpi, one, lift, (n, others))

    def _is_known(self, shape: Shape, one: Sides, parts: LiftParts) -> bool:
        """Whether the sums of both sides are of no row, or of at least one whose value is known."""
        if shape.known is None or one.match is None:
            return True
        rows, known = (parts.values(measure, 0)[one.match.rows] for measure in shape.known)
        sides = slice(None, one.match.treated), slice(one.match.treated, None)
        return all(not rows[side].any() or known[side].any() for side in sides)

    def _plain(self, shape: Shape, now: Floats, compared: Compared) -> Difference | None:
        """The difference of two shares of accounts or things, none weighted: as answers compare cohorts."""
        match = compared.match
        own, others = (
            now[match.rows[: match.treated]].sum(axis=0),
            now[match.rows[match.treated :]].sum(axis=0),
        )
        level = self._settings.stats.level
        if shape.of_accounts:
            counts = (float(own[0]), float(match.treated), float(others[0]), float(len(match.weights)))
            told = proportion_difference(*counts, level)
            return told.scaled(match.treated) if told else None
        if shape.denominator is None:
            return None
        pairs = [(float(shape.numerator(sums)), float(shape.denominator(sums))) for sums in (own, others)]
        told = proportion_difference(*pairs[0], *pairs[1], level)
        return told.scaled(shape.per) if told else None

    def _n(self, kpi: Kpi, rows: Any, now: Floats, parts: LiftParts) -> float:
        shape = kpi.shape
        if shape.n is not None:
            return float(parts.values(shape.n, 0)[rows].sum())
        if shape.denominator is None:
            return float(len(rows))
        return float(shape.denominator(now[rows].sum(axis=0)))

    def _told(self, asked: Asked, kpi: Kpi, one: Sides, lift: Lift, n: tuple[float, float]) -> Result:
        match = one.match
        assert match is not None
        furthest = kpi.furthest * (2 if one.method == "did" else 1)
        difference = lift.difference.within(furthest) if lift.difference else None
        interval = difference.interval if difference else None
        status: Status = "empty" if difference is None else "ok"
        if difference is not None and min(*n, match.effective) < self._settings.stats.min_n:
            status = "too_few"
        ratio = interval_dict(lift.relative_interval)
        flags = list(one.notes)
        if kpi.shape.denominator is None:
            flags.append(message("the others' count or sum is scaled to as many accounts as the program's"))
        if asked.moment.running:
            flags.append(asked.moment.running)
        return Result(
            **self._common(asked),
            unit=kpi.unit.value,
            group={"kpi": kpi.id, **one.group},
            status=status,
            value=difference.value if difference else None,
            n=min(n),
            interval=interval_dict(interval),
            extra={
                "abm": lift.first,
                "non_abm": lift.second,
                "relative": None if lift.relative is None else 100 * lift.relative,
                "relative_low": 100 * ratio["low"] if ratio else None,
                "relative_high": 100 * ratio["high"] if ratio else None,
                "p": float(difference.p) if difference and difference.p is not None else None,
                "abm_accounts": match.treated,
                "non_abm_accounts": len(match.weights),
                "effective_accounts": match.effective,
                "abm_n": n[0],
                "non_abm_n": n[1],
            },
            comparison={
                "cohort": "non_abm",
                "value": lift.second,
                "numerator": None,
                "denominator": None,
                "n": n[1],
                "difference": difference.value if difference else None,
                "low": interval.low if interval else None,
                "high": interval.high if interval else None,
                "p": float(difference.p) if difference and difference.p is not None else None,
            },
            flags=tuple(flags),
            currency=self._settings.workspace.currency if kpi.unit.is_money else None,
        )

    def _unavailable(
        self, asked: Asked, group: Mapping[str, str], reasons: Sequence[str], kpi: Kpi | None = None
    ) -> Result:
        return Result(
            **self._common(asked),
            unit=kpi.unit.value if kpi else CATALOGUE[LIFT].unit.value,
            group=dict(group),
            status="unavailable",
            flags=tuple(reasons),
            needs=kpi.missing(self._loaded) if kpi else (),
        )

    def _common(self, asked: Asked) -> dict[str, Any]:
        definition, build = self._marks
        return {
            "kpi": LIFT,
            "period": asked.moment.period.bounds(),
            "as_of": asked.moment.as_of,
            "scope": self._plan.scope_said,
            "definition": definition,
            "build": build,
        }
