"""Our own six stages at an instant, to set others beside."""

from abmetry.presets.preset import TARGET, Preset, PresetStage

PRESET = Preset(
    name="abmetry",
    title="Abmetry",
    stages=(
        TARGET,
        PresetStage("engaged", "engaged within 90 days, by the rule of [engaged]", "own_stage = 2"),
        PresetStage("opportunity", "an open new-business opportunity", "own_stage = 3"),
        PresetStage("won", "a customer", "own_stage = 4"),
        PresetStage("retention", "a customer whose contract renews or follows another", "own_stage = 5"),
        PresetStage("expansion", "a customer with an expansion won", "own_stage = 6"),
    ),
)
