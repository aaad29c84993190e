"""Touches and responses of the period."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_COLUMNS = fact_columns(
    "account_id text: The account; null: unresolved.",
    "touch_id text: The touch, or the membership that responded.",
    "source_table text: touches, or campaign_members for a response.",
    "occurred_at timestamp: When, UTC.",
    "occurred_local timestamp: When, wall clock.",
    "kind text: Kind of touch.",
    "direction text: inbound or outbound.",
    "channel text: Channel.",
    "category text: marketing, sales, social or product.",
    "placement text: Where an ad was placed.",
    "campaign_id text: Campaign.",
    "topic text: Topic.",
    "person_id text: Person.",
    "stakeholder_id text: Person, people with one address being one.",
    "visitor_id text: Visitor.",
    "user_id text: Our user.",
    "thread_id text: Thread.",
    "outcome text: Outcome.",
    "quantity number: How many it stands for.",
    "minutes number: Engagement minutes, after rules, weights and cap.",
    "actual_minutes number: Its duration.",
    "is_engagement boolean: The account did it.",
    "is_response boolean: It is a campaign response.",
    "is_counted boolean: It counts as a touch.",
    "is_marketing boolean: It is a marketing touch.",
    "is_web_view boolean: It is a page view.",
    "is_high_value boolean: The page is a high-value one.",
    "is_proxy_open boolean: A mail opened by a privacy proxy or scanner; it counts for nothing else.",
    "is_view_through_conversion boolean: A conversion after an impression without a click.",
    "link_rule text: How the account was found.",
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    columns = ", ".join(c.name for c in _COLUMNS)
    return [
        Step(
            "touches_in_period",
            f"""
            select {columns}
            from touches
            where {bounds.in_period("occurred_at")} and {bounds.visible()}
            """,
        )
    ]


TOUCHES = AsOf(
    name="touches",
    doc="A touch or response of the period, with the account it is known at t to belong to.",
    columns=_COLUMNS,
    reads=("touches",),
    steps=_steps,
    table="source_table",
    key="touch_id",
    shows=("occurred_at", "kind", "direction", "channel", "campaign_id", "person_id", "link_rule"),
    stored=False,
)
