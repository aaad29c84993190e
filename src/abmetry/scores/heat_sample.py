"""The weeks of accounts from which research heat is learned, with what became of them.

A row is an account and a week in which, or in the four weeks before which, it visited the site. It is positive where a
new-business opportunity of the account was created within so many days after the week. Accounts that were customers or
had such an opportunity open at the week's end are left out. Of a week at most so many rows of each kind are drawn, by
numbers that the seed and the account's id decide; what is drawn of a week depends on nothing later than its labels.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import numpy as np
import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.scores.heat_features import WEEKS_BEFORE, features_sql, sums_sql
from abmetry.workspace.settings import Settings

DRAWS = "heat_draws"
# The fractional part of multiples of the golden ratio spreads evenly: another draw of each account every week.
_TURN = 0.6180339887498949


def sample(engine: Engine, settings: Settings) -> pa.Table:
    """Draw the sample.

    Args:
        engine: The build, with ``account_weeks``, ``opportunities``, ``opportunity_states`` and ``customer_spells``.
        settings: The definitions.

    Returns:
        Rows with account_id, week_ends_at, draw (0 to 1, of the account), is_positive, weight, and the features.
    """
    engine.register(DRAWS, draws(engine, settings.stats.seed))
    found = engine.query(_sample_sql(engine, settings))
    engine.drop(DRAWS)
    return found


def draws(engine: Engine, seed: int) -> pa.Table:
    """A number from 0 to 1 per account, the same for the same seed and id."""
    accounts = engine.query("select distinct account_id from account_weeks")["account_id"].to_pylist()
    hashed = (hashlib.blake2b(f"{seed}:{account}".encode(), digest_size=8).digest() for account in accounts)
    number = np.frombuffer(b"".join(hashed), dtype=">u8").astype(np.float64) / 2.0**64
    return pa.table({"account_id": pa.array(accounts, pa.string()), "draw": pa.array(number, pa.float64())})


def _sample_sql(engine: Engine, settings: Settings) -> str:
    dialect, rule = engine.dialect, settings.heat
    days = dialect.dates_between(dialect.date(datetime(1970, 1, 5).date().isoformat()), "a.week_on")
    number = f"cast({dialect.divide(days, '7')} as bigint)"
    lags = " union all ".join(f"select {lag} as lag" for lag in range(WEEKS_BEFORE + 1))
    until = dialect.add_days("w.week_ends_at", rule.within_days)
    turned = f"(g.draw + n.week * cast({_TURN} as double))"
    drawn = f"{turned} - floor({turned})"
    weight = f"(greatest(n.rows_there, {rule.sample}) / cast({rule.sample} as double))"
    return f"""
        with given as (
            select a.*, d.draw, {number} as number from account_weeks a join {DRAWS} d on d.account_id = a.account_id
        ),
        weeks as (
            select w.number as week, w.week_ends_at, sum(n.rows_there) as rows_there
            from (select distinct number, week_ends_at from given) w
            join (select number, count(*) as rows_there from given group by number) n
                on n.number <= w.number and n.number >= w.number - {WEEKS_BEFORE}
            where w.number >= (select min(number) from given) + {WEEKS_BEFORE}
            group by w.number, w.week_ends_at
        ),
        begun as (select account_id, min(number) as week from given group by account_id),
        opened as (
            select d.account_id, w.week, w.week_ends_at
            from weeks w
            join opportunities o on o.created_at >= w.week_ends_at and o.created_at < {until}
            join begun b on b.account_id = o.account_id and b.week <= w.week
            join {DRAWS} d on d.account_id = o.account_id
            where o.type = 'new_business'
            group by d.account_id, w.week, w.week_ends_at
        ),
        of_week as (select week, count(*) as rows_there from opened group by week),
        positives as (
            select distinct g.account_id, g.draw, o.week, o.week_ends_at, 1 as is_positive, {weight} as weight
            from opened o
            join of_week n on n.week = o.week
            join given g on g.account_id = o.account_id and g.number <= o.week and g.number >= o.week - {WEEKS_BEFORE}
            where {drawn} < 1 / {weight}
        ),
        others as (
            select distinct g.account_id, g.draw, n.week, n.week_ends_at, 0 as is_positive, {weight} as weight
            from given g
            cross join ({lags}) lags
            join weeks n on n.week = g.number + lags.lag
            where {drawn} < 1 / {weight}
        ),
        taken as (
            select * from positives
            union all
            select n.*
            from others n
            left join opened o on o.account_id = n.account_id and o.week = n.week
            where o.account_id is null
        ),
        busy as (
            select t.account_id, t.week from taken t
            join opportunities o on o.account_id = t.account_id and o.type = 'new_business'
            join opportunity_states s on s.opportunity_id = o.opportunity_id and s.status = 'open'
                and s.state_from < t.week_ends_at and (s.state_to is null or s.state_to >= t.week_ends_at)
            union
            select t.account_id, t.week from taken t
            join customer_spells c on c.account_id = t.account_id
                and (c.known_from is null or c.known_from < t.week_ends_at)
                and (c.known_to is null or c.known_to >= t.week_ends_at)
                and c.spell_from < t.week_ends_at and (c.spell_to is null or c.spell_to >= t.week_ends_at)
        ),
        summed as (
            select t.account_id, t.week, t.week_ends_at, t.draw, t.is_positive, t.weight,
                {sums_sql("g.number = t.week")}
            from taken t
            left join busy on busy.account_id = t.account_id and busy.week = t.week
            join given g on g.account_id = t.account_id and g.number <= t.week and g.number >= t.week - {WEEKS_BEFORE}
            where busy.account_id is null
            group by t.account_id, t.week, t.week_ends_at, t.draw, t.is_positive, t.weight
        )
        select account_id, week_ends_at, draw, is_positive, weight, {features_sql(dialect)}
        from summed order by week_ends_at, account_id
    """
