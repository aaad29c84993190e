"""How often the matched lift recovers what was planted in the sample company, over many seeds.

    python benchmarks/lift_recovery.py --accounts 2000 --seeds 100

Each seed draws the accounts, lists, programs, opportunities and customers of a sample company (no touch files: traffic
is the quarters of interest and the programs attended), matches the accounts that are on a list at a day with those that
are on none, by what is known before that day, and compares what came after. An effect is recovered where the 95 %
interval holds what was planted. Beside it the raw comparison, which holds what size does by itself as well.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from abmetry.influence.balance import Bools, Covariates, Floats
from abmetry.influence.lift import Compared, Lift
from abmetry.influence.matching import Match, match, unmatched
from abmetry.sample.effects import EFFECTS
from abmetry.sample.plan import Plan
from abmetry.sample.world import World, make_world
from abmetry.stats.statistic import Statistic

UNTIL = date(2026, 11, 1)
MONTHS = 30
KNOWN = ("size", "industry", "region", "traffic", "stage")


@dataclass(frozen=True)
class Effect:
    """One planted effect.

    Attributes:
        planted: What was planted.
        parts: What every account contributes after the day; rows of NaN for accounts that are not compared.
        statistic: From sums to the value.
    """

    planted: float
    is_ratio: bool
    parts: Callable[[World, int], Floats]
    statistic: Statistic


def won_and_closed(world: World, day: int) -> Floats:
    """New-business opportunities closed since the day: won, all."""
    deals = world.deals
    closed = (deals.type == 0) & (deals.closed >= day) & (deals.closed < world.plan.days)
    return _per_account(world, deals.account[closed], deals.won[closed], np.ones(int(closed.sum())))


def amounts(world: World, day: int) -> Floats:
    """Amounts won since the day, and how many."""
    deals, won = world.deals, _won(world, day)
    return _per_account(world, deals.account[won], deals.amount[won], np.ones(int(won.sum())))


def cycles(world: World, day: int) -> Floats:
    """Days from creation to close of what was won since the day, and how many."""
    deals, won = world.deals, _won(world, day)
    length = deals.closed[won] - deals.created[won]
    return _per_account(world, deals.account[won], length, np.ones(int(won.sum())))


def opened(world: World, day: int) -> Floats:
    """Whether an account that was at risk opened an opportunity in the 90 days since the day, and whether it was."""
    deals, free = world.deals, _at_risk(world, day)
    new = (deals.type == 0) & (deals.created >= day) & (deals.created < day + 90)
    has = np.zeros(world.accounts.count)
    has[deals.account[new]] = 1
    return np.column_stack([has * free, free])


def active(world: World, day: int) -> Floats:
    """Whether an account showed interest in the first whole quarter since the day."""
    quarter = _quarter(world, day)
    there = world.accounts.created < world.plan.month_starts()[quarter * 3] - 10
    return np.column_stack([world.active[:, quarter] * there, there]).astype(np.float64)


def _won(world: World, day: int) -> Bools:
    deals = world.deals
    return np.asarray(
        (deals.type == 0) & deals.won & (deals.closed >= day) & (deals.closed < world.plan.days)
    )


def _quarter(world: World, day: int) -> int:
    return int(np.searchsorted(world.plan.month_starts()[::3], day))


def _at_risk(world: World, day: int) -> Bools:
    deals = world.deals
    busy = (deals.created < day) & (deals.closed >= day - 45)
    never = world.customer_to <= -(10**6)
    free = (never | (world.customer_from > day)) & (world.accounts.created < day)
    free[deals.account[busy]] = False
    return free


def _per_account(world: World, account: np.typing.NDArray[np.int64], *values: Floats) -> Floats:
    n = world.accounts.count
    return np.column_stack([np.bincount(account, value, n) for value in values])


def ratio(factor: float = 1.0) -> Statistic:
    """The first sum over the second; NaN over zero."""

    def of_sums(sums: Floats) -> Floats:
        above, below = factor * sums[..., 0], sums[..., 1]
        return np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below != 0)

    return of_sums


RATIO = ratio()
EFFECTS_PLANTED = {
    "win rate, points": Effect(100 * EFFECTS.win_rate_lift, False, won_and_closed, ratio(100)),
    "amount, ratio": Effect(EFFECTS.amount_ratio, True, amounts, RATIO),
    "cycle, ratio": Effect(EFFECTS.cycle_ratio, True, cycles, RATIO),
    "opportunity hazard, ratio": Effect(EFFECTS.opportunity_hazard, True, opened, RATIO),
    "active quarter, points": Effect(
        100 * (EFFECTS.active_quarter[1] - EFFECTS.active_quarter[0]), False, active, ratio(100)
    ),
}


def known_before(world: World, day: int, names: Sequence[str]) -> Covariates:
    """What is known of every account at the day, of size, industry, country, traffic, stage."""
    accounts, deals = world.accounts, world.deals
    quarter = _quarter(world, day) - 1
    came = world.attendance.attended & (world.campaigns.day[world.attendance.campaign] < day)
    came &= world.campaigns.day[world.attendance.campaign] >= day - 90
    visits = np.bincount(world.attendance.account[came], minlength=accounts.count)
    stage = np.where(world.active[:, quarter], 2, 1)
    stage[deals.account[(deals.created < day) & (deals.closed >= day)]] = 3
    stage[(world.customer_from <= day) & (world.customer_to > day)] = 4
    numbers = {"size": np.log(accounts.employees), "traffic": np.log1p(visits)}
    groups = {"industry": accounts.industry, "region": accounts.country, "stage": stage}
    return Covariates(
        {name: values for name, values in numbers.items() if name in names},
        {name: found.astype(str).astype(object) for name, found in groups.items() if name in names},
    )


def recover(
    world: World, months: int, resamples: int, names: Sequence[str] = KNOWN
) -> dict[str, dict[str, Lift]]:
    """The lift of every effect, raw and matched, over the last months; opportunities and interest from that day."""
    day = world.plan.month_starts()[-1 - months]
    everyone = np.arange(world.accounts.count)
    treated = world.members.targeted_on(everyone, np.full(len(everyone), day - 1))
    there = world.accounts.created < day
    rows = np.flatnonzero(there)
    treated = treated[rows]
    sides: dict[str, Match | None] = {
        "raw": unmatched(treated),
        "matched": match(known_before(world, day, names).take(there), treated),
    }
    found: dict[str, dict[str, Lift]] = {}
    for name, side in sides.items():
        assert side is not None
        compared = Compared(side, resamples, 0.95, 7)
        for effect, planted in EFFECTS_PLANTED.items():
            parts = planted.parts(world, day)[rows]
            found.setdefault(effect, {})[name] = compared.lift(parts, planted.statistic)
    return found


def ends(effect: Effect, lift: Lift) -> tuple[float, float, float]:
    """The effect as found, with the ends of its interval; NaN where there is none."""
    if effect.is_ratio:
        value, interval = lift.relative, lift.relative_interval
        shift = 1.0
    else:
        value, interval = (
            (lift.difference.value, lift.difference.interval) if lift.difference else (None, None)
        )
        shift = 0.0
    if value is None or interval is None:
        return np.nan, np.nan, np.nan
    return value + shift, interval.low + shift, interval.high + shift


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--accounts", type=int, default=2000)
    arguments.add_argument("--seeds", type=int, default=100)
    arguments.add_argument("--months", type=int, default=12)
    arguments.add_argument("--resamples", type=int, default=1000)
    arguments.add_argument("--match-on", nargs="+", choices=KNOWN, default=KNOWN)
    asked = arguments.parse_args()
    begun = time.perf_counter()
    rows: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for seed in range(1, asked.seeds + 1):
        world = make_world(Plan(asked.accounts, MONTHS, seed, 85, UNTIL))
        for effect, sides in recover(world, asked.months, asked.resamples, asked.match_on).items():
            for side, lift in sides.items():
                rows.setdefault((effect, side), []).append(ends(EFFECTS_PLANTED[effect], lift))
    seconds = time.perf_counter() - begun
    print(f"{asked.accounts:,} accounts, {asked.seeds} seeds, last {asked.months} months; {seconds:,.0f} s")
    print("| effect | planted | comparison | median found | half width | recovered | excludes no effect |")
    print("|---|---|---|---|---|---|---|")
    for (effect, side), found in rows.items():
        planted = EFFECTS_PLANTED[effect]
        value, low, high = np.array(found).T
        none = 1.0 if planted.is_ratio else 0.0
        held = (low <= planted.planted) & (planted.planted <= high)
        told = (low > none) | (high < none)
        print(
            f"| {effect} | {planted.planted:g} | {side} | {np.nanmedian(value):.3g} |"
            f" {np.nanmedian((high - low) / 2):.2g} | {int(held.sum())} of {len(found)} | {int(told.sum())} |"
        )


if __name__ == "__main__":
    main()
