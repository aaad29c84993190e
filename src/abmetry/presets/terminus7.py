"""The seven stages of the Terminus engagement funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abmetry.presets.preset import MINUTES_ARE_OURS, TARGET, Preset, PresetStage

if TYPE_CHECKING:
    from abmetry.workspace.settings import Settings


def _intent(settings: Settings) -> str:
    return f"best_intent_90 >= {settings.intent.threshold} and impressions_90 = 0"


def _meaningful(settings: Settings) -> str:
    return f"minutes_90 >= {settings.engaged.minutes}"


PRESET = Preset(
    name="terminus7",
    title="Terminus",
    stages=(
        TARGET,
        PresetStage("intent", "a surge of intent in 90 days, and no ad seen in them", _intent),
        PresetStage("pre_awareness", "1 to 99 ad impressions in 90 days", "impressions_90 between 1 and 99"),
        PresetStage("awareness", "at least 100 ad impressions in 90 days", "impressions_90 >= 100"),
        PresetStage(
            "web_activity", "an ad click or a web visit in 90 days", "ad_clicks_90 > 0 or web_views_90 > 0"
        ),
        PresetStage(
            "meaningful_engagement", "at least engaged.minutes engagement minutes in 90 days", _meaningful
        ),
        PresetStage("in_pipeline", "an open opportunity", "has_open_deal"),
        PresetStage(
            "closed_won", "an opportunity won in the last 90 days, whatever is open", "has_won_in_90"
        ),
    ),
    remarks=(
        "meaningful engagement is each user's own there; here it is [engaged] minutes",
        MINUTES_ARE_OURS,
    ),
)
