"""The rows that become touches: loaded touches, and responses to campaigns as touches of kind `response`."""

from __future__ import annotations

from abmetry.model.kinds import RESPONSE
from abmetry.steps.fact import Step

SOURCES = ("model_touches", "model_campaign_members", "model_campaigns")

_OF_TOUCHES = (
    "touch_id", "occurred_at", "occurred_at_is_date", "kind", "direction", "channel", "placement", "campaign_id",
    "person_id", "visitor_id", "account_id", "email", "user_id", "duration_seconds", "url", "topic", "value",
    "quantity", "ip", "user_agent", "thread_id", "outcome",
)  # fmt: skip

RESPONSE_ID = (
    "'response:' || m.campaign_id || ':' || coalesce(m.person_id, '') || ':' || coalesce(m.account_id, '')"
)
"""The id of a response, of a membership ``m``."""

_OF_RESPONSES = {
    "touch_id": RESPONSE_ID,
    "occurred_at": "m.responded_at",
    "occurred_at_is_date": "m.responded_at_is_date",
    "kind": f"'{RESPONSE}'",
    "channel": "c.channel",
    "campaign_id": "m.campaign_id",
    "person_id": "m.person_id",
    "account_id": "m.account_id",
}
_NUMBERS = ("duration_seconds", "value", "quantity")


def touch_sources_step(*columns: str) -> Step:
    """All rows, `source_table` first, then the given columns (all, where none is given)."""
    wanted = columns or _OF_TOUCHES
    nothing = {name: "double" if name in _NUMBERS else "string" for name in _OF_TOUCHES}
    of_responses = ", ".join(
        f"{_OF_RESPONSES.get(name, f'cast(null as {nothing[name]})')} as {name}" for name in wanted
    )
    return Step(
        "sources",
        f"""
        select 'touches' as source_table, {", ".join(wanted)} from model_touches
        union all
        select 'campaign_members' as source_table, {of_responses}
        from model_campaign_members as m
        left join model_campaigns as c on c.campaign_id = m.campaign_id
        where m.responded_at is not null
        """,
    )
