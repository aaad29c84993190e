"""Sessions: visits to the site.

A session is the page views of one visitor (without a visitor: of one person, else of one account and network address; a
page view with none of these is a session of its own). A new one starts after more than 30 minutes without a page view
or ping, where the tracker's own session (the thread) changes, or at a page view whose campaign differs from the last
one named in the session. It lasts from its first page view to its last page view or ping and the seconds of that (10
for a ping, none for a view, unless given). It belongs to the account and the period of its first page view.

One window goes over all views and pings; what follows works on the few rows at which something begins or ends. The
sessions are not sorted: they follow the touches, which are in the order of time.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.view_through import view_through_steps
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

TIMEOUT_SECONDS = 30 * 60
PING_SECONDS = 10

VISITOR_KEY = (
    "coalesce(visitor_id, 'person:' || stakeholder_id,"
    " case when account_id is not null or anonymous_ip is not null"
    " then coalesce(account_id, '') || '@' || coalesce(anonymous_ip, '') end, touch_id)"
)

"""The visitor of a page view or ping."""
FIRST_KNOWN = "(is_web_view or is_ping) and known_from = occurred_at"

_COLUMNS = fact_columns(
    "session_id text: The visitor's key and the first page view.",
    "visitor_key text: Visitor, else `person:` and the stakeholder, else account@address.",
    "visitor_id text: Browser or device.",
    "person_id text: Person of the first page view.",
    "stakeholder_id text: The person's stakeholder.",
    "account_id text: Account of the first page view; null: unresolved.",
    "started_at timestamp: The first page view.",
    "started_local timestamp: The same in the workspace's time zone.",
    "ended_at timestamp: The end of the last page view or ping.",
    "page_views integer: How many pages were viewed.",
    "seconds number: From start to end.",
    "campaign_id text: Campaign of the first page view.",
    "channel text: Channel of the first page view.",
    "is_view_through boolean: The latest ad event in the 30 days before is an impression, and no click.",
    "touch_id text: The first page view.",
    "known_from timestamp: From when this row holds.",
    "known_to timestamp: When another row took over; null: it holds.",
)


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    in_time = "partition by visitor_key order by occurred_at, touch_id"
    silence = f"{dialect.seconds_between('occurred_before', 'occurred_at')} > {TIMEOUT_SECONDS}"
    apart = f"(occurred_before is null or {silence} or coalesce(thread_id <> thread_before, false))"
    return [
        Step(
            "views",
            f"""
            select {VISITOR_KEY} as visitor_key, touch_id, occurred_at, is_web_view, thread_id,
                case when is_web_view then campaign_id end as campaign_id,
                coalesce(actual_minutes * 60, case when is_ping then {PING_SECONDS} else 0 end) as own_seconds
            from touches
            where {FIRST_KNOWN}
            """,
        ),
        Step(
            "ordered",
            f"""
            select views.*,
                row_number() over ({in_time}) as place,
                count(case when is_web_view then 1 end) over ({in_time} rows unbounded preceding)
                    as views_so_far,
                lag(occurred_at) over ({in_time}) as occurred_before,
                lag(own_seconds) over ({in_time}) as seconds_before,
                lag(is_web_view) over ({in_time}) as view_before,
                lag(campaign_id) over ({in_time}) as campaign_before,
                lag(thread_id) over ({in_time}) as thread_before,
                lead(occurred_at) over ({in_time}) as occurred_after
            from views
            """,
        ),
        Step(
            "edges",
            f"""
            select ordered.*, {apart} as is_apart
            from ordered
            where {apart} or occurred_after is null
                or (is_web_view and not view_before)
                or (campaign_id is not null and campaign_id <> coalesce(campaign_before, ''))
            """,
        ),
        Step(
            "visits",
            """
            select edges.*, count(case when is_apart then 1 end) over (
                partition by visitor_key order by place rows unbounded preceding) as visit
            from edges
            """,
        ),
        Step(
            "named",
            """
            select visitor_key, place, campaign_id, lag(campaign_id) over (
                partition by visitor_key, visit order by place) as campaign_named
            from visits where campaign_id is not null
            """,
        ),
        # Few visits change their campaign on the way, so each change is a time of the visitor to join with.
        Step(
            "changes",
            """
            select visitor_key, place, lead(place) over (partition by visitor_key order by place) as next_place,
                row_number() over (partition by visitor_key order by place) as changes_so_far
            from named where campaign_id <> campaign_named
            """,
        ),
        Step(
            "numbered",
            """
            select visits.*, visit + coalesce(changes_so_far, 0) as number,
                is_apart or coalesce(visits.place = changes.place, false) as begins
            from visits
            left join changes on changes.visitor_key = visits.visitor_key and visits.place >= changes.place
                and (changes.next_place is null or visits.place < changes.next_place)
            """,
        ),
        Step(
            "spans",
            f"""
            select visitor_key, number,
                {dialect.first_by("case when is_web_view then touch_id end", "case when is_web_view then place end")}
                    as touch_id,
                min(case when begins then views_so_far - case when is_web_view then 1 else 0 end end)
                    as views_before,
                max(case when begins then occurred_before end) as occurred_before,
                max(case when begins then seconds_before end) as seconds_before,
                max(case when occurred_after is null then views_so_far end) as views_at_end,
                max(case when occurred_after is null then occurred_at end) as last_at,
                max(case when occurred_after is null then own_seconds end) as last_seconds
            from numbered
            group by visitor_key, number
            """,
        ),
        Step(
            "measured",
            """
            select visitor_key, number, touch_id,
                coalesce(lead(views_before) over (partition by visitor_key order by number), views_at_end)
                    - views_before as page_views,
                coalesce(lead(occurred_before) over (partition by visitor_key order by number), last_at) as last_at,
                coalesce(lead(seconds_before) over (partition by visitor_key order by number), last_seconds)
                    as last_seconds
            from spans
            """,
        ),
        *view_through_steps(
            dialect,
            """
            select t.touch_id as target_id, t.known_from as target_from, t.known_to as target_to, t.visitor_id,
                t.account_id, t.occurred_at as target_at, t.occurred_local as target_local
            from touches as t
            join measured as m on m.touch_id = t.touch_id
            where t.is_web_view
            """,
        ),
        # The touches lead, so that the sessions follow them in the order of time.
        Step(
            "owned",
            f"""
            select m.visitor_key || '#' || t.touch_id as session_id, m.visitor_key, t.visitor_id,
                t.person_id, t.stakeholder_id, t.account_id, t.occurred_at as started_at,
                t.occurred_local as started_local, {dialect.add_seconds("m.last_at", "m.last_seconds")} as ended_at,
                m.page_views, {dialect.seconds_between("t.occurred_at", "m.last_at")} + m.last_seconds as seconds,
                t.campaign_id, t.channel, coalesce(w.is_view_through, false) as is_view_through, t.touch_id,
                coalesce(w.piece_from, t.known_from) as known_from, least(w.piece_to, t.known_to) as known_to
            from touches as t
            join measured as m on m.touch_id = t.touch_id
            left join view_through as w on w.target_id = t.touch_id and w.target_from = t.known_from
            where t.is_web_view
            """,
        ),
    ]


FACT = Fact(
    name="sessions",
    doc="A visit to the site, in a time in which its first page view was known to be someone's.",
    columns=_COLUMNS,
    reads=("touches",),
    distinct=("session_id", "touch_id"),
    steps=_steps,
)
