"""The ways of closed deals as the packages for credit want them: a row per deal, its channels in order."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
from benchmarks.side_by_side.wanted import QUARTERS

from abmetry.influence.markov import Move

SEPARATOR = " > "
START, END = QUARTERS[0].start, QUARTERS[-1].end
QUERY = f"""
with closed as (
    select o.opportunity_id, o.account_id, o.created_at, o.created_local, s.status = 'won' as won,
        s.amount_reporting as amount
    from opportunities o
    join opportunity_states s using (opportunity_id)
    where o.account_id is not null and o.created_at < timestamp '{END}' and s.status in ('won', 'lost')
        and s.state_from < timestamp '{END}' and (s.state_to is null or s.state_to >= timestamp '{END}')
        and s.closed_at >= timestamp '{START}' and s.closed_at < timestamp '{END}'
)
select d.opportunity_id as deal, any_value(won) as won, any_value(amount) as amount,
    string_agg(coalesce(t.channel, c.channel), '{SEPARATOR}' order by t.occurred_at, t.touch_id) as path
from closed d
join touches t on t.account_id = d.account_id and t.occurred_at < d.created_at
    and t.occurred_local >= d.created_local - interval 90 day
left join campaigns c on c.campaign_id = t.campaign_id
where t.is_marketing and t.quantity > 0 and t.occurred_at < timestamp '{END}'
    and (t.known_from is null or t.known_from < timestamp '{END}')
    and (t.known_to is null or t.known_to >= timestamp '{END}')
group by d.opportunity_id
order by d.opportunity_id
"""


def paths(facts: Path) -> pa.Table:
    """Deal, whether it was won, its amount, and its channels, of the deals that were closed in the year."""
    database = duckdb.connect()
    for name in ("opportunities", "opportunity_states", "touches", "campaigns"):
        database.execute(f"create view {name} as from read_parquet('{facts / f'{name}.parquet'}')")
    return database.sql(QUERY).to_arrow_table()


def moves(ways: pa.Table) -> list[Move]:
    """The moves of all ways, counted as the Markov model of Abmetry takes them."""
    counted: Counter[tuple[str | None, str | None, bool]] = Counter()
    for way in ways.to_pylist():
        channels: list[str | None] = [None, *way["path"].split(SEPARATOR)]
        for origin, target in pairwise(channels):
            if origin != target:
                counted[origin, target, False] += 1
        counted[channels[-1], None, way["won"]] += 1
    return [Move(origin, target, won, times) for (origin, target, won), times in counted.items()]
