"""Rule 2: a visitor's proved link to a person.

A touch goes to the latest link at or before it; one before all links goes to the first of them if
`identity.stitch_backwards` is on. Either way the link exists only from the moment it was proved. Each visitor's time is
cut into spans, one per link, so that a touch falls into exactly one.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, DOMAIN, VISITOR
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

EVER = "0001-01-01 00:00:00"
NEVER = "9999-12-31 00:00:00"


def _proved_steps() -> list[Step]:
    return [
        Step(
            "links_of_persons",
            f"""
            select v.visitor_id, v.linked_at, v.how, coalesce(named.exclusion, a.exclusion) as exclusion,
                case when a.exclusion is not null then v.linked_at
                    when named.exclusion is not null then greatest(v.linked_at, named.created_at) end as excluded_from,
                coalesce(named.person_id, a.person_id) as person_id,
                coalesce(named.stakeholder_id, a.stakeholder_id) as stakeholder_id,
                case when named.person_id is not null then named.account_id
                    when a.person_id is not null then a.account_id else a.domain_account_id end as account_id,
                case when named.person_id is null and a.person_id is null then '{DOMAIN}' else '{VISITOR}' end
                    as link_rule,
                case when named.person_id is not null then named.link_confidence
                    when a.person_id is not null then a.link_confidence else {CONFIDENCE[DOMAIN]} end
                    * {CONFIDENCE[VISITOR]} as link_confidence,
                case when named.person_id is not null then named.created_at else a.person_from end as person_from,
                case when named.person_id is not null then named.known_from
                    when a.person_id is not null then a.account_from else a.domain_from end as account_from,
                case when named.person_id is null and a.person_id is null then a.domain_to end as account_to,
                a.address
            from model_visitor_links as v
            left join people as named on named.person_id = v.person_id
            left join address_links as a on a.email = v.email
            """,
        ),
        Step(
            "proved",
            """
            select visitor_id, linked_at, how, exclusion, excluded_from, person_id, stakeholder_id, account_id,
                link_rule, link_confidence, greatest(linked_at, person_from) as person_from,
                greatest(linked_at, person_from, account_from) as account_from, account_to
            from links_of_persons
            where person_id is not null or address is not null or exclusion is not null
            """,
        ),
    ]


def _visitor_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del dialect, settings
    return [
        *_proved_steps(),
        Step(
            "visitors_proved",
            "select distinct visitor_id, person_id, linked_at, how from proved where person_id is not null",
        ),
    ]


def _span_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)
    first = f"case when turn = 1 then {ever} else linked_at end"
    if not settings.identity.stitch_backwards:
        first = "linked_at"
    return [
        *_proved_steps(),
        Step(
            "excluded",
            "select visitor_id, min(excluded_from) as excluded_from from proved where exclusion is not null"
            " group by visitor_id",
        ),
        Step(
            "one_an_instant",
            """
            select proved.*, row_number() over (
                partition by visitor_id, linked_at order by person_id, account_id, how) as tie
            from proved where exclusion is null
            """,
        ),
        Step(
            "in_turn",
            """
            select one_an_instant.*,
                row_number() over (partition by visitor_id order by linked_at) as turn,
                lag(person_id) over (partition by visitor_id order by linked_at) as person_before,
                lag(account_id) over (partition by visitor_id order by linked_at) as account_before
            from one_an_instant where tie = 1
            """,
        ),
        Step(
            "changes",
            """
            select in_turn.* from in_turn
            where turn = 1 or coalesce(person_id, '') <> coalesce(person_before, '')
                or (person_id is null and coalesce(account_id, '') <> coalesce(account_before, ''))
            """,
        ),
        Step(
            "linked_spans",
            f"""
            select visitor_id, {first} as span_from,
                coalesce(lead(linked_at) over (partition by visitor_id order by linked_at), {never}) as span_to,
                person_id, stakeholder_id, account_id, link_rule, link_confidence, person_from, account_from,
                account_to
            from changes
            """,
        ),
        Step(
            "covered",
            "select visitor_id, min(span_from) as covered_from from linked_spans group by visitor_id",
        ),
        Step(
            "unlinked_spans",
            f"""
            select excluded.visitor_id, {ever} as span_from, coalesce(covered_from, {never}) as span_to
            from excluded
            left join covered on covered.visitor_id = excluded.visitor_id
            where covered_from is null or covered_from > {ever}
            """,
        ),
        Step(
            "all_spans",
            """
            select visitor_id, span_from, span_to, person_id, stakeholder_id, account_id, link_rule,
                link_confidence, person_from, account_from, account_to
            from linked_spans
            union all
            select visitor_id, span_from, span_to, null, null, null, null, null, null, null, null
            from unlinked_spans
            """,
        ),
        Step(
            "spans",
            """
            select all_spans.*, excluded.excluded_from
            from all_spans
            left join excluded on excluded.visitor_id = all_spans.visitor_id
            """,
        ),
    ]


VISITORS = Fact(
    name="visitors",
    doc="A proved link of a visitor to a person.",
    columns=fact_columns(
        "visitor_id text: Browser or device.",
        "person_id text: The person.",
        "linked_at timestamp: When it was proved.",
        "how text: How: form, mail click, login.",
    ),
    reads=("model_visitor_links", "people", "address_links"),
    steps=_visitor_steps,
    order_by=("visitor_id", "linked_at"),
)

SPANS = Fact(
    name="visitor_spans",
    internal=True,
    doc="A visitor's time from `span_from` up to, not including, `span_to`, and whom it belongs to.",
    columns=fact_columns(
        "visitor_id text: Browser or device.",
        "span_from timestamp: First instant of touches of the span.",
        "span_to timestamp: First instant after them.",
        "person_id text: The person.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The person's account, else the one of the proved address's domain.",
        "link_rule text: visitor or domain.",
        "link_confidence number: How sure it is, 0 to 1.",
        "person_from timestamp: When link and person both existed.",
        "account_from timestamp: When link, person and account all existed.",
        "account_to timestamp: Until when the address's domain is the account's; null: for good.",
        "excluded_from timestamp: When the visitor was first known to be staff or suppressed; null: never.",
    ),
    reads=("model_visitor_links", "people", "address_links"),
    steps=_span_steps,
)

FACTS = (VISITORS, SPANS)
