r"""Shapley: what a channel brings on average to the channels that were there before it.

Players are channels; a coalition S is worth the won amount of the opportunities all of whose channels lie in it,

    v(S) = sum of amount_o over opportunities o with C_o subset of S.

Every opportunity is a game of its own in which only the whole of C_o is worth anything. In such a game all of its
players are alike and the rest are dummies, so each of C_o gets amount_o / |C_o|; the Shapley value is additive, so

    phi_c = sum over o with c in C_o of amount_o / |C_o|.

The closed form is exact for any number of channels: nothing is enumerated and nothing approximated.

Sources: L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II, 1953 (unanimity games);
K. Zhao, S. H. Mahboobi, S. R. Bagheri, "Shapley value methods for attribution modeling in online advertising", 2018,
who find the same form.
"""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import CreditModel


def _weight(dialect: Dialect) -> str:
    """Every channel of the deal weighs 1; its touches share that alike."""
    return f"coalesce({dialect.divide('eligible', 'on_channel')}, 0)"


SHAPLEY = CreditModel(
    name="shapley",
    title="Shapley",
    rule="Every channel gets its Shapley value: the channels of an opportunity share it alike, and so do the touches of"
    " a channel.",
    weight=_weight,
)
