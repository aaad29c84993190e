"""Visits to the site that began in the period."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_COLUMNS = fact_columns(
    "account_id text: Account of the first page view; null: unresolved.",
    "session_id text: The visitor's key and the first page view.",
    "touch_id text: The first page view.",
    "visitor_id text: Browser or device.",
    "person_id text: Person of the first page view.",
    "started_at timestamp: The first page view, UTC.",
    "page_views integer: How many pages were viewed.",
    "seconds number: From start to end.",
    "campaign_id text: Campaign of the first page view.",
    "channel text: Channel of the first page view.",
    "is_view_through boolean: An ad was seen, and none clicked, in the 30 days before.",
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del dialect, settings
    columns = ", ".join(column.name for column in _COLUMNS)
    return [
        Step(
            "sessions_in_period",
            f"select {columns} from sessions where {bounds.in_period('started_at')} and {bounds.visible()}",
        )
    ]


SESSIONS = AsOf(
    name="sessions",
    doc="A visit to the site that began in the period, with the account it is known at t to belong to.",
    columns=_COLUMNS,
    reads=("sessions",),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    shows=("started_at", "page_views", "seconds", "channel", "campaign_id", "visitor_id", "is_view_through"),
    stored=False,
)
