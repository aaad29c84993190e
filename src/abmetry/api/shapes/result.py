"""A number with everything that belongs to it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from abmetry.api.shapes.shape import BuildId, DefinitionHash, Instant, Interval, Number, Period, Scope, Shape

EXAMPLE: JsonDict = {
    "kpi": "engaged_account_rate",
    "unit": "percent",
    "period": {"start": "2026-07-01", "end": "2026-10-01"},
    "as_of": "2026-10-01T00:00:00+02:00",
    "scope": {"lists": ["named"], "cohort": "abm"},
    "group": {"tier": "1"},
    "status": "ok",
    "value": 62.5,
    "numerator": 25,
    "denominator": 40,
    "n": 40,
    "interval": {"low": 47.0, "high": 75.8, "level": 0.95, "method": "wilson"},
    "extra": {},
    "previous": None,
    "comparison": {
        "cohort": "non_abm",
        "value": 20.1,
        "numerator": 201,
        "denominator": 1000,
        "n": 1000,
        "difference": 42.4,
        "low": 26.8,
        "high": 55.9,
        "p": 0.0001,
    },
    "flags": ["3 opportunities without an account left out"],
    "definition": "sha256:5f0c",
    "build": "20261001T043000123456Z",
}


class Previous(Shape):
    """The value of the period before."""

    period: Period
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n: Number | None
    interval: Interval | None
    difference: Number | None = Field(description="This value less that one.")


class Comparison(Shape):
    """The value of other accounts, and the difference."""

    cohort: str = Field(examples=["non_abm"])
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n: Number | None
    difference: Number | None
    low: Number | None = Field(description="Low end of the difference's interval.")
    high: Number | None = Field(description="High end of it.")
    p: Number | None


class Result(Shape):
    """One number. Percent values are 0-100; a value that does not exist is null."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    kpi: str
    unit: str = Field(
        description="count, number, percent, score, money, money/year, money/day, days, minutes, table."
    )
    period: Period
    as_of: Instant
    scope: Scope
    group: dict[str, str | None] = Field(description="What the answer is split by; none is null.")
    status: Literal["ok", "too_few", "empty", "unavailable"]
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n: Number | None
    interval: Interval | None
    extra: dict[str, Any] = Field(description="What the KPI shows beside its value.")
    previous: Previous | None
    comparison: Comparison | None
    flags: list[str] = Field(description="Warnings, in words.")
    definition: DefinitionHash
    build: BuildId
    currency: str | None = Field(None, description="Of money.", examples=["EUR"])
    label: dict[str, str | None] | None = Field(None, description="Names of the ids in `group`.")
    needs: list[str] | None = Field(
        None, description="Tables that were never loaded, of what is unavailable."
    )
