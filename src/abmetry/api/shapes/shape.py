"""What every shape is."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Number = int | float
Day = Annotated[
    str, Field(description="ISO 8601: a day, or an instant with its offset.", examples=["2026-07-01"])
]
Instant = Annotated[
    str, Field(description="ISO 8601 with its offset.", examples=["2026-10-01T00:00:00+02:00"])
]
DefinitionHash = Annotated[
    str, Field(description="Hash of the definitions in abmetry.toml.", examples=["sha256:5f0c..."])
]
BuildId = Annotated[str, Field(description="Id of the build.", examples=["20261001T043000123456Z"])]


class Shape(BaseModel):
    """An object of the API: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Period(Shape):
    """A stretch of time."""

    start: Day
    end: Annotated[str, Field(description="Exclusive.", examples=["2026-10-01"])]


class Scope(Shape):
    """Whose numbers they are."""

    lists: list[str] = Field(description="Target lists.", examples=[["named"]])
    cohort: str = Field(description="`abm`, `non_abm` or `all`.", examples=["abm"])
    tiers: list[str] | None = None
    where: list[str] | None = Field(None, examples=[["industry=Software"]])
    owner: str | None = None
    rollup: str | None = None
    link_confidence: Number | None = None


class Interval(Shape):
    """The range that a value lies in."""

    low: Number | None
    high: Number | None
    level: float = Field(examples=[0.95])
    method: str = Field(examples=["wilson"])
