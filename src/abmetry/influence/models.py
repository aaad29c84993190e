"""Every model of credit, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from abmetry.influence.credit_model import CreditModel
from abmetry.influence.first_touch import FIRST_TOUCH
from abmetry.influence.full_path import FULL_PATH
from abmetry.influence.last_touch import LAST_TOUCH
from abmetry.influence.linear import LINEAR
from abmetry.influence.markov import MARKOV
from abmetry.influence.minutes import MINUTES
from abmetry.influence.shapley import SHAPLEY
from abmetry.influence.time_decay import TIME_DECAY
from abmetry.influence.u_shape import U_HUBSPOT, U_MARKETO
from abmetry.influence.w_shape import W_SHAPE

MODELS: Mapping[str, CreditModel] = MappingProxyType(
    {
        model.name: model
        for model in (
            FIRST_TOUCH, LAST_TOUCH, LINEAR, U_HUBSPOT, U_MARKETO, W_SHAPE, FULL_PATH, TIME_DECAY, MINUTES,
            MARKOV, SHAPLEY,
        )
    }
)  # fmt: skip
DEFAULT = LINEAR.name
UNATTRIBUTED = "unattributed"


def column(model: str) -> str:
    """The column that holds the credit under a model."""
    return f"credit_{model}"
