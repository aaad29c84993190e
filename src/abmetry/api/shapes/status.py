"""The state of a workspace."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from abmetry.api.shapes.shape import Shape


class Workspace(Shape):
    """What it is."""

    name: str
    timezone: str
    currency: str
    definition: str
    root: str | None = Field(None, description="Its folder; told to administrators only.")


class Source(Shape):
    """Where rows come from."""

    name: str
    type: str
    loaded_at: str | None
    path: str | None = Field(None, description="Told to administrators only.")


class Table(Shape):
    """Rows of one source and table since the first load."""

    source: str
    table: str
    keys: int
    rejected: int
    missing_from_last_export: int
    loaded_at: str


class Load(Shape):
    """The last load."""

    id: str
    loaded_at: str
    seconds: float
    rows: int
    rejected: int
    refused: list[dict[str, Any]]
    ignored: list[dict[str, Any]]


class Build(Shape):
    """The current build."""

    id: str
    built_at: str
    seconds: float
    definition: str
    stale: str | None = Field(description="Why a new build would give other numbers.")
    rows: dict[str, int]


class Unavailable(Shape):
    """A KPI that cannot be answered."""

    kpi: str
    needs: list[str]
    why: str


class Quality(Shape):
    """What was left out, guessed or repaired."""

    check_name: str
    fact: str
    rows: int
    detail: str | None
    sample: list[Any] | None = Field(None, description="Only with the right `evidence`.")


class Status(Shape):
    """What is loaded and built."""

    workspace: Workspace
    sources: list[Source]
    tables: list[Table]
    load: Load | None
    build: Build | None
    unavailable: list[Unavailable]
    available: int
    quality: list[Quality]
    held: int
    damaged: list[str]
