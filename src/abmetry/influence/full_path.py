"""Full path: 22.5 for each of four milestones up to the close, 10 for the rest."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import CreditModel
from abmetry.influence.positions import position_sql

_PART = 0.225
_MILESTONES = ("is_longer_first", "is_longer_lead", "is_longer_deal", "is_close")


def _weight(dialect: Dialect) -> str:
    return position_sql(dialect, dict.fromkeys(_MILESTONES, _PART), 0.1, "middle_path")


FULL_PATH = CreditModel(
    name="full_path",
    title="Full path",
    rule="22.5 % each to the first touch, to the lead, to the deal, and to the last one before the close, 10 % to the"
    " rest; touches up to the close count.",
    weight=_weight,
)
