"""Everything a board pack tells, asked once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Result
from abmetry.answers.board import EXECUTIVE
from abmetry.answers.changes.exchange import Exchange, exchange
from abmetry.answers.duration_curves import DurationCurve, duration_curves
from abmetry.answers.funnel import Funnel
from abmetry.answers.insights import Insights
from abmetry.answers.lift import HEADLINE
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Kpi
from abmetry.report.look_back import look_back, months_before

TRENDS = (
    "engaged_accounts",
    "engaged_account_rate",
    "influenced_pipeline",
    "influenced_pipeline_rate",
    "accounts_with_opportunity",
    "opportunity_rate",
    "deal_velocity_days",
    "total_revenue_won",
)
CHANGES = ("target_account_pipeline", "new_revenue_won", "opportunity_win_rate")
PACE = "deal_velocity_days"
EXCHANGED = ("engaged_accounts", "accounts_with_opportunity")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Answered:
    """The answers of a pack.

    Attributes:
        analysis: The build they are of.
        question: Scope, period and comparison.
        results: The whole catalogue, by id.
        trends: Results over time, by id, the oldest first.
        tiers: The executive KPIs by tier, by id.
        funnel: The funnel; None: it cannot be told.
        credit: Credit by channel and model.
        stages: Time in stage, by stage.
        curves: How long deals last until they are won, the program first.
        lift: The program beside others, raw and matched.
        insights: What goes with what; None: it cannot be told.
        exchanges: Accounts that came and went since the period before, by KPI.
        told: The KPIs with what the settings say in their definitions.
        missing: Why parts of the pack are not there.
    """

    analysis: Analysis
    question: Question
    results: Mapping[str, Result]
    trends: Mapping[str, tuple[Result, ...]]
    tiers: Mapping[str, tuple[Result, ...]]
    funnel: Funnel | None
    credit: tuple[Result, ...]
    stages: tuple[Result, ...]
    curves: tuple[DurationCurve, ...]
    lift: tuple[Result, ...]
    insights: Insights | None
    exchanges: Mapping[str, Exchange]
    told: Mapping[str, Kpi]
    missing: tuple[str, ...] = field(default=())

    @property
    def period(self) -> tuple[date, date]:
        """First day, and the day after the last."""
        return bounds(next(iter(self.results.values())).period)

    @property
    def before(self) -> tuple[date, date] | None:
        """The period before; None where nothing is compared with it."""
        found = (result.previous for result in self.results.values())
        return next((bounds(one["period"]) for one in found if one), None)

    @property
    def as_of(self) -> str:
        """The instant that nothing at or after may change."""
        return next(iter(self.results.values())).as_of


def bounds(period: Mapping[str, str]) -> tuple[date, date]:
    """The days of a period as an answer has it."""
    return date.fromisoformat(period["start"][:10]), date.fromisoformat(period["end"][:10])


def gather(analysis: Analysis, question: Question) -> Answered:
    """Ask everything.

    Args:
        analysis: The build.
        question: Scope, period and comparison; its KPIs and what it is split by do not matter.

    Raises:
        UsageError: The question is put wrongly.
        Unanswerable: Nothing of it can be answered.
    """
    asked = replace(question, kpis=(), by=())
    single = [kpi.id for kpi in CATALOGUE.values() if not (kpi.is_mined or kpi.of_kpis)]
    answer = analysis.ask(replace(asked, kpis=tuple(single)))
    if not answer.answered:
        raise Unanswerable("None of the KPIs can be answered for this scope and period.")
    results = {result.kpi: result for result in answer}
    missing: list[str] = []
    start, end = bounds(answer[0].period)
    executive = tuple(kpi for pair in EXECUTIVE for kpi in pair if kpi is not None)
    before = next((bounds(result.previous["period"]) for result in answer if result.previous), None)
    alone = replace(asked, compare="none")

    def attempt(ask: Callable[[], Found]) -> Found | None:
        try:
            return ask()
        except Unanswerable as error:
            missing.append(error.message)
            return None

    return Answered(
        analysis=analysis,
        question=asked,
        results=results,
        trends=_trends(analysis, asked, start, end),
        tiers=_by_kpi(analysis.ask(replace(asked, kpis=(*executive, *CHANGES), by=("tier",))).results),
        funnel=attempt(lambda: analysis.funnel(alone)),
        credit=analysis.ask(
            replace(alone, kpis=("attributed_revenue", "attributed_pipeline"), by=("channel", "model"))
        ).results,
        stages=analysis.ask(replace(asked, kpis=("stage_days",), by=("stage",))).results,
        curves=attempt(lambda: duration_curves(analysis, replace(asked, kpis=(PACE,)))) or (),
        lift=_lift(analysis, asked),
        insights=attempt(lambda: analysis.insights(_years_before(analysis, asked, end))),
        exchanges=_exchanges(analysis, asked, results, before),
        told={kpi.id: kpi.told(analysis.workspace.settings) for kpi in CATALOGUE.values()},
        missing=tuple(dict.fromkeys(missing)),
    )


def _trends(analysis: Analysis, asked: Question, start: date, end: date) -> dict[str, tuple[Result, ...]]:
    grain, first, beyond = look_back(start, end)
    over = replace(
        asked, kpis=TRENDS, period=None, start=first.isoformat(), end=beyond.isoformat(), by=(grain,)
    )
    found = _by_kpi(analysis.ask(over).results)
    return {kpi: tuple(one for one in own if one.status != "unavailable") for kpi, own in found.items()}


def _by_kpi(results: tuple[Result, ...]) -> dict[str, tuple[Result, ...]]:
    kpis = dict.fromkeys(result.kpi for result in results)
    return {kpi: tuple(result for result in results if result.kpi == kpi) for kpi in kpis}


def _lift(analysis: Analysis, asked: Question) -> tuple[Result, ...]:
    if asked.cohort != "abm" or asked.compare not in (None, "non_abm"):
        return ()
    try:
        found = analysis.lift(replace(asked, kpis=HEADLINE, compare=None)).answer.results
    except Unanswerable:
        return ()
    return tuple(result for result in found if result.group.get("method") in ("raw", "matched", "experiment"))


def _years_before(analysis: Analysis, asked: Question, end: date) -> Question:
    years = analysis.workspace.settings.insights.years
    start = months_before(end, 12 * years)
    compare = asked.compare if asked.compare == "none" else None
    return replace(asked, period=None, start=start.isoformat(), end=end.isoformat(), compare=compare)


def _exchanges(
    analysis: Analysis,
    asked: Question,
    results: Mapping[str, Result],
    before: tuple[date, date] | None,
) -> dict[str, Exchange]:
    if before is None:
        return {}
    return {
        kpi: exchange(analysis, replace(asked, kpis=(kpi,)), before)
        for kpi in EXCHANGED
        if results[kpi].status != "unavailable"
    }
