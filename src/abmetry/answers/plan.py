"""What a question comes to: its KPIs, its periods with those before them, its scope, and how it is split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from abmetry.answers.calendar import GRAINS, Calendar, Grain
from abmetry.answers.contributions import EVER_LISTED
from abmetry.answers.period import Moment, Period, now_utc
from abmetry.answers.period_text import choose_period, parse_instant
from abmetry.answers.question import Question
from abmetry.answers.scope import Scope
from abmetry.answers.where import ATTRIBUTES, Attributes, parse_condition
from abmetry.asof.relation import Frame
from abmetry.errors import Unknown, UsageError
from abmetry.kpis.catalogue import CATALOGUE, find
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import all_of, message
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Asked:
    """A period that was asked for, with its group value if the answer is split by time, and the period before."""

    moment: Moment
    group: tuple[tuple[str, str], ...]
    frame: int | None
    previous: Moment | None
    previous_frame: int | None


@dataclass(frozen=True)
class Plan:
    """A question, resolved.

    Attributes:
        question: The question.
        kpis: Its KPIs, in the order asked; one that is computed in several ways has one for each.
        asked: Its periods.
        frames: The periods that are computed, those before among them.
        scope: The accounts.
        by_account: Attributes of accounts it is split by.
        by_kpi: Columns of the KPIs' own relation it is split by.
        by_variant: Ways to compute a KPI it is split by.
        known_lists: The target lists there are.
        known_tiers: The tiers there are, the highest first.
    """

    question: Question
    kpis: tuple[Kpi, ...]
    asked: tuple[Asked, ...]
    frames: tuple[Frame, ...]
    scope: Scope
    by_account: tuple[str, ...]
    by_kpi: tuple[str, ...]
    known_lists: tuple[str, ...]
    known_tiers: tuple[str, ...]
    by_variant: tuple[str, ...] = ()

    @property
    def cohort(self) -> str:
        """The cohort asked for."""
        return self.question.cohort

    @property
    def scope_said(self) -> dict[str, Any]:
        """Lists, tiers, conditions, owner and cohort, as answers show them."""
        question = self.question
        listed = self.known_lists if self.cohort == "abm" else ()
        said: dict[str, Any] = {"lists": list(question.lists or listed), "cohort": question.cohort}
        for name in ("tiers", "where"):
            if value := getattr(question, name):
                said[name] = list(value)
        for name in ("owner", "rollup", "link_confidence"):
            if value := getattr(question, name):
                said[name] = value
        return said

    @property
    def compares_cohorts(self) -> bool:
        """Whether values are set beside those of accounts outside the program."""
        return "non_abm" in self.scope.cohorts and self.cohort == "abm"


def make_plan(
    question: Question,
    settings: Settings,
    attributes: frozenset[str],
    known_lists: Sequence[str],
    known_tiers: Sequence[str],
    now: datetime | None = None,
    kpis: Sequence[Kpi] | None = None,
) -> Plan:
    """Resolve a question.

    Args:
        question: The question.
        settings: The definitions.
        attributes: Keys that accounts have beyond the model's columns.
        known_lists: The target lists there are.
        known_tiers: The tiers there are.
        now: The present, naive UTC; None for the clock's.
        kpis: What is asked, where it is not what the question names.

    Raises:
        UsageError: The question is put wrongly.
    """
    if kpis is None:
        kpis = tuple(find(kpi) for kpi in dict.fromkeys(question.kpis)) or tuple(CATALOGUE.values())
    _check(question, known_lists, known_tiers)
    calendar = Calendar(settings.workspace.timezone, settings.workspace.fiscal_year_starts)
    present = now or now_utc()
    as_of = parse_instant(question.as_of, calendar, present) if question.as_of else None
    anchor = min(as_of, present) if as_of else present
    period = choose_period(question.period, question.start, question.end, calendar, anchor)
    grains = tuple(by for by in question.by if by in GRAINS)
    if len(grains) > 1:
        raise UsageError(
            message("An answer can be split by one grain of time, not by {grains}.", grains=all_of(grains))
        )
    rest = [by for by in question.by if by not in GRAINS]
    by_kpi = tuple(by for by in rest if any(by in kpi.by for kpi in kpis))
    by_variant = tuple(by for by in rest if any(by in kpi.varies_by for kpi in kpis))
    by_account = tuple(by for by in rest if by not in (*by_kpi, *by_variant))
    _check_splits(by_account, kpis, attributes)
    kpis = [variant for kpi in kpis for variant in kpi.split(question.by)]
    asked, frames = _periods(question, period, grains[0] if grains else None, as_of, present)
    compares = question.cohort == "abm" and question.compare in (None, "non_abm")
    cohorts = [question.cohort, *(["non_abm"] if compares else [])]
    if question.cohort == "abm" and any(kpi.population == "L" for kpi in kpis):
        cohorts.append(EVER_LISTED)
    scope = Scope(
        question.lists,
        question.tiers,
        tuple(parse_condition(text) for text in question.where),
        question.owner,
        tuple(cohorts),
        by_account,
        Attributes(attributes, calendar),
    )
    scope.check()
    return Plan(
        question,
        tuple(kpis),
        asked,
        frames,
        scope,
        by_account,
        by_kpi,
        tuple(known_lists),
        tuple(known_tiers),
        by_variant,
    )


def _check(question: Question, known_lists: Sequence[str], known_tiers: Sequence[str]) -> None:
    if question.cohort == "non_abm" and (question.lists or question.tiers):
        raise UsageError(
            message(
                "Accounts outside the program are on no list: --cohort non_abm takes no --list or --tier."
            )
        )
    if question.cohort not in ("abm", "non_abm", "all"):
        raise UsageError(
            message("There is no cohort '{cohort}'; there are abm, non_abm and all.", cohort=question.cohort)
        )
    if question.compare not in (None, "non_abm", "previous", "none"):
        raise UsageError(
            message(
                "'{compare}' cannot be compared with; there are non_abm, previous and none.",
                compare=question.compare,
            )
        )
    if question.rollup not in (None, "parent"):
        raise UsageError(
            message("Accounts cannot be rolled up to '{rollup}', only to parent.", rollup=question.rollup)
        )
    if question.link_confidence is not None:
        if not 0 <= question.link_confidence <= 1:
            raise UsageError(
                message(
                    "How sure a link is goes from 0 to 1, so it cannot be {link_confidence}.",
                    link_confidence=f"{question.link_confidence:g}",
                )
            )
        if question.rollup is not None:
            raise UsageError(
                message(
                    "Accounts that are rolled up cannot be asked about with some of their links left out."
                )
            )
    for tier in question.tiers:
        if tier not in known_tiers:
            raise Unknown(
                message("There is no tier '{tier}'.", tier=tier),
                help=message("There are: {known_tiers}.", known_tiers=", ".join(known_tiers))
                if known_tiers
                else message("No account has a tier."),
            )
    for name in question.lists:
        if name not in known_lists:
            raise Unknown(
                message("There is no target list '{name}'.", name=name),
                help=message("There are: {known_lists}.", known_lists=", ".join(known_lists))
                if known_lists
                else message("No target list is loaded."),
            )


def _check_splits(by_account: Sequence[str], kpis: Sequence[Kpi], attributes: frozenset[str]) -> None:
    """What only other KPIs can be split by is no attribute of accounts either."""
    own = dict.fromkeys(name for kpi in kpis for name in kpi.splits)
    others = (
        {name for kpi in CATALOGUE.values() for name in kpi.splits}
        - attributes
        - {*ATTRIBUTES, "tier", "list", "owner"}
    )
    for by in by_account:
        if by in others:
            raise UsageError(
                message("{kpi} cannot be split by {by}.", kpi=kpis[0].id, by=by)
                if len(kpis) == 1
                else message("None of these KPIs can be split by {by}.", by=by),
                help=message(
                    "There are tier, list, owner, any attribute of accounts, month, {names}.",
                    names=", ".join(("quarter", *own)),
                ),
            )


def _periods(
    question: Question, period: Period, grain: Grain | None, as_of: datetime | None, now: datetime
) -> tuple[tuple[Asked, ...], tuple[Frame, ...]]:
    moments: dict[tuple[datetime, datetime], int] = {}
    frames: list[Frame] = []

    def frame(moment: Moment) -> int | None:
        if moment.not_begun:
            return None
        key = (moment.start_utc, moment.t_utc)
        if key not in moments:
            moments[key] = len(frames)
            frames.append(
                Frame(len(frames), moment.start_utc, moment.t_utc, moment.start_local, moment.t_local)
            )
        return moments[key]

    asked = []
    for piece in period.split(grain) if grain else (period,):
        moment = Moment.of(piece, as_of=as_of, now=now)
        before = None
        if question.compare in (None, "previous"):
            before = Moment.of(piece.previous(), as_of=as_of, now=now)
        group = ((grain, piece.label),) if grain else ()
        asked.append(
            Asked(moment, group, frame(moment), before, frame(before) if before is not None else None)
        )
    return tuple(asked), tuple(frames)
