"""How far a value of the program's accounts is from that of others who stand for them, with interval and p-value.

The value is a function v of sums over accounts: v(S) with S = sum of the parts p of the program's accounts, against
v(C) with C = sum of w p over the others (matching.py). Because the weights were made from the covariates x, what x
explains of the parts is no sampling error of the others but of the program: with b the weighted regression of p on x
and e its residuals (divided by 1 - leverage, as in HC3, since b is fitted),

    S* = sum over the program of u p
    C* = C + sum over the program of (u - 1) x b + sum over the others of (u - 1) w e

in a resample in which an account has the weight u: Poisson with mean 1, over its mean (stats/bootstrap.py), up to
RESAMPLED accounts; beyond, the sums are drawn from the normal distribution with their covariance. The weights
themselves are not made anew in each resample; the regression stands for it. Where much of the error comes from few
accounts (a handful of large deals, a few heavy weights), the resamples are spread by t(nu)/z, with the degrees of
freedom nu = (sum of g^2)^2 / sum of g^4 over the accounts' influences g on the difference, as Satterthwaite takes them.

Sources: Zhao and Percival 2017 (entropy balancing is regression by other means); J. G. MacKinnon and H. White, Journal
of Econometrics 29 (1985), HC3; F. E. Satterthwaite, Biometrics Bulletin 2 (1946); B. Efron and R. Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from abmetry.influence.balance import Floats
from abmetry.influence.matching import Match
from abmetry.stats.estimate import percentiles
from abmetry.stats.interval import Difference, Interval
from abmetry.stats.linearised import gradient
from abmetry.stats.statistic import Statistic

RESAMPLED = 6000
_CHUNK = 256


@dataclass(frozen=True)
class Lift:
    """A value of the program beside what others who stand for it came to.

    Attributes:
        first: The program's value.
        second: The others' value.
        difference: First minus second, in the value's unit, with interval and p-value.
        relative: First over second, minus 1; None where the others' value is not above 0.
        relative_interval: Of that.
    """

    first: float | None
    second: float | None
    difference: Difference | None
    relative: float | None = None
    relative_interval: Interval | None = None


class Compared:
    """Two sides that are compared by many values, with the same accounts drawn for all of them."""

    def __init__(self, match: Match, resamples: int, level: float, seed: int) -> None:
        """Prepare.

        Args:
            match: The two sides and the others' weights.
            resamples: Number of resamples.
            level: Level of the intervals, between 0 and 1.
            seed: Equal data and seed give equal results.
        """
        self.match = match
        self._resamples, self._level, self._seed = resamples, level, seed

    def lift(self, parts: Floats, statistic: Statistic, *, scale_free: bool = False) -> Lift:
        """The lift of one value.

        Args:
            parts: What every account contributes, all accounts x k.
            statistic: From sums (..., k) to the value.
            scale_free: The value is a difference, of which a ratio says nothing: none is given.
        """
        n, weights = self.match.treated, self.match.weights
        own, others = parts[self.match.rows[:n]], parts[self.match.rows[n:]]
        sums, other_sums = own.sum(axis=0), weights @ others
        first, second = _finite(statistic(sums)), _finite(statistic(other_sums))
        if first is None or second is None:
            return Lift(first, second, None)
        explained, residuals = self._regressed(others)
        drawn, other_drawn = self._resampled(own, explained, residuals, sums, other_sums)
        with np.errstate(divide="ignore", invalid="ignore"):
            firsts, seconds = np.asarray(statistic(drawn)), np.asarray(statistic(other_drawn))
            spread = self._spread(own, explained, residuals, statistic, sums, other_sums)
            told = self._told(first - second, firsts - seconds, spread)
            if scale_free or second <= 0:
                return Lift(first, second, told)
            logs = np.log(np.where((firsts > 0) & (seconds > 0), firsts / seconds, np.nan))
            ratios = self._ratio(first / second, logs, spread)
            if ratios is None:
                return Lift(first, second, told, first / second - 1)
        return Lift(first, second, told, first / second - 1, ratios)

    def _ratio(self, ratio: float, logs: Floats, spread: float) -> Interval | None:
        """The interval of first over second, minus 1: of its logarithm, so that it stays above -1."""
        if ratio <= 0:
            return None
        found = self._told(float(np.log(ratio)), logs, spread).interval
        if found is None:
            return None
        return Interval(float(np.expm1(found.low)), float(np.expm1(found.high)), found.level, found.method)

    def _spread(
        self,
        own: Floats,
        explained: Floats,
        rest: Floats,
        statistic: Statistic,
        sums: Floats,
        other_sums: Floats,
    ) -> float:
        """By how much fewer degrees of freedom than many widen what the resamples say."""
        from scipy.special import ndtri, stdtrit

        both = np.hstack([own, explained])
        both = both - both.mean(axis=0)
        k = own.shape[1]
        first = gradient(statistic, sums, np.sqrt((both[:, :k] ** 2).sum(axis=0)))
        moved = (both[:, k:] ** 2).sum(axis=0) + (rest**2).sum(axis=0)
        second = gradient(statistic, other_sums, np.sqrt(moved))
        squares = np.concatenate([both[:, :k] @ first - both[:, k:] @ second, rest @ second]) ** 2
        fourth = float(squares @ squares)
        if not isfinite(fourth) or fourth <= 0:
            return 1.0
        freedom = max(2.0, float(squares.sum()) ** 2 / fourth)
        tail = 0.5 + self._level / 2
        return float(stdtrit(freedom, tail) / ndtri(tail))

    def _regressed(self, others: Floats) -> tuple[Floats, Floats]:
        """What the covariates of the program's accounts make expect of their parts, and the others' weighted rest."""
        n, weights = self.match.treated, self.match.weights
        design = self.match.design[n:]
        weighted = design * weights[:, None]
        slopes = self._inverse @ (weighted.T @ others)
        rest = (others - design @ slopes) / (1 - self._leverage)[:, None]
        rest = (rest - (weights @ rest) / weights.sum()) * weights[:, None]
        return self.match.design[:n] @ slopes, rest

    @cached_property
    def _inverse(self) -> Floats:
        design = self.match.design[self.match.treated :]
        gram = (design * self.match.weights[:, None]).T @ design
        tiny = 1e-9 * float(np.trace(gram)) / len(gram)
        return np.asarray(np.linalg.inv(gram + tiny * np.eye(len(gram))))

    @cached_property
    def _leverage(self) -> Floats:
        design = self.match.design[self.match.treated :]
        found = self.match.weights * np.einsum("ij,jk,ik->i", design, self._inverse, design)
        return np.asarray(np.clip(found, 0.0, 0.9))

    def _resampled(
        self, own: Floats, explained: Floats, rest: Floats, sums: Floats, other_sums: Floats
    ) -> tuple[Floats, Floats]:
        k = own.shape[1]
        both = np.hstack([own, explained])
        both = both - both.mean(axis=0)
        if len(both) + len(rest) > RESAMPLED:
            source = np.random.default_rng([self._seed % 2**64, self._resamples, k])
            moved = _normal(source, both, self._resamples)
            other = _normal(source, rest, self._resamples)
        else:
            moved, other = (
                (draws @ rows.astype(np.float32)).astype(np.float64)
                for draws, rows in zip(self._draws, (both, rest), strict=True)
            )
        return sums + moved[:, :k], other_sums + moved[:, k:] + other

    @cached_property
    def _draws(self) -> tuple[Floats, Floats]:
        """The weights of the program's accounts, and of the others, in every resample; each row's mean is 1."""
        source = np.random.default_rng([self._seed % 2**64, self._resamples])
        return tuple(  # type: ignore[return-value]
            _mean_one(source.poisson(1.0, (self._resamples, n)).astype(np.float32))
            for n in (self.match.treated, len(self.match.weights))
        )

    def _told(self, value: float, replicates: Floats, spread: float) -> Difference:
        known = value + (replicates[np.isfinite(replicates)] - value) * spread
        if 2 * len(known) < len(replicates) or len(self.match.weights) < 2 or self.match.treated < 2:
            return Difference(value, None, None)
        low, high = percentiles(known, self._level)
        method = "bootstrap" if len(self.match.rows) <= RESAMPLED else "cluster_linearised"
        below, above = np.count_nonzero(known <= 0), np.count_nonzero(known >= 0)
        p = min(1.0, 2 * (min(below, above) + 1) / (len(known) + 1))
        return Difference(value, Interval(low, high, self._level, method), p)


def _mean_one(weights: Floats) -> Floats:
    means = weights.mean(axis=1, keepdims=True)
    return np.asarray(np.where(means > 0, weights / np.where(means > 0, means, 1), np.nan))


def _normal(source: np.random.Generator, rows: Floats, resamples: int) -> Floats:
    """Sums of rows that have mean 0, drawn with the covariance that sums over so many have."""
    n = len(rows)
    covariance = rows.T @ rows * n / max(n - 1, 1)
    values, vectors = np.linalg.eigh(covariance)
    drawn = source.standard_normal((resamples, len(values)))
    return np.asarray((drawn * np.sqrt(np.clip(values, 0, None))) @ vectors.T)


def _finite(value: Floats) -> float | None:
    found = float(value)
    return found if isfinite(found) else None
