"""U-shape, by the two numbers that go by this name: HubSpot's 40/40/20 and Marketo Measure's 50/50."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import CreditModel
from abmetry.influence.positions import position_sql


def _hubspot(dialect: Dialect) -> str:
    return position_sql(dialect, {"is_first": 0.4, "is_lead": 0.4}, 0.2, "middle_u")


def _marketo(dialect: Dialect) -> str:
    return position_sql(dialect, {"is_first": 0.5, "is_lead": 0.5})


U_HUBSPOT = CreditModel(
    name="u_hubspot",
    title="U-shape (HubSpot)",
    rule="40 % to the first touch, 40 % to the last one before the account's first person was known (the lead), 20 % to"
    " the rest.",
    weight=_hubspot,
)
U_MARKETO = CreditModel(
    name="u_marketo",
    title="U-shape (Marketo)",
    rule="50 % to the first touch, 50 % to the last one before the account's first person was known (the lead).",
    weight=_marketo,
)
