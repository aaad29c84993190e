"""W-shape: 30/30/30 for the first touch, the lead and the deal, 10 for the rest."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import CreditModel
from abmetry.influence.positions import position_sql


def _weight(dialect: Dialect) -> str:
    return position_sql(dialect, {"is_first": 0.3, "is_lead": 0.3, "is_deal": 0.3}, 0.1, "middle_w")


W_SHAPE = CreditModel(
    name="w",
    title="W-shape",
    rule="30 % each to the first touch, to the lead, and to the last one before the opportunity was created (the deal),"
    " 10 % to the rest.",
    weight=_weight,
)
