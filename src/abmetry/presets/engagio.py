"""The statuses of the Engagio school: one account, one status, the highest."""

from abmetry.presets.preset import TARGET, Preset, PresetStage

PRESET = Preset(
    name="engagio",
    title="Engagio",
    stages=(
        TARGET,
        PresetStage("aware", "any engagement in 90 days", "engagements_90 > 0"),
        PresetStage(
            "mqa",
            "at least 100 marketing minutes in 90 days, and at least 2 people with 20 of them each",
            "marketing_minutes_90 >= 100 and people_with_20 >= 2",
        ),
        PresetStage(
            "opportunity", "an open opportunity; when it closes, the account falls back", "has_open_deal"
        ),
        PresetStage("customer", "a customer", "own_stage >= 4"),
    ),
)
