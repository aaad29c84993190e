"""The journey of RollWorks: the deepest stage wins."""

from abmetry.presets.preset import TARGET, Preset, PresetStage

PRESET = Preset(
    name="rollworks",
    title="RollWorks",
    stages=(
        TARGET,
        PresetStage("aware", "a page view in 30 days", "page_views_30 >= 1"),
        PresetStage("engaged", "at least 3 page views in 30 days", "page_views_30 >= 3"),
        PresetStage("opportunity", "an open opportunity", "has_open_deal"),
        PresetStage("won", "an opportunity was ever won", "has_won"),
    ),
)
