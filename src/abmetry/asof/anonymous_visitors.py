"""Visitors that were anonymous at their first visit of the period, and who became known (KPIS.md, stage 2)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings
    ordered = "case when account_id is not null then occurred_at end"
    return [
        Step(
            "views",
            f"""
            select visitor_id, account_id, person_id, occurred_at, touch_id
            from touches
            where is_web_view and visitor_id is not null and {bounds.in_period("occurred_at")} and {bounds.visible()}
            """,
        ),
        Step(
            "by_visitor",
            f"""
            select visitor_id, min(occurred_at) as first_seen_at, max(person_id) as person_id,
                {dialect.first_by("account_id", ordered)} as account_id,
                {dialect.first_by("touch_id", "occurred_at")} as touch_id
            from views
            group by visitor_id
            """,
        ),
        Step(
            "named_at_first_view",
            f"""
            select distinct v.visitor_id
            from by_visitor v
            join touches t on t.visitor_id = v.visitor_id and t.occurred_at = v.first_seen_at
                and t.known_from = t.occurred_at
            where t.is_web_view and t.person_id is not null and {bounds.in_period("t.occurred_at")}
            """,
        ),
        Step(
            "linked_by_t",
            f"""
            select visitor_id, max(person_id) as person_id, min(linked_at) as linked_at
            from visitors
            where {bounds.visible()}
            group by visitor_id
            """,
        ),
        Step(
            "linked_at_first_view",
            """
            select distinct v.visitor_id
            from by_visitor v
            join visitors l on l.visitor_id = v.visitor_id and l.known_from <= v.first_seen_at
                and (l.known_to is null or l.known_to > v.first_seen_at)
            """,
        ),
        Step(
            "anonymous_visitors",
            """
            select v.visitor_id, v.account_id, v.touch_id, v.first_seen_at,
                coalesce(l.person_id, v.person_id) as person_id, l.linked_at,
                coalesce(l.person_id, v.person_id) is not null as is_known
            from by_visitor v
            left join named_at_first_view n on n.visitor_id = v.visitor_id
            left join linked_by_t l on l.visitor_id = v.visitor_id
            left join linked_at_first_view f on f.visitor_id = v.visitor_id
            where n.visitor_id is null and f.visitor_id is null
            """,
        ),
    ]


ANONYMOUS_VISITORS = AsOf(
    name="anonymous_visitors",
    doc="A visitor of whom no person was known at the first visit in the period.",
    columns=fact_columns(
        "account_id text: Account of the visitor's first page view in the period that has one; null: unresolved.",
        "visitor_id text: Browser or device.",
        "touch_id text: The first page view in the period.",
        "first_seen_at timestamp: When that was, UTC.",
        "person_id text: A person the visitor is known to be at t; null: still anonymous.",
        "linked_at timestamp: When a link to a person was first proved, UTC.",
        "is_known boolean: A person is known at t.",
    ),
    reads=("touches", "visitors"),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    shows=("visitor_id", "first_seen_at", "person_id", "linked_at"),
    stored=False,
)
