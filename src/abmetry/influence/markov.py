r"""Markov: how many wins would be lost without a channel.

Closed opportunities are walks from `start` over the channels of their touches to `won` or `lost`. The walks' moves,
counted, are a first-order Markov chain with transition matrix

        Q  R        Q: start and channels among themselves,  R: from them to won and lost.
        0  I

The probability to be absorbed in `won` is the entry of `start` in N R with the fundamental matrix N = (I - Q)^-1.
Without a channel every move into it leads to `lost` instead: its row and column leave Q. Its removal effect is

    1 - P(won without it) / P(won).

Removal effects, divided by their sum, are the weights of the channels; an opportunity is shared by the weights of the
channels on its path. Staying on a channel for several touches changes no probability of absorption and is left out.

Sources: J. G. Kemeny, J. L. Snell, "Finite Markov Chains", 1960, chapter 3 (fundamental matrix); E. Anderl, I. Becker,
F. von Wangenheim, J. H. Schumann, "Mapping the customer journey", International Journal of Research in Marketing 33,
2016 (removal effect).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from abmetry.engine.dialect import Dialect
from abmetry.influence.credit_model import CreditModel

_NOTHING = 1e-12


@dataclass(frozen=True)
class Move:
    """How often walks moved from one state to the next.

    Attributes:
        origin: A channel; None: the start.
        target: A channel; None: an end.
        is_won: Of an end: the deal was won.
        times: How often.
    """

    origin: str | None
    target: str | None
    is_won: bool
    times: float


def removal_effects(moves: Sequence[Move]) -> Mapping[str, float]:
    """The normalised removal effect of every channel.

    Args:
        moves: The moves of all walks.

    Returns:
        Weights that sum to 1 by channel, in the order of their names; empty where no walk ended in a win.
    """
    channels = sorted({name for move in moves for name in (move.origin, move.target) if name is not None})
    place: dict[str | None, int] = {None: 0, **{name: i for i, name in enumerate(channels, 1)}}
    counts = np.zeros((len(place), len(place)))
    ends = np.zeros((len(place), 2))
    for move in moves:
        if move.target is None:
            ends[place[move.origin], 0 if move.is_won else 1] += move.times
        else:
            counts[place[move.origin], place[move.target]] += move.times
    leaving = counts.sum(axis=1) + ends.sum(axis=1)
    leaving[leaving == 0] = 1
    among, won = counts / leaving[:, None], ends[:, 0] / leaving
    whole = _absorbed(among, won)
    if whole <= 0:
        return {}
    effects = np.array([_without(among, won, place[name], whole) for name in channels])
    effects[effects < _NOTHING] = 0
    return dict(zip(channels, (effects / effects.sum()).tolist(), strict=True))


def _absorbed(among: np.ndarray, won: np.ndarray) -> float:
    """The probability to get from the start (row 0) to `won`."""
    return float(np.linalg.solve(np.eye(len(won)) - among, won)[0])


def _without(among: np.ndarray, won: np.ndarray, channel: int, whole: float) -> float:
    kept = [i for i in range(len(won)) if i != channel]
    return 1 - _absorbed(among[np.ix_(kept, kept)], won[kept]) / whole


def _weight(dialect: Dialect) -> str:
    """A channel of the deal weighs its removal effect; its touches share that alike."""
    return f"coalesce(removal_effect * {dialect.divide('eligible', 'on_channel')}, 0)"


MARKOV = CreditModel(
    name="markov",
    title="Markov",
    rule="The channels of an opportunity share it by their removal effects: how many wins would be lost without them;"
    " the touches of a channel share alike.",
    weight=_weight,
)
