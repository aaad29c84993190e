"""The numbers by SQL on DuckDB, one hand-written query per KPI, over the Parquet files of the facts."""

from __future__ import annotations

from pathlib import Path

import duckdb
from benchmarks.side_by_side.wanted import QUARTERS, REST, TIERS, Numbers

# Every query of a workspace begins so: the quarters, and the group of every target account in each of them.
SCOPE = f"""
with quarters(quarter, starts, ends) as (
    values {", ".join(f"('{q.name}', timestamp '{q.start}', timestamp '{q.end}')" for q in QUARTERS)}
),
members as (
    select q.quarter, s.* from quarters q join list_stays s
        on (s.valid_from is null or s.valid_from < q.ends) and (s.valid_to is null or s.valid_to >= q.ends)
),
listed as (
    select quarter, account_id, tier as grp from members
    qualify row_number() over (partition by quarter, account_id order by tier_rank, tier, list_id) = 1
),
rest as (
    select q.quarter, a.account_id, '{REST}' as grp
    from quarters q join accounts a on a.created_at is null or a.created_at < q.ends
    anti join members m on m.quarter = q.quarter and m.account_id = a.account_id
),
customers as (
    select q.quarter, s.account_id from quarters q join customer_spells s
        on (s.known_from is null or s.known_from < q.ends) and (s.known_to is null or s.known_to >= q.ends)
        and (s.spell_from is null or s.spell_from < q.starts) and (s.spell_to is null or s.spell_to >= q.starts)
),
scope as (
    select s.* from (from listed union all from rest) s
    anti join customers c on c.quarter = s.quarter and c.account_id = s.account_id
),
groups as (select quarter, grp, count(*) as size from scope group by all),
"""

DEALS = """
deals as (
    select q.quarter, q.starts, q.ends, o.*, s.status, s.amount_reporting, s.closed_local, s.closed_is_date,
        o.created_at >= q.starts as is_new,
        s.status in ('won', 'lost') and s.closed_at >= q.starts and s.closed_at < q.ends as is_closed,
        s.status = 'won' and s.closed_at >= q.starts and s.closed_at < q.ends as is_won
    from quarters q
    join opportunities o on o.created_at < q.ends
    join opportunity_states s on s.opportunity_id = o.opportunity_id
        and (s.state_from is null or s.state_from < q.ends) and (s.state_to is null or s.state_to >= q.ends)
),
"""

KNOWN = "(r.known_from is null or r.known_from < q.ends) and (r.known_to is null or r.known_to >= q.ends)"
TOUCHES = f"""
touched as (
    select q.quarter, r.* from quarters q
    join touches r on r.occurred_at >= q.starts and r.occurred_at < q.ends and {KNOWN}
    where r.occurred_at >= timestamp '{QUARTERS[0].start}' and r.occurred_at < timestamp '{QUARTERS[-1].end}'
)
"""


def _elapsed(start: str, end: str) -> str:
    return f"""
        case when coalesce({start}_is_date, false) or coalesce({end}_is_date, false)
            then cast({end}_local as date) - cast({start}_local as date)
            else epoch_us({end}_local - {start}_local) / 86400e6 end
    """


