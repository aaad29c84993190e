"""What is usual for a topic in a size band in the weeks before each week, by moments (stats/counts.py)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from abmetry.scores.intent_series import BANDS
from abmetry.stats.counts import Floats, Rates
from abmetry.stats.discoveries import Ints

FEW_ACCOUNTS = 20
FEW_SIGNALS = 20.0

Series = tuple[str, str]


@dataclass(frozen=True)
class Baselines:
    """Rates per series (vendor and topic), size band and week; the week's number is counted from `first_week`.

    Attributes:
        first_week: The week of place 0.
        places: The place of each series.
        rates: Arrays of shape (series, bands, weeks); nan where nothing was counted before.
        tests: Accounts times series that could have surged, per week.
    """

    first_week: int
    places: dict[Series, int]
    rates: Rates
    tests: Floats


def baselines(totals: pa.Table, known: pa.Table, last_week: int, weeks: int) -> Baselines:
    """Work out what was usual before each week.

    Args:
        totals: Rows of `totals_sql`, at least one.
        known: Rows of `accounts_sql`.
        last_week: The last week that is judged.
        weeks: How many weeks before count.
    """
    first = int(min(totals["week"].to_pylist()))
    span = last_week - first + 1
    series = list(zip(totals["vendor"].to_pylist(), totals["topic"].to_pylist(), strict=True))
    places = {one: i for i, one in enumerate(sorted(set(series)))}
    at = np.array([places[one] for one in series])
    band, week, lag = (_ints(totals, name) for name in ("band", "week", "lag"))
    week = week - first
    shape = (len(places), BANDS, span)

    def grid(name: str, distance: int) -> Floats:
        rows, filled = lag == distance, np.zeros(shape)
        np.add.at(filled, (at[rows], band[rows], week[rows]), _floats(totals, name)[rows])
        return filled

    begun = np.full(len(places), span)
    np.minimum.at(begun, at, week)

    periods, paired, tests = _exposures(known, first, span, begun, weeks)
    counted = _before(grid("counted", 0), weeks)
    squares = _before(grid("products", 0), weeks)
    pairs = np.zeros_like(counted)
    for distance in range(1, weeks):
        pairs += 2 * _before(grid("products", distance), weeks - distance)
    thin = (_accounts(known, first, span)[None] < FEW_ACCOUNTS) | (counted < FEW_SIGNALS)
    given = [
        np.where(thin, one.sum(1, keepdims=True), one) for one in (counted, squares, pairs, periods, paired)
    ]
    none = given[3] <= 0
    given[3] = np.where(none, 1.0, given[3])
    rates = Rates.of_moments(*given)
    return Baselines(
        first, places, Rates(np.where(none, np.nan, rates.mean), rates.dispersion, rates.weight), tests
    )


def _before(weekly: Floats, weeks: int) -> Floats:
    """The sum over so many weeks before each week (last axis)."""
    whole = np.concatenate([np.zeros((*weekly.shape[:-1], weeks + 1)), np.cumsum(weekly, axis=-1)], axis=-1)
    sums: Floats = whole[..., weeks:-1] - whole[..., : -1 - weeks]
    return sums


def _accounts(known: pa.Table, first: int, span: int) -> Floats:
    """Accounts per size band that are known before each week: (bands, weeks)."""
    begun = np.zeros((BANDS, span + 1))
    week = np.clip(_ints(known, "first_week") - first + 1, 0, span)
    np.add.at(begun, (_ints(known, "band"), week), _floats(known, "accounts"))
    return np.cumsum(begun, axis=1)[:, :span]


def _exposures(
    known: pa.Table, first: int, span: int, begun: Ints, weeks: int
) -> tuple[Floats, Floats, Floats]:
    """Account-weeks and pairs of weeks of one account before each week, and how many tests each week has."""
    accounts = _accounts(known, first, span)
    periods = np.zeros((len(begun), BANDS, span))
    paired = np.zeros_like(periods)
    reported = np.arange(span)[None] - begun[:, None]
    for distance in range(1, min(weeks, span) + 1):
        then = np.zeros_like(accounts)
        then[:, distance - 1 :] = accounts[:, : span - distance + 1]
        counts = np.where((reported >= distance)[:, None], then[None], 0.0)
        periods += counts
        paired += 2 * (distance - 1) * counts
    tests = np.where(reported > 0, accounts.sum(0)[None], 0.0).sum(0)
    return periods, paired, tests


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)
