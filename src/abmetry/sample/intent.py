"""Intent: weekly scores of one vendor and counts of another, with surges before deals and before churn."""

from __future__ import annotations

import numpy as np

from abmetry.sample.columns import Columns, dates, ids, numbers, texts
from abmetry.sample.draws import Bools, Ints, pick, stream
from abmetry.sample.effects import EFFECTS
from abmetry.sample.world import World

OWN = ("demand planning", "supply chain forecasting", "inventory optimisation", "planning automation")
COMPETITOR = ("Planvera", "Forecastly")
VENDORS = ("Signalia", "TopicWatch")


def intent_table(world: World) -> tuple[Columns, dict[str, int]]:
    """The canonical table `intent`, and how many deals and lost customers were given a surge."""
    rng = stream(world.plan.seed, "intent")
    plan, deals = world.plan, world.deals
    monday = (7 - plan.start.weekday()) % 7
    weeks = (plan.days - monday) // 7
    steady = np.repeat(
        np.arange(plan.accounts), rng.poisson(18 * plan.span * np.exp(0.15 * world.accounts.size))
    )
    n = len(steady)
    tables = [(steady, rng.integers(0, weeks, n), pick(rng, (4, 3, 3, 3, 2, 2), n), np.zeros(n, np.bool_))]
    new = np.flatnonzero((deals.type == 0) & (rng.random(deals.count) < EFFECTS.intent_share))
    first = (deals.created[new] - monday) // 7 - rng.integers(4, 9, len(new))
    tables.append(_surge(rng, deals.account[new], first, rng.integers(0, 4, len(new))))
    losing = (deals.type == 1) & ~deals.won & deals.is_closed(plan.days)
    lost = np.flatnonzero(losing & (rng.random(deals.count) < EFFECTS.competitor_share))
    first = (deals.closed[lost] - monday) // 7 - rng.integers(4, 12, len(lost))
    tables.append(_surge(rng, deals.account[lost], first, 4 + rng.integers(0, 2, len(lost))))
    false_alarms = rng.integers(0, plan.accounts, max(3, plan.accounts * plan.months // 250))
    tables.append(
        _surge(
            rng,
            false_alarms,
            rng.integers(0, weeks, len(false_alarms)),
            rng.integers(0, 6, len(false_alarms)),
        )
    )
    account, week, topic, surging = (np.concatenate(c) for c in zip(*reversed(tables), strict=True))
    vendor = (account + topic) % 2
    inside = np.flatnonzero((week >= 0) & (week < weeks))
    key = ((account * 1000 + week) * 10 + topic)[inside]
    _, once = np.unique(key, return_index=True)
    rows = inside[once]
    rows = rows[np.lexsort((topic[rows], account[rows], week[rows]))]
    counted = {
        "deals_with_surge": len(new),
        "churns_with_competitor_surge": len(lost),
        "false_surges": len(false_alarms),
    }
    return _table(
        world, rng, monday, account[rows], week[rows], topic[rows], surging[rows], vendor[rows]
    ), counted


def _surge(
    rng: np.random.Generator, account: Ints, first: Ints, topic: Ints
) -> tuple[Ints, Ints, Ints, Bools]:
    """Two or three weeks in a row of one topic."""
    length = rng.integers(2, 4, len(account))
    place = np.concatenate([np.arange(k) for k in length]) if len(length) else length
    week = np.repeat(first, length) + place
    return np.repeat(account, length), week, np.repeat(topic, length), np.ones(len(week), dtype=np.bool_)


def _table(
    world: World,
    rng: np.random.Generator,
    monday: int,
    account: Ints,
    week: Ints,
    topic: Ints,
    surging: Bools,
    vendor: Ints,
) -> Columns:
    n = len(account)
    score = np.where(surging, rng.integers(64, 97, n), np.clip(rng.normal(36, 10, n), 3, 58).astype(np.int64))
    count = np.where(surging, 6 + rng.poisson(7, n), 1 + rng.poisson(0.5, n))
    by_domain = rng.random(n) < 0.25
    alone = world.accounts.domain_of[account] == account
    return {
        "week": dates(world.clock.day_number(monday + week * 7)),
        "topic": texts((*OWN, *COMPETITOR), topic),
        "account_id": ids("A", np.where(by_domain & alone, -1, account)),
        "domain": texts(world.accounts.domain, np.where(by_domain & alone, account, -1)),
        "score": numbers(score, vendor == 0),
        "count": numbers(count, vendor == 1),
        "is_competitor": texts(("false", "true"), (topic >= len(OWN)).astype(np.int64)),
        "vendor": texts(VENDORS, vendor),
    }
