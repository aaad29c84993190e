"""How well probabilities told what came: ranking, calibration and lift.

The area under the curve is the probability that a positive ranks above a negative. The Brier score is the mean squared
distance of probability and outcome; that of always saying the base rate is what to beat. Deciles are tenths of the
weight by falling probability: their lift is their share of positives over the base rate; the mean probability beside
that share says whether probabilities are calibrated.

Sources: Hanley and McNeil, Radiology 143 (1982), 29-36; Brier, Monthly Weather Review 78 (1950), 1-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Decile:
    """A tenth of the cases: its mean probability, and the share that came."""

    predicted: float
    observed: float
    lift: float


@dataclass(frozen=True)
class Ranking:
    """How probabilities did on cases that they were not made from.

    Attributes:
        n: Cases.
        positives: Of these, those that came.
        base_rate: Share that came, by weight.
        area: Under the curve, 0.5 to 1 (below: worse than chance).
        brier: Mean squared distance.
        brier_of_base_rate: The same of always saying the base rate.
        deciles: From the highest probability to the lowest.
    """

    n: int
    positives: int
    base_rate: float
    area: float
    brier: float
    brier_of_base_rate: float
    deciles: tuple[Decile, ...]

    @classmethod
    def of(cls, probability: Floats, came: Bools, weight: Floats) -> Ranking | None:
        """Measure; None where all cases came, or none did.

        Args:
            probability: What was said of each case.
            came: What happened.
            weight: How many cases each stands for.
        """
        if not came.any() or came.all():
            return None
        base_rate = float(np.average(came, weights=weight))
        return cls(
            n=len(came),
            positives=int(came.sum()),
            base_rate=base_rate,
            area=area_under_curve(probability, came, weight),
            brier=float(np.average((probability - came) ** 2, weights=weight)),
            brier_of_base_rate=base_rate * (1 - base_rate),
            deciles=_deciles(probability, came, weight, base_rate),
        )


def area_under_curve(probability: Floats, came: Bools, weight: Floats) -> float:
    """The probability that a case that came ranks above one that did not; ties count half."""
    _, place = np.unique(probability, return_inverse=True)
    above = np.bincount(place, weight * came)
    below = np.bincount(place, weight * ~came)
    beaten = np.cumsum(below) - below / 2
    return float(above @ beaten / (above.sum() * below.sum()))


def _deciles(probability: Floats, came: Bools, weight: Floats, base_rate: float) -> tuple[Decile, ...]:
    order = np.argsort(-probability, kind="stable")
    before = np.cumsum(weight[order]) - weight[order]
    tenth = np.minimum((10 * before / weight.sum()).astype(np.int64), 9)
    mass = np.bincount(tenth, weight[order], minlength=10)
    predicted = np.bincount(tenth, (weight * probability)[order], minlength=10)
    observed = np.bincount(tenth, (weight * came)[order], minlength=10)
    return tuple(
        Decile(float(p / m), float(o / m), float(o / m / base_rate))
        for m, p, o in zip(mass, predicted, observed, strict=True)
        if m > 0
    )
