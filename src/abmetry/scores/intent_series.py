"""The queries about counted intent, from which its surges are judged."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect

NEVER = "9999-01-01 00:00:00"
WEEK_ZERO = "1970-01-05"
BAND_EDGES = (10, 50, 250, 1000, 5000)
BANDS = len(BAND_EDGES) + 2


def week_sql(dialect: Dialect, date: str) -> str:
    """The number of the week that a date lies in, as a whole number."""
    days = dialect.dates_between(dialect.date(WEEK_ZERO), dialect.monday_of(date))
    return f"cast({dialect.divide(days, '7')} as bigint)"


def series_steps(dialect: Dialect, zone: str) -> str:
    """CTEs: `series` (counts, in the time in which they are known so), `on_time` (as known at the end of their
    week), `reported` (first week per vendor and topic), `known` (first week and size band per account).
    """
    created = week_sql(dialect, dialect.local_date(dialect.local_time("a.created_at", zone)))
    bands = " ".join(f"when a.employees < {edge} then {i}" for i, edge in enumerate(BAND_EDGES, 1))
    return f"""
        series as (
            select account_id, lower(topic) as topic, coalesce(vendor, '') as vendor, week_on, week_ends_at,
                {week_sql(dialect, "week_on")} as week, known_from,
                coalesce(known_to, {dialect.timestamp(NEVER)}) as known_to, sum(greatest(count, 0)) as counted
            from intent_rows
            where account_id is not null and count is not null
            group by account_id, lower(topic), coalesce(vendor, ''), week_on, week_ends_at, known_from, known_to
        ),
        on_time as (
            select account_id, topic, vendor, week, sum(counted) as counted
            from series where known_from < week_ends_at and known_to >= week_ends_at
            group by account_id, topic, vendor, week
        ),
        reported as (select vendor, topic, min(week) as first_week from on_time group by vendor, topic),
        seen as (select account_id, min(week) as first_week from on_time group by account_id),
        known as (
            select a.account_id, least(coalesce({created}, 0), coalesce(s.first_week, {created}, 0)) as first_week,
                case when a.employees is null then 0 {bands} else {BANDS - 1} end as band
            from accounts a
            left join seen s on s.account_id = a.account_id
        )
    """


def judged_sql(dialect: Dialect, zone: str, weeks: int) -> str:
    """Each series and week, as known when it is judged: its count, the weeks before and the sum of their counts."""
    return f"""
        with {series_steps(dialect, zone)},
        judged as (
            select s.account_id, s.topic, s.vendor, s.week_on, s.week, s.known_from, k.band,
                greatest(s.known_from, max(s.week_ends_at)) as judged_at,
                max(case when s.known_from < s.week_ends_at then 1 else 0 end) as is_on_time,
                max(greatest(s.week - {weeks}, r.first_week,
                    case when s.known_from < s.week_ends_at then k.first_week else 0 end)) as from_week
            from series s
            join known k on k.account_id = s.account_id
            left join reported r on r.vendor = s.vendor and r.topic = s.topic
            where s.known_to >= s.week_ends_at
            group by s.account_id, s.topic, s.vendor, s.week_on, s.week, s.known_from, k.band
        )
        select j.account_id, j.topic, j.vendor, j.week_on, j.week, j.known_from, j.band, j.is_on_time,
            sum(case when s.week = j.week then s.counted else 0 end) as counted,
            sum(case when s.week < j.week then s.counted else 0 end) as counted_before,
            greatest(j.week - case when j.is_on_time = 1 then j.from_week else min(s.week) end, 0) as weeks_before
        from judged j
        join series s on s.account_id = j.account_id and s.topic = j.topic and s.vendor = j.vendor
            and s.week <= j.week and (s.week >= j.from_week or s.week = j.week)
            and (s.known_from < j.judged_at or s.known_from = j.known_from)
            and (s.known_to > j.judged_at or (s.known_to = j.judged_at and j.is_on_time = 1))
        group by j.account_id, j.topic, j.vendor, j.week_on, j.week, j.known_from, j.band, j.is_on_time, j.from_week
    """


def totals_sql(dialect: Dialect, zone: str, weeks: int) -> str:
    """Sums per vendor, topic, size band and week: of counts and squares (lag 0), and of products of an account's
    counts in that week and `lag` weeks before.
    """
    return f"""
        with {series_steps(dialect, zone)}
        select o.vendor, o.topic, k.band, o.week, o.week - b.week as lag, sum(o.counted) as counted,
            sum(o.counted * b.counted) as products
        from on_time o
        join known k on k.account_id = o.account_id
        join on_time b on b.account_id = o.account_id and b.topic = o.topic and b.vendor = o.vendor
            and b.week <= o.week and b.week > o.week - {weeks}
        group by o.vendor, o.topic, k.band, o.week, o.week - b.week
    """


def accounts_sql(dialect: Dialect, zone: str) -> str:
    """How many accounts of each size band are known from each week on."""
    return f"""
        with {series_steps(dialect, zone)}
        select band, first_week, count(*) as accounts from known group by band, first_week
    """
