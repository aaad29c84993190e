"""What goes with what."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from abmetry.api.shapes.shape import (
    BuildId,
    DefinitionHash,
    Instant,
    Interval,
    Number,
    Period,
    Scope,
    Shape,
)


class Again(Shape):
    """The same in the last third of the time."""

    effect: Number | None
    interval: Interval | None
    p: Number | None
    n: Number | None
    n_other: Number | None


class Counts(Shape):
    """Of how many it is one."""

    tried: int
    found: int
    hold: int
    do_not_hold: int
    too_few_to_tell: int
    nothing_found: int
    too_few_to_try: int


class Insight(Shape):
    """A factor that an outcome goes with: associated, never caused."""

    insight: str = Field(description="Its name.")
    outcome: str
    factor: str
    family: str
    status: str = Field(description="holds, does not hold, too few to tell, nothing found, too few.")
    sentence: str
    effect: Number | None
    unit: str
    interval: Interval | None
    p: Number | None
    q: Number | None = Field(description="The share of false ones among what is found at least so surely.")
    n: Number | None
    n_other: Number | None
    value: Number | None
    value_other: Number | None
    value_unit: str
    cases: str
    top_quarter_from: Number | None
    bottom_quarter_to: Number | None
    last_third: Again | None
    of: Counts
    period: Period
    as_of: Instant
    scope: Scope
    flags: list[str]
    definition: DefinitionHash
    build: BuildId
    rows: list[dict[str, Any]] | None = Field(
        None, description="Cases of both groups, where they are asked for."
    )
