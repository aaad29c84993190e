"""Last touch: all to what came right before the creation."""

from abmetry.influence.credit_model import CreditModel

LAST_TOUCH = CreditModel(
    name="last",
    title="Last touch",
    rule="The last touch before the opportunity was created gets all.",
    weight=lambda _: "is_deal",
)
