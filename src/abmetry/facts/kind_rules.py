"""What each kind of touch and each channel means in a workspace, as small relations to join with."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.model.kinds import RESPONSE, TOUCH_KINDS, TouchKind
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

MISSED_MEETING = ("no_show", "no show", "noshow", "cancelled", "canceled")
ANSWERED_CALL = ("answered", "connected")
SILENT_CHAT = ("no_message", "no_reply", "no_response")

_RESPONSE = TouchKind(RESPONSE, True, False, 0, "marketing")


def kind_rules_step(dialect: Dialect, settings: Settings) -> Step:
    """One row per kind (`response` too): `kind_name, engages, counts, kind_minutes, kind_category, usual_direction,
    takes_actual, two_way`.
    """
    rows = [_row_sql(dialect, kind, settings) for kind in (*TOUCH_KINDS.values(), _RESPONSE)]
    return Step("kind_rules", "\nunion all\n".join(rows))


def channel_categories_step(dialect: Dialect, settings: Settings) -> Step:
    """One row per channel of the workspace's `[channels]`: `channel_name, channel_category`."""
    rows = [
        f"select {dialect.text(channel)} as channel_name, {dialect.text(category)} as channel_category"
        for category, channels in settings.channels.by_category().items()
        for channel in channels
    ]
    nothing = "select cast(null as string) as channel_name, cast(null as string) as channel_category"
    return Step("channel_categories", "\nunion all\n".join(rows) or nothing)


def _row_sql(dialect: Dialect, kind: TouchKind, settings: Settings) -> str:
    engages = kind.engagement or (kind.name == "email_open" and settings.engagement.count_opens)
    minutes = settings.engagement.minutes.get(kind.name, kind.minutes)
    category = dialect.text(kind.category) if kind.category else "cast(null as string)"
    direction = dialect.text(kind.direction) if kind.direction else "cast(null as string)"
    return (
        f"select {dialect.text(kind.name)} as kind_name, {_truth(engages)} as engages,"
        f" {_truth(kind.counted)} as counts, cast({float(minutes)!r} as double) as kind_minutes,"
        f" {category} as kind_category, {direction} as usual_direction,"
        f" {_truth(kind.actual_minutes)} as takes_actual, {_truth(kind.two_way)} as two_way"
    )


def _truth(value: bool) -> str:
    return "true" if value else "false"
