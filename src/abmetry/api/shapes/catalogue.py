"""What a KPI says of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from abmetry.api.shapes.shape import Shape


class Kpi(Shape):
    """A KPI of the catalogue."""

    kpi: str = Field(examples=["engaged_account_rate"])
    title: str
    question: str = Field(description="The question it answers.")
    definition: str = Field(description="With the numbers that the workspace's settings say.")
    formula: str
    family: str
    unit: str
    better: Literal["higher", "lower", "neither"]
    population: str
    source: str
    schools: list[str]
    needs: list[str] = Field(description="Tables it cannot be known without.")
    extra: list[str] = Field(description="What it shows beside its value.")
    by: list[str] = Field(description="What else it can be split by.")
    settings: list[str] = Field(description="Sections of abmetry.toml that define it.")
    interval: str
