"""How a value came about."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from abmetry.api.shapes.result import Result
from abmetry.api.shapes.shape import Number, Period, Shape


class SurerResult(Shape):
    """A value without the less sure links."""

    period: Period
    group: dict[str, str | None]
    status: str
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n: Number | None


class Surer(Shape):
    """The values that only links of at least this confidence give."""

    link_confidence: float
    results: list[SurerResult]


class Query(Shape):
    """A step on the way."""

    name: str
    sql: str


class Explanation(Shape):
    """Definition, settings, flags, SQL."""

    kpi: str
    title: str
    question: str
    definition: str
    unit: str
    source: str
    needs: list[str | list[str]]
    population: str
    interval: str
    settings: dict[str, Any] = Field(description="The effective settings that define it.")
    results: list[Result]
    models: list[dict[str, Any]] | None = Field(
        None, description="Models behind it, each with its back-test."
    )
    by_link_confidence: list[Surer]
    queries: list[Query] = Field(description="The SQL of the tables it was made of, in their order.")
