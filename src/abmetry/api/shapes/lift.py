"""The program beside accounts that stand for its own."""

from __future__ import annotations

from pydantic import Field

from abmetry.api.shapes.result import Result
from abmetry.api.shapes.shape import Number, Shape


class Balance(Shape):
    """A covariate on both sides, before and after weighting."""

    covariate: str
    level: str | None
    program: Number | None
    others: Number | None
    weighted: Number | None
    difference_before: Number | None
    difference_after: Number | None


class Sides(Shape):
    """Who was compared with whom by one method."""

    method: str
    list_: str | None = Field(None, alias="list", description="The list of an experiment.")
    against: str
    population: str
    status: str
    flags: list[str]
    accounts: int | None = None
    others: int | None = None
    effective_others: Number | None = None
    left_out: dict[str, int] | None = None
    balance: list[Balance] | None = None


class Lift(Shape):
    """One result per KPI and method, and how each was found."""

    results: list[Result] = Field(
        description="`group` names the KPI and the method; `value` is the difference."
    )
    comparisons: list[Sides]
