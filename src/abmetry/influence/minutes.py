"""Minute-weighted: in proportion to engagement minutes."""

from abmetry.influence.credit_model import CreditModel

MINUTES = CreditModel(
    name="minutes",
    title="Minute-weighted",
    rule="Touches before the opportunity was created share by their engagement minutes; alike where all have none.",
    weight=lambda _: "case when all_minutes > 0 then minutes else eligible end",
)
