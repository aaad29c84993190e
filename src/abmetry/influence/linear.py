"""Linear: to every touch the same."""

from abmetry.influence.credit_model import CreditModel

LINEAR = CreditModel(
    name="linear",
    title="Linear",
    rule="Every touch before the opportunity was created gets the same.",
    weight=lambda _: "eligible",
)
