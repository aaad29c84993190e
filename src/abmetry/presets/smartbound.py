"""The six stages with the engaged rule of the four executive KPIs: a web visit or a campaign response."""

from abmetry.presets.preset import TARGET, Preset, PresetStage

PRESET = Preset(
    name="smartbound",
    title="Smartbound",
    stages=(
        TARGET,
        PresetStage("engaged", "a web visit or a campaign response in 90 days", "visits_or_responses_90 > 0"),
        PresetStage("opportunity", "an open new-business opportunity", "own_stage = 3"),
        PresetStage("won", "a customer", "own_stage = 4"),
        PresetStage("retention", "a customer whose contract renews or follows another", "own_stage = 5"),
        PresetStage("expansion", "a customer with an expansion won", "own_stage = 6"),
    ),
)