QUERIES = {
    "engaged_account_rate": SCOPE + TOUCHES + """
        select quarter, grp, 100.0 * count(distinct t.account_id) / any_value(size)
        from scope join groups using (quarter, grp)
        left join (select quarter, account_id from touched where is_engagement) t using (quarter, account_id)
        group by all
    """,
    "ad_click_rate": SCOPE + TOUCHES + """
        select quarter, grp, 100 * coalesce(sum(quantity) filter (kind = 'ad_click'), 0)
            / nullif(sum(quantity) filter (kind = 'ad_impression'), 0)
        from scope join touched using (quarter, account_id) where kind in ('ad_click', 'ad_impression') group by all
    """,
    "engagement_minutes": SCOPE + TOUCHES + """
        select quarter, grp, coalesce(sum(minutes), 0)
        from scope join touched using (quarter, account_id) where minutes > 0 group by all
    """,
    "website_visits": SCOPE + f"""
        visits as (
            select q.quarter, r.account_id from quarters q
            join sessions r on r.started_at >= q.starts and r.started_at < q.ends and {KNOWN}
        )
        select quarter, grp, count(*) from scope join visits using (quarter, account_id) group by all
    """,
    "people_per_account": SCOPE + f"""
        known as (
            select distinct q.quarter, r.account_id, r.stakeholder_id from quarters q
            join people r on {KNOWN} where r.account_id is not null
        )
        select quarter, grp, count(stakeholder_id) / any_value(size)
        from scope join groups using (quarter, grp) left join known using (quarter, account_id) group by all
    """,
    "accounts_with_opportunity": SCOPE + DEALS + """
        were_open as (
            select distinct q.quarter, s.opportunity_id from quarters q join opportunity_states s
                on s.status = 'open' and s.state_from < q.ends and (s.state_to is null or s.state_to > q.starts)
        )
        select quarter, grp, count(distinct account_id)
        from scope join deals using (quarter, account_id) left join were_open w using (quarter, opportunity_id)
        where type = 'new_business' and (is_new or w.opportunity_id is not null) group by all
    """,
    "pipeline_created": SCOPE + DEALS + """
        parts as (
            select d.quarter, coalesce(h.account_id, d.account_id) as account_id, coalesce(h.share, 1) *
                case when creation_amount_reporting is not null and creation_amount_at < ends
                    then creation_amount_reporting else row_amount_reporting_at_creation end as part
            from deals d left join opportunity_shares h using (opportunity_id) where is_new
        )
        select quarter, grp, coalesce(sum(part), 0) from scope join parts using (quarter, account_id) group by all
    """,
    "target_account_pipeline": SCOPE + DEALS + """
        parts as (
            select d.quarter, coalesce(h.account_id, d.account_id) as account_id,
                coalesce(h.share, 1) * amount_reporting as part
            from deals d left join opportunity_shares h using (opportunity_id) where status = 'open'
        )
        select quarter, grp, coalesce(sum(part), 0) from scope join parts using (quarter, account_id) group by all
    """,
    "opportunity_win_rate": SCOPE + DEALS + """
        closed as (from deals where is_closed)
        select quarter, grp, 100.0 * count_if(is_won) / count(*)
        from scope join closed using (quarter, account_id) group by all
    """,
    "deal_velocity_days": SCOPE + DEALS + f"""
        won as (select quarter, account_id, {_elapsed("created", "closed")} as days from deals where is_won)
        select quarter, grp, avg(days), median(days)
        from scope join won using (quarter, account_id) where days >= 0 group by all
    """,
    "account_win_rate": SCOPE + f"""
        won as (
            select distinct q.quarter, r.account_id from quarters q
            join customer_spells r on r.spell_from >= q.starts and r.spell_from < q.ends and {KNOWN}
        )
        select quarter, grp, 100.0 * count(w.account_id) / any_value(size)
        from scope join groups using (quarter, grp) left join won w using (quarter, account_id) group by all
    """,
    "days_first_touch_to_opportunity": SCOPE + DEALS + f"""
        first_deals as (
            from deals where type = 'new_business' and account_id is not null
            qualify row_number() over (partition by quarter, account_id order by created_at, opportunity_id) = 1
        ),
        first_acts as (
            select q.quarter, r.* from quarters q
            join first_engagements r on r.occurred_at < q.ends and {KNOWN}
            qualify row_number() over (partition by q.quarter, r.account_id order by r.occurred_at, r.touch_id) = 1
        ),
        waits as (
            select quarter, account_id, {_elapsed("occurred", "created")} as days
            from first_deals join first_acts using (quarter, account_id)
            where is_new and occurred_at < created_at
        )
        select quarter, grp, avg(days), median(days)
        from scope join waits using (quarter, account_id) where days >= 0 group by all
    """,
}  # fmt: skip
NOTHING_IS_ZERO = ("engagement_minutes", "website_visits", "accounts_with_opportunity", "pipeline_created",
                   "target_account_pipeline")  # fmt: skip


def numbers(facts: Path) -> Numbers:
    database = duckdb.connect()
    for path in facts.glob("*.parquet"):
        database.execute(f"create view {path.stem} as from read_parquet('{path}')")
    found: Numbers = {}
    for kpi, query in QUERIES.items():
        rows = {(quarter, group): values for quarter, group, *values in database.execute(query).fetchall()}
        for quarter in QUARTERS:
            for group in (*TIERS, REST):
                value, *median = rows.get((quarter.name, group), (None, None))
                empty = 0.0 if kpi in NOTHING_IS_ZERO else None
                found[kpi, quarter.name, group] = empty if value is None else float(value)
                if kpi in ("deal_velocity_days", "days_first_touch_to_opportunity") and group != REST:
                    found[f"{kpi}.median", quarter.name, group] = median[0] if median else None
    return found
