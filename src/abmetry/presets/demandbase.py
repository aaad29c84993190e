"""The journey of Demandbase, evaluated from its end: the first stage that matches is the account's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abmetry.presets.preset import MINUTES_ARE_OURS, TARGET, Preset, PresetStage

if TYPE_CHECKING:
    from abmetry.workspace.settings import Settings


def _high_intent(settings: Settings) -> str:
    return f"best_intent_30 >= {settings.intent.threshold}"


PRESET = Preset(
    name="demandbase",
    title="Demandbase",
    stages=(
        TARGET,
        PresetStage("qualified", "a fit of at least 70 of 100", "fit >= 70"),
        PresetStage("aware", "high intent in 30 days: a score of at least intent.threshold", _high_intent),
        PresetStage("engaged", "at least 10 minutes in 90 days", "minutes_90 >= 10"),
        PresetStage("mqa", "at least 100 marketing minutes in 90 days", "marketing_minutes_90 >= 100"),
        PresetStage("opportunity", "an open opportunity", "has_open_deal"),
        PresetStage("customer", "an opportunity was ever won", "has_won"),
    ),
    remarks=(
        "the fit is icp_fit",
        "the predictive score of 85, another way to mqa, is not known here",
        MINUTES_ARE_OURS,
    ),
)
