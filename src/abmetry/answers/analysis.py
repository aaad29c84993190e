"""The opened workspace: what questions are asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from abmetry.answers import insights_asking, lift_asking, preset_asking
from abmetry.answers.answer import Answer
from abmetry.answers.ask import Asking
from abmetry.answers.attribution import chosen, credit_kpis, split_by_credit, with_credit
from abmetry.answers.calendar import Calendar
from abmetry.answers.deal_credit import DealCredit, deal_credit
from abmetry.answers.evidence import Evidence, Part, find_evidence
from abmetry.answers.explain import Explanation, models_of, settings_of
from abmetry.answers.funnel import Funnel
from abmetry.answers.funnel_answer import FunnelAsking
from abmetry.answers.insights import Insights
from abmetry.answers.lift import LiftAnswer
from abmetry.answers.measured import Working
from abmetry.answers.needs import unanswerable, why_not
from abmetry.answers.owners import check_owner
from abmetry.answers.period_text import parse_instant
from abmetry.answers.plan import Plan, make_plan
from abmetry.answers.preset_asking import SideBySide
from abmetry.answers.preset_funnel import PresetFunnel
from abmetry.answers.question import Question
from abmetry.answers.rollup import roll_up
from abmetry.answers.surer_links import LEVELS, facts_of, leave_out_links, rests_on_links
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable, UsageError
from abmetry.facts.build import build
from abmetry.facts.build_record import BuildRecord, current_build
from abmetry.facts.serving import serve
from abmetry.kpis.catalogue import find
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import message
from abmetry.workspace.workspace import Workspace


class Analysis:
    """One build of a workspace, open for questions. It keeps the build it opened, whatever is built later.

    A question is checked before an engine starts, so that a wrong one is told at once on any engine. Several threads
    may ask at the same time.
    """

    def __init__(self, workspace: Workspace, record: BuildRecord) -> None:
        """Open a build; `abmetry.open` finds the current one."""
        self.workspace = workspace
        self.record = record
        self._opened: Engine | None = None
        self._opening = Lock()

    @cached_property
    def calendar(self) -> Calendar:
        """The workspace's zone and fiscal year."""
        said = self.workspace.settings.workspace
        return Calendar(said.timezone, said.fiscal_year_starts)

    def ask(self, question: Question | str | None = None, /, *more: str, **options: Any) -> Answer:
        """Answer a question.

        Args:
            question: A question, or the id of a KPI; none: the whole catalogue.
            more: Further ids.
            options: Fields of a question, where ids are given.

        Raises:
            UsageError: The question is put wrongly.
            Unanswerable: It cannot be answered.
        """
        if not isinstance(question, Question):
            ids = (question, *more) if question else ()
            question = Question(kpis=ids, **{name: _field(name, value) for name, value in options.items()})
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.answer(replace(question, known_at=None))
        return self.answer(question)

    def answer(self, question: Question, now: datetime | None = None) -> Answer:
        """Answer a question on this very build."""
        plan = self.plan(question, now)
        with self.session(question) as engine:
            return self._asking(engine, plan).answer()

    def evidence(
        self,
        question: Question,
        part: Part = "numerator",
        limit: int | None = None,
        now: datetime | None = None,
        skip: int = 0,
        group: Mapping[str, str | None] | None = None,
    ) -> Evidence:
        """The rows behind the numerator or denominator of one KPI; ``skip``: how many are left out before the first;
        ``group``: values of a group of its answer, whose rows alone are wanted.

        Raises:
            UsageError: The question names no KPI or several, the KPI has no such part, or it is not split by the group.
            Unanswerable: What it needs was never loaded, it is not known for another reason, or no period had begun.
        """
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.evidence(replace(question, known_at=None), part, limit, now, skip, group)
        plan = self.plan(question, now)
        kpi = only_kpi(plan)
        loaded = self.record.loaded
        reasons = why_not(kpi, self.workspace.settings, plan.cohort, loaded)
        if reasons and not kpi.obstacles:
            raise unanswerable(kpi, loaded, reasons)
        if not reasons and not plan.frames:
            raise Unanswerable(message("The period had not begun at the instant asked for."))
        with self.session(question) as engine:
            asking = self._asking(engine, plan)
            if reasons := (*reasons, *asking.obstacles(kpi)):
                raise unanswerable(kpi, loaded, reasons)
            asking.prepare()
            return find_evidence(asking.working, plan, kpi, part, limit, skip, group)

    def explain(self, question: Question, now: datetime | None = None) -> Explanation:
        """How the value of one KPI came about.

        Raises:
            UsageError: The question names no KPI or several.
        """
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.explain(replace(question, known_at=None), now)
        plan = self.plan(question, now)
        kpi = only_kpi(plan)
        with self.session(question) as engine:
            asking = self._asking(engine, plan)
            answer = asking.answer()
            settings = settings_of(kpi, self.workspace.settings)
            made, models = tuple(asking.working.made), models_of(engine, kpi)
        surer = self._surer(question, kpi, now)
        return Explanation(kpi.told(self.workspace.settings), settings, answer, made, models, surer)

    def _surer(self, question: Question, kpi: Kpi, now: datetime | None) -> tuple[tuple[float, Answer], ...]:
        """The answers without the links that are less sure, of a KPI that rests on links."""
        if question.link_confidence is not None or question.rollup is not None or not rests_on_links(kpi):
            return ()
        alone = replace(question, compare="none")
        return tuple((level, self.answer(replace(alone, link_confidence=level), now)) for level in LEVELS)

    def funnel(self, question: Question | None = None, now: datetime | None = None) -> Funnel:
        """The account funnel of a scope at the end of a period, and what moved in it.

        Args:
            question: Scope and period, and what to split by; its KPIs do not matter. None: all target lists.
            now: The present, naive UTC; None for the clock's.

        Raises:
            UsageError: The question is put wrongly.
            Unanswerable: No account was ever loaded, or the period had not begun.
        """
        question = question or Question()
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.funnel(replace(question, known_at=None), now)
        whole = self._funnel_plan(replace(question, by=(), compare="none"), now)
        split = self._funnel_plan(replace(question, compare="none"), now) if question.by else None
        with self._session(question, funnel=True) as engine:
            return self._funnels(engine).funnel(whole, split)

    def preset_funnel(
        self, preset: str, question: Question | None = None, now: datetime | None = None
    ) -> PresetFunnel:
        """The same accounts by the stages of another system: see `answers.preset_asking`."""
        asked = question or Question()
        with self.knowing(asked) as known:
            return preset_asking.preset_funnel(known, preset, replace(asked, known_at=None), now)

    def side_by_side(
        self, names: Sequence[str] = (), question: Question | None = None, limit: int | None = None
    ) -> SideBySide:
        """What several presets say of the same accounts: see `answers.preset_asking`."""
        asked = question or Question()
        with self.knowing(asked) as known:
            return preset_asking.side_by_side(known, names, replace(asked, known_at=None), limit)

    def funnel_accounts(
        self,
        question: Question,
        stage: str,
        part: Part = "numerator",
        limit: int | None = None,
        now: datetime | None = None,
    ) -> Evidence:
        """The accounts at a stage of the funnel or beyond (numerator), or at the one before it (denominator).

        Raises:
            UsageError: There is no such stage, or the question is put wrongly.
            Unanswerable: No account was ever loaded, or the period had not begun.
        """
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.funnel_accounts(replace(question, known_at=None), stage, part, limit, now)
        plan = self._funnel_plan(replace(question, by=(), compare="none"), now)
        with self._session(question, funnel=True) as engine:
            return self._funnels(engine).accounts(plan, stage, part, limit)

    def attribution(
        self, question: Question | None = None, models: Sequence[str] = (), now: datetime | None = None
    ) -> Answer:
        """Credit for revenue won and open pipeline, by channel, campaign and model.

        Args:
            question: Scope, period and comparison; what it is split by, beside model: channel and campaign if it
                names neither. Its KPIs do not matter. None: all target lists.
            models: Names of models of credit; none: linear; ``all``: every one.
            now: The present, naive UTC; None for the clock's.

        Raises:
            UsageError: The question is put wrongly, or there is no such model.
        """
        kpis = credit_kpis(chosen(models))
        question = split_by_credit(question or Question())
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.attribution(replace(question, known_at=None), models, now)
        plan = self.plan(question, now, kpis)
        with self.session(question) as engine:
            return with_credit(self._asking(engine, plan).answer())

    def deal_credit(
        self,
        opportunity_id: str,
        question: Question | None = None,
        models: Sequence[str] = ("all",),
        now: datetime | None = None,
    ) -> DealCredit:
        """The credit of one opportunity, touch by touch.

        Args:
            opportunity_id: The deal.
            question: Scope and period; without a period the quarter of its close, or the present one.
            models: Names of models of credit; ``all``: every one.
            now: The present, naive UTC; None for the clock's.

        Raises:
            UsageError: There is no such opportunity, or no such model.
            Unanswerable: It has no credit to give in that scope and period; says why.
        """
        names, question = chosen(models), question or Question()
        if question.known_at is not None:
            with self._known(question) as earlier:
                return earlier.deal_credit(opportunity_id, replace(question, known_at=None), models, now)
        return deal_credit(self, opportunity_id, question, names, now)

    def lift(self, question: Question | None = None, **options: Any) -> LiftAnswer:
        """Every KPI of the program beside accounts that stand for its own: see `answers.lift_asking`."""
        asked = question or Question()
        with self.knowing(asked) as known:
            return lift_asking.lift(known, replace(asked, known_at=None), **options)

    def insights(self, question: Question | None = None, now: datetime | None = None) -> Insights:
        """What goes with what: see `answers.insights_asking`."""
        asked = question or Question()
        with self.knowing(asked) as known:
            return insights_asking.insights(known, replace(asked, known_at=None), now)

    def plan(
        self, question: Question, now: datetime | None = None, kpis: Sequence[Kpi] | None = None
    ) -> Plan:
        """Resolve a question against this build; ``kpis``: what is asked, where it is not what it names."""
        record = self.record
        return make_plan(
            question,
            self.workspace.settings,
            frozenset(record.attributes),
            record.lists,
            record.tiers,
            now,
            kpis,
        )

    def working(
        self, question: Question, now: datetime | None = None, *, funnel: bool = False
    ) -> tuple[Plan, Working]:
        """A question resolved, and the tables in which its rows, and stays in the funnel, can be looked up."""
        plan = self.plan(question, now)
        asking = self._asking(self._session(question, funnel=funnel), plan)
        if plan.frames:
            asking.prepare()
        return plan, asking.working

    def session(self, question: Question) -> Engine:
        """A session for the tables of one question; with its accounts rolled up, if it asks for that.

        Raises:
            UsageError: Nobody is the owner it names.
        """
        return self._session(question)

    def close(self) -> None:
        """Give the build back."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __enter__(self) -> Self:
        """Use it in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _session(self, question: Question, *, funnel: bool = False) -> Engine:
        with self._opening:
            if self._opened is None:
                self._opened = serve(self.workspace, self.record)
            engine = self._opened.session()
        if question.owner is not None:
            check_owner(engine, question.owner)
        if question.rollup == "parent":
            roll_up(engine, self.workspace.settings, funnel=funnel)
        if question.link_confidence:
            needed = None if funnel or not question.kpis else facts_of([find(kpi) for kpi in question.kpis])
            leave_out_links(engine, self.workspace.settings, question.link_confidence, needed)
        return engine

    def _funnel_plan(self, question: Question, now: datetime | None) -> Plan:
        return self.plan(question, now, ())

    def _funnels(self, engine: Engine) -> FunnelAsking:
        record = self.record
        return FunnelAsking(engine, self.workspace.settings, record.loaded, record.definition, record.id)

    def _asking(self, engine: Engine, plan: Plan) -> Asking:
        record = self.record
        return Asking(
            engine, self.workspace.settings, plan, frozenset(record.loaded), record.definition, record.id
        )

    @contextmanager
    def knowing(self, question: Question) -> Iterator[Analysis]:
        """This build, or the one of what was known at the instant that the question names."""
        if question.known_at is None:
            yield self
        else:
            with self._known(question) as earlier:
                yield earlier

    def _known(self, question: Question) -> Analysis:
        for kpi in question.kpis:
            find(kpi)
        assert question.known_at is not None
        instant = parse_instant(question.known_at, self.calendar)
        return Analysis(self.workspace, build(self.workspace, known_at=instant))


def open_workspace(path: Path | str = ".") -> Analysis:
    """Open the current build of a workspace.

    Args:
        path: The workspace's folder, or one in it.

    Raises:
        SettingsError: There is no workspace, or its abmetry.toml cannot be used.
        Unanswerable: Nothing is built yet.
    """
    workspace = Workspace.find(path)
    record = current_build(workspace.places)
    if record is None:
        raise Unanswerable(
            message("Nothing is built in this workspace yet."),
            help=message("`abmetry load` reads the sources, `abmetry build` makes the facts of them."),
        )
    return Analysis(workspace, record)


def only_kpi(plan: Plan) -> Kpi:
    """The one KPI of a question.

    Raises:
        UsageError: It has none or several.
    """
    if len(plan.question.kpis) != 1:
        raise UsageError(message("Name one KPI."), help=message("`abmetry catalogue` lists them all."))
    return plan.kpis[0]


def _field(name: str, value: Any) -> Any:
    """A field as a question holds it: one text stands for a list of that one."""
    if name not in ("lists", "tiers", "where", "by"):
        return value
    return (value,) if isinstance(value, str) else tuple(value)
