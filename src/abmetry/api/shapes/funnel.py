"""The account funnel."""

from __future__ import annotations

from pydantic import Field

from abmetry.api.shapes.shape import BuildId, DefinitionHash, Instant, Number, Period, Scope, Shape


class Stage(Shape):
    """A stage: who stands at it, who at it or beyond."""

    stage: str = Field(examples=["engaged"])
    accounts: int = Field(description="Accounts that stand at it.")
    reached: int = Field(description="Accounts that stand at it or beyond.")
    from_previous: Number | None = Field(description="Percent of those at the stage before it or beyond.")
    from_targets: Number | None = Field(description="Percent of all.")
    median_days: Number | None
    p25_days: Number | None = None
    p75_days: Number | None = None
    censored_median_days: Number | None = Field(None, description="With the stays that last (Kaplan-Meier).")
    n_ended: int | None = None
    n_open: int | None = None
    definition: str | None = Field(None, description="Who stands there, by a preset.")


class Move(Shape):
    """Moves from one stage to another within the period."""

    from_: str = Field(alias="from")
    to: str
    movements: int
    accounts: int


class Movements(Shape):
    """All moves within the period."""

    forward: int
    back: int
    skipped: int = Field(description="Of those forward, how many over more than one stage.")
    by_stage: list[Move]


class CohortStage(Shape):
    """How far an entry cohort got."""

    stage: str
    reached: int
    from_previous: Number | None
    from_targets: Number | None
    too_young: bool | None


class Cohort(Shape):
    """Accounts that entered in one quarter; null: from ever."""

    entered: str | None
    accounts: int
    stages: list[CohortStage]


class Funnel(Shape):
    """The funnel at an instant; of a split one, `groups` has one per group."""

    as_of: Instant
    period: Period
    scope: Scope
    stages: list[Stage]
    movements: Movements
    cohorts: list[Cohort] | None = None
    flags: list[str]
    definition: DefinitionHash
    build: BuildId
    preset: str | None = None
    group: dict[str, str | None] | None = None
    groups: list[Funnel] | None = None
