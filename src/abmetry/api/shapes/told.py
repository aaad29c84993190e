"""What the tools of a language model answer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from abmetry.api.shapes.catalogue import Kpi
from abmetry.api.shapes.insight import Insight
from abmetry.api.shapes.result import Result
from abmetry.api.shapes.shape import Shape

Handle = Annotated[
    str, Field(description="Evidence handle: pass it to the tool `evidence` to see the rows behind this.")
]


class ToldResult(Result):
    """A number and the handle of its evidence."""

    evidence: Handle


class Told(Shape):
    """The answer of `ask`."""

    results: list[ToldResult]


class BriefKpi(Shape):
    """A KPI in a list."""

    kpi: str
    title: str
    question: str
    unit: str
    family: str
    available: bool = Field(description="Whether the tables that it needs are loaded.")


class ToldCatalogue(Shape):
    """The answer of `catalogue`: a list, or one KPI in full."""

    kpis: list[BriefKpi] = Field(default_factory=list)
    kpi: Kpi | None = None


class ToldEvidence(Shape):
    """The answer of `evidence`."""

    kpi: str
    part: str
    total: int = Field(description="Rows behind the number, shown or not.")
    rows: list[dict[str, Any]]
    next_offset: int | None = Field(
        description="Pass it as `offset` for the rows after these; null: there are none."
    )


class ToldAccount(Shape):
    """The answer of `account`."""

    account: dict[str, Any]
    evidence: Handle


class ToldInsight(Insight):
    """An insight and the handle of its cases."""

    evidence: Handle


class ToldInsights(Shape):
    """The answer of `insights`."""

    insights: list[ToldInsight]
    found: int = Field(description="How many were found, shown or not.")
