"""Time decay: a touch counts half as much for every half-life that it lies further back."""

from abmetry.influence.credit_model import CreditModel


def decay_sql(days: str, least_days: str, half_life_days: float) -> str:
    """2^(-days / half-life), counted from the last touch of the deal so that nothing vanishes in rounding.

    Args:
        days: Days from the touch to the creation.
        least_days: The same of the last touch of the deal.
        half_life_days: Days in which the weight halves.
    """
    return f"power(cast(2 as double), ({least_days} - {days}) / cast({float(half_life_days)!r} as double))"


TIME_DECAY = CreditModel(
    name="time_decay",
    title="Time decay",
    rule="Every touch before the opportunity was created gets 2^(-days before it / half-life) in proportion.",
    weight=lambda _: "decayed",
)
