"""The few touches of which more became known after they happened, and what was known of them when.

A visitor proved to be a person, a person or an account created, an address that a second person turns out to have: at
each such instant another row of the touch begins. The rows of one touch tile the time from its happening on; where it
turns out to be our own staff, they end.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import EVER, NEVER
from abmetry.identity.touch_candidates import CANDIDATE_RELATIONS, STATE, candidate_joins
from abmetry.identity.touch_sources import SOURCES, touch_sources_step
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _last_turn_sql(dialect: Dialect, links: str, key: str) -> str:
    """When what is known now of a key came to be known, unless it was so from ever; the last link never ends."""
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)
    return f"select {key}, span_from as turned_at from {links} where span_to = {never} and span_from > {ever}"


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return (
        touch_sources_step("touch_id", "occurred_at", "person_id", "visitor_id", "email", "account_id", "ip"),
        Step("person_turns", _last_turn_sql(dialect, "person_links", "person_id")),
        Step("address_turns", _last_turn_sql(dialect, "address_links", "email")),
        Step(
            "visitor_turns",
            "select visitor_id, max(span_from) as turned_at from visitor_spans group by visitor_id",
        ),
        Step("network_turns", "select ip, max(span_from) as turned_at from network_links group by ip"),
        Step(
            "turning",
            """
            select t.*
            from sources as t
            left join person_turns as p on p.person_id = t.person_id
            left join address_turns as a on a.email = t.email
            left join visitor_turns as v on v.visitor_id = t.visitor_id
            left join network_turns as w on w.ip = t.ip
            where greatest(t.occurred_at, p.turned_at, a.turned_at, v.turned_at, w.turned_at) > t.occurred_at
            """,
        ),
        Step(
            "instants",
            """
            select touch_id, occurred_at as known_from from turning
            union
            select t.touch_id, p.span_from from turning as t
            join person_links as p on p.person_id = t.person_id and p.span_from > t.occurred_at
            union
            select t.touch_id, a.span_from from turning as t
            join address_links as a on a.email = t.email and a.span_from > t.occurred_at
            union
            select t.touch_id, v.span_from from turning as t
            join visitor_spans as v on v.visitor_id = t.visitor_id and v.span_from > t.occurred_at
                and t.occurred_at >= v.touch_from and t.occurred_at < v.touch_to
            union
            select t.touch_id, w.span_from from turning as t
            join network_links as w on w.ip = t.ip and w.span_from > t.occurred_at
            """,
        ),
        Step(
            "states",
            f"""
            select t.touch_id, t.occurred_at, n.known_from, {STATE.person_id} as person_id,
                {STATE.stakeholder_id} as stakeholder_id, {STATE.account_id} as account_id,
                {STATE.link_rule} as link_rule, {STATE.link_confidence} as link_confidence,
                {STATE.is_excluded} as is_excluded
            from turning as t
            join instants as n on n.touch_id = t.touch_id
            {candidate_joins("n.known_from")}
            """,
        ),
        Step(
            "compared",
            """
            select states.*,
                row_number() over (partition by touch_id order by known_from) as turn,
                lag(person_id) over (partition by touch_id order by known_from) as person_before,
                lag(stakeholder_id) over (partition by touch_id order by known_from) as stakeholder_before,
                lag(account_id) over (partition by touch_id order by known_from) as account_before,
                lag(link_rule) over (partition by touch_id order by known_from) as rule_before,
                lag(link_confidence) over (partition by touch_id order by known_from) as confidence_before,
                lag(is_excluded) over (partition by touch_id order by known_from) as excluded_before
            from states
            """,
        ),
        Step(
            "changes",
            """
            select compared.*, lead(known_from) over (partition by touch_id order by known_from) as known_to
            from compared
            where turn = 1 or is_excluded <> excluded_before
                or coalesce(person_id, '') <> coalesce(person_before, '')
                or coalesce(stakeholder_id, '') <> coalesce(stakeholder_before, '')
                or coalesce(account_id, '') <> coalesce(account_before, '')
                or coalesce(link_rule, '') <> coalesce(rule_before, '')
                or coalesce(link_confidence, 0) <> coalesce(confidence_before, 0)
            """,
        ),
        Step(
            "spans",
            """
            select touch_id, known_from, known_to, person_id, stakeholder_id, account_id, link_rule,
                link_confidence
            from changes
            where not is_excluded and not (turn = 1 and known_to is null)
            """,
        ),
    )


FACT = Fact(
    name="relinked_touches",
    internal=True,
    doc="A time in which a touch, of which more became known after it happened, was someone's.",
    columns=fact_columns(
        "touch_id text: The touch.",
        "known_from timestamp: From when this was known; the first row begins when the touch happened.",
        "known_to timestamp: When more became known; null: it still holds.",
        "person_id text: The person.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The account; null: unresolved.",
        "link_rule text: The rule that gave the account.",
        "link_confidence number: How sure it is, 0 to 1.",
    ),
    reads=(*SOURCES, *CANDIDATE_RELATIONS),
    steps=_steps,
)
