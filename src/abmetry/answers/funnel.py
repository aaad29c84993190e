"""The account funnel at an instant: six stages, conversion, time in stage, movements (KPIS.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from abmetry.answers.answer import Json, tidy

STAGES = ("target", "engaged", "opportunity", "won", "retention", "expansion")


@dataclass(frozen=True)
class Times:
    """How long accounts stay at a stage, in days, over all their stays up to t.

    Attributes:
        median: Median of the stays that ended.
        p25: Their lower quartile.
        p75: Their upper quartile.
        censored_median: The median with the stays that last at t censored (Kaplan-Meier); None: not reached.
        n: How many ended.
        n_open: How many last.
    """

    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    censored_median: float | None = None
    n: int = 0
    n_open: int = 0


@dataclass(frozen=True)
class FunnelStage:
    """One stage at t.

    Attributes:
        stage: Its name.
        accounts: Accounts that stand at it.
        reached: Accounts that stand at it or beyond.
        from_previous: Percent of those at the stage before it or beyond; None for the first stage, and of nothing.
        from_targets: Percent of all.
        times: How long accounts stay.
    """

    stage: str
    accounts: int
    reached: int
    from_previous: float | None
    from_targets: float | None
    times: Times

    def to_dict(self) -> Json:
        """The stage as it stands in JSON."""
        return {
            "stage": self.stage,
            "accounts": self.accounts,
            "reached": self.reached,
            "from_previous": self.from_previous,
            "from_targets": self.from_targets,
            "median_days": self.times.median,
            "p25_days": self.times.p25,
            "p75_days": self.times.p75,
            "censored_median_days": self.times.censored_median,
            "n_ended": self.times.n,
            "n_open": self.times.n_open,
        }


@dataclass(frozen=True)
class Movement:
    """Moves within the period from one stage to another."""

    origin: str
    stage: str
    movements: int
    accounts: int

    @property
    def steps(self) -> int:
        """How many stages it goes up; below 0 down."""
        return STAGES.index(self.stage) - STAGES.index(self.origin)

    def to_dict(self) -> Json:
        """The moves as they stand in JSON."""
        return {
            "from": self.origin,
            "to": self.stage,
            "movements": self.movements,
            "accounts": self.accounts,
        }


@dataclass(frozen=True)
class CohortStage:
    """How many accounts of an entry cohort ever got to a stage or beyond by t.

    Attributes:
        stage: Its name.
        reached: How many.
        from_previous: Percent of those that got to the stage before it.
        from_targets: Percent of the cohort.
        too_young: The last of the cohort entered less long ago than it took half of those who ever got there;
            None: nobody did.
    """

    stage: str
    reached: int
    from_previous: float | None
    from_targets: float | None
    too_young: bool | None

    def to_dict(self) -> Json:
        """The stage as it stands in JSON."""
        return {
            "stage": self.stage,
            "reached": self.reached,
            "from_previous": self.from_previous,
            "from_targets": self.from_targets,
            "too_young": self.too_young,
        }


@dataclass(frozen=True)
class EntryCohort:
    """Accounts that entered the funnel in one quarter; None: from ever."""

    entered: str | None
    accounts: int
    stages: tuple[CohortStage, ...]

    def to_dict(self) -> Json:
        """The cohort as it stands in JSON."""
        return {
            "entered": self.entered,
            "accounts": self.accounts,
            "stages": [stage.to_dict() for stage in self.stages],
        }


@dataclass(frozen=True)
class Funnel:
    """The funnel of a scope at t.

    Attributes:
        as_of: The instant that nothing at or after may change, with offset.
        period: Start and end of the period of the movements.
        scope: Lists, tiers, conditions, owner and cohort.
        stages: The six stages, from target to expansion.
        movements: Moves within the period.
        cohorts: Conversion by the quarter of entry.
        group: Values of what it is split by.
        groups: The funnels of the groups, where it is split.
        flags: Warnings.
        definition: Hash of the definitions.
        build: Id of the build.
    """

    as_of: str
    period: Mapping[str, str]
    scope: Mapping[str, object]
    stages: tuple[FunnelStage, ...]
    movements: tuple[Movement, ...]
    cohorts: tuple[EntryCohort, ...]
    definition: str
    build: str
    group: Mapping[str, str | None] = field(default_factory=dict)
    groups: tuple[Funnel, ...] = ()
    flags: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        """The funnel as it stands in JSON."""
        shown: Json = {
            "as_of": self.as_of,
            "period": dict(self.period),
            "scope": dict(self.scope),
            "stages": [stage.to_dict() for stage in self.stages],
            "movements": {
                "forward": self._moves(range(1, len(STAGES))),
                "back": self._moves(range(-len(STAGES), 0)),
                "skipped": self._moves(range(2, len(STAGES))),
                "by_stage": [movement.to_dict() for movement in self.movements],
            },
            "cohorts": [cohort.to_dict() for cohort in self.cohorts],
            "flags": list(self.flags),
            "definition": self.definition,
            "build": self.build,
        }
        if self.group:
            shown["group"] = dict(self.group)
        if self.groups:
            shown["groups"] = [funnel.to_dict() for funnel in self.groups]
        return {key: tidy(value) for key, value in shown.items()}

    def _moves(self, steps: range) -> int:
        return sum(movement.movements for movement in self.movements if movement.steps in steps)


def stages_of(standing: Sequence[int], times: Sequence[Times]) -> tuple[FunnelStage, ...]:
    """The six stages from how many accounts stand at each.

    Args:
        standing: Accounts per stage, from target to expansion.
        times: How long they stay, in the same order.
    """
    reached = [sum(standing[place:]) for place in range(len(STAGES))]
    return tuple(
        FunnelStage(
            name,
            standing[place],
            reached[place],
            percent(reached[place], reached[place - 1]) if place else None,
            percent(reached[place], reached[0]),
            times[place],
        )
        for place, name in enumerate(STAGES)
    )


def percent(part: float, whole: float) -> float | None:
    """100 x part / whole; None of nothing."""
    return 100 * part / whole if whole else None
