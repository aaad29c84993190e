"""First touch: all to what began it."""

from abmetry.influence.credit_model import CreditModel

FIRST_TOUCH = CreditModel(
    name="first",
    title="First touch",
    rule="The first touch before the opportunity was created gets all.",
    weight=lambda _: "is_first",
)
