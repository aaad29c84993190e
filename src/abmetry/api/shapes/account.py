"""One company."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from abmetry.api.shapes.shape import Number, Shape

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


class AccountRow(Shape):
    """An account of a scope, and its values; a value that is not known is null."""

    account_id: str
    name: str | None
    domain: str | None
    industry: str | None
    country: str | None
    employees: Number | None
    owner_id: str | None
    owner: str | None
    tier: str | None
    stage: str = Field(examples=["engaged"])
    stage_since: str | None
    heat: Number | None = Field(description="Research heat.")
    lift: Number | None = Field(description="How many times the usual odds of an opportunity.")
    is_heat_by_rule: bool | None
    surges: Number | None = Field(description="Weeks of surging intent in the period.")
    surged_on: str | None
    surge_topic: str | None
    relationship: Number | None
    relationship_change: Number | None
    is_improving: bool | None
    is_degrading: bool | None
    is_single_thread: bool | None
    minutes: Number | None = Field(description="Of engagement in the period.")
    engagements: Number | None
    engaged_people: Number | None
    engaged_at: str | None
    pipeline: Number | None
    open_deals: Number | None
