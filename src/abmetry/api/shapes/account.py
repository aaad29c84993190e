"""One company."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from abmetry.api.shapes.shape import Shape

Row = dict[str, Any]


class Account(Shape):
    """All about one company; a part that nothing is known of is null, and named in `unavailable`."""

    company: Row = Field(description="Name, domain, industry, owner and the like.")
    stage: Row | None = Field(description="`stage` and `since`.")
    lists: list[Row]
    customer: list[Row]
    engagement: Row | None
    stages: list[Row]
    people: list[Row] | None = Field(description="Names and addresses only with the right `evidence`.")
    opportunities: list[Row] | None
    contracts: list[Row] | None
    touches: list[Row] | None = Field(description="The last ones, the newest first.")
    links: list[Row]
    scores: Row
    unavailable: dict[str, list[str]]
