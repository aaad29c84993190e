"""Programs."""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns

FACT = Fact(
    name="campaigns",
    doc="A program.",
    columns=fact_columns(
        "campaign_id text: The campaign's id.",
        "name text: Its name; two campaigns may have the same.",
        "channel text: Its channel.",
        "program text: The program it belongs to.",
        "list_id text: The target list it serves.",
    ),
    reads=("model_campaigns",),
    steps=lambda _dialect, _settings: [
        Step("programs", "select campaign_id, name, channel, program, list_id from model_campaigns")
    ],
)
