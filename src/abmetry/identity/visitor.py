"""Rule 2: a visitor's proved link to a person.

A touch goes to the latest link at or before it; one before all links goes to the first of them if
`identity.stitch_backwards` is on. Either way a link exists only from the moment it was proved, and one to a person of
whom nothing is known yet only from when the person is: until then the link before it holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, DOMAIN, VISITOR
from abmetry.identity.spans import EVER, NEVER, known_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

_WHOSE = "person_id, stakeholder_id, account_id, link_rule, link_confidence, is_held"


def _proved_steps(dialect: Dialect) -> list[Step]:
    """Steps to `proved` (the links), `usable` (those that say something) and `contents` (what, and in which time)."""
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)
    begins = "greatest(u.linked_at, w.span_from)"
    until_named = f"least(w.span_to, coalesce(u.person_from, {never}))"
    of_domain = "w.person_id is null and w.domain_account_id is not null and not w.is_held"
    return [
        Step(
            "known_persons",
            """
            select person_id, min(span_from) as person_from, max(exclusion) as exclusion
            from person_links where is_known group by person_id
            """,
        ),
        Step(
            "proved",
            f"""
            select v.visitor_id, v.linked_at, v.how, named.person_id, named.person_from,
                case when a.address is not null then v.email end as email,
                case when a.exclusion is not null then v.linked_at
                    when named.exclusion is not null then greatest(v.linked_at, named.person_from)
                    else {never} end as excluded_from,
                case when a.address is not null then v.linked_at
                    else greatest(v.linked_at, coalesce(named.person_from, {ever})) end as usable_from
            from model_visitor_links as v
            left join known_persons as named on named.person_id = v.person_id
            left join addresses as a on a.email = v.email
            where named.person_id is not null or a.address is not null
            """,
        ),
        Step(
            "in_turn",
            """
            select proved.*, row_number() over (
                    partition by visitor_id, linked_at order by person_id, email, how) as tie,
                lag(person_id) over (
                    partition by visitor_id order by linked_at, person_id, email, how) as person_before,
                lag(email) over (
                    partition by visitor_id order by linked_at, person_id, email, how) as email_before
            from proved
            """,
        ),
        Step(
            "usable",
            """
            select visitor_id, linked_at, how, person_id, person_from, email, usable_from
            from in_turn
            where tie = 1 and (person_id is distinct from person_before or email is distinct from email_before)
            """,
        ),
        Step(
            "told",
            f"""
            select u.visitor_id, u.linked_at, u.how, w.person_id, w.stakeholder_id, w.account_id,
                '{VISITOR}' as link_rule, w.link_confidence * {CONFIDENCE[VISITOR]} as link_confidence,
                false as is_held, {begins} as span_from, w.span_to
            from usable as u
            join person_links as w on w.person_id = u.person_id and w.is_known and w.span_to > u.linked_at
            union all
            select u.visitor_id, u.linked_at, u.how, w.person_id, w.stakeholder_id,
                case when w.person_id is not null then w.account_id when not w.is_held then w.domain_account_id end,
                case when w.person_id is null then '{DOMAIN}' else '{VISITOR}' end,
                case when {of_domain} then {CONFIDENCE[DOMAIN]} * {CONFIDENCE[VISITOR]}
                    else w.link_confidence * {CONFIDENCE[VISITOR]} end,
                w.is_held, {begins}, {until_named}
            from usable as u
            join address_links as w on w.email = u.email and w.span_to > u.linked_at
            where {begins} < {until_named}
            """,
        ),
        Step(
            "contents",
            """
            select visitor_id, linked_at, how, person_id, stakeholder_id, account_id,
                case when account_id is not null then link_rule end as link_rule,
                case when account_id is not null then link_confidence end as link_confidence,
                is_held, span_from, span_to
            from told
            """,
        ),
    ]


def _visitor_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return [
        *_proved_steps(dialect),
        Step(
            "visitors_proved",
            f"""
            select distinct visitor_id, person_id, linked_at, how, {known_sql(dialect)}
            from contents where person_id is not null
            """,
        ),
    ]


def _turn_steps(dialect: Dialect, settings: Settings) -> list[Step]:
    """Steps to `in_force`: which link the touches of a time go by, and when.

    A link that is usable as soon as it is proved rules out those before it, so few are ever compared.
    """
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)
    of_visitor = "over (partition by visitor_id order by linked_at"
    backwards = settings.identity.stitch_backwards
    later = "coalesce(next_prompt, links)" if backwards else "place"
    before_all = f"""
        union all
        select visitor_id, 0, {ever}, linked_at, 1, coalesce(case when is_prompt then 1 end, next_prompt, links)
        from turns where place = 1
    """
    return [
        Step(
            "numbered",
            f"""
            select usable.*, usable_from <= linked_at as is_prompt,
                row_number() {of_visitor}) as place, count(*) over (partition by visitor_id) as links,
                coalesce(lead(linked_at) {of_visitor}), {never}) as next_at
            from usable
            """,
        ),
        Step(
            "turns",
            f"""
            select numbered.*,
                max(case when is_prompt then place end) {of_visitor}
                    rows between unbounded preceding and current row) as last_prompt,
                min(case when is_prompt then place end) {of_visitor}
                    rows between 1 following and unbounded following) as next_prompt
            from numbered
            """,
        ),
        Step(
            "times",
            f"""
            select visitor_id, place, linked_at as touch_from, next_at as touch_to,
                coalesce(last_prompt, 1) as first_place,
                case when last_prompt is not null then place else {later} end as last_place
            from turns
            {before_all if backwards else ""}
            """,
        ),
        Step(
            "preferred",
            """
            select t.visitor_id, t.touch_from, t.touch_to, n.linked_at, n.usable_from,
                min(n.usable_from) over (partition by t.visitor_id, t.place
                    order by case when n.place <= t.place then t.place - n.place else n.place end
                    rows between unbounded preceding and 1 preceding) as better_from
            from times as t
            join numbered as n on n.visitor_id = t.visitor_id and n.place >= t.first_place
                and n.place <= t.last_place
            """,
        ),
        Step(
            "in_force",
            f"""
            select visitor_id, touch_from, touch_to, linked_at, usable_from as force_from,
                coalesce(better_from, {never}) as force_to
            from preferred
            where better_from is null or usable_from < better_from
            """,
        ),
    ]


def _span_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)
    return [
        *_proved_steps(dialect),
        *_turn_steps(dialect, settings),
        Step(
            "excluded",
            f"""
            select visitor_id, min(excluded_from) as excluded_from
            from proved group by visitor_id having min(excluded_from) < {never}
            """,
        ),
        Step(
            "cut",
            f"""
            select f.visitor_id, f.touch_from, f.touch_to, {_WHOSE.replace("person_id", "c.person_id", 1)},
                greatest(f.force_from, c.span_from) as span_from,
                least(f.force_to, c.span_to, coalesce(x.excluded_from, {never})) as span_to
            from in_force as f
            join contents as c on c.visitor_id = f.visitor_id and c.linked_at = f.linked_at
            left join excluded as x on x.visitor_id = f.visitor_id
            """,
        ),
        Step(
            "spans",
            f"""
            select visitor_id, touch_from, touch_to, {_WHOSE}, false as is_excluded, span_from, span_to
            from cut where span_from < span_to and span_to > touch_from
            union all
            select visitor_id, {ever}, {never}, null, null, null, null, null, false, true, excluded_from, {never}
            from excluded
            """,
        ),
    ]


_RENEWAL = Renewal(
    key=by("visitor_id"),
    touched={
        "model_visitor_links": by("visitor_id"),
        **{
            relation: (
                "select v.visitor_id as key_0 from model_visitor_links as v"
                f" semi join {{changed}} as c on c.{column} = v.{column}"
            )
            for relation, column in (
                ("addresses", "email"),
                ("person_links", "person_id"),
                ("address_links", "email"),
            )
        },
    },
    within={
        "model_visitor_links": by("visitor_id"),
        **{
            relation: (
                f"select l.* from {{whole}} as l semi join (select v.{column} from model_visitor_links as v"
                f" semi join renewed as k on k.key_0 = v.visitor_id) as n on n.{column} = l.{column}"
            )
            for relation, column in (
                ("addresses", "email"),
                ("person_links", "person_id"),
                ("address_links", "email"),
            )
        },
    },
)

VISITORS = Fact(
    name="visitors",
    doc="A link of a visitor to a person, in a time in which it is proved and known.",
    columns=fact_columns(
        "visitor_id text: Browser or device.",
        "person_id text: The person.",
        "linked_at timestamp: When it was proved.",
        "how text: How: form, mail click, login.",
        "known_from timestamp: From when this row holds.",
        "known_to timestamp: Until when; null: it holds.",
    ),
    reads=("model_visitor_links", "addresses", "person_links", "address_links"),
    steps=_visitor_steps,
    renewal=_RENEWAL,
    order_by=("visitor_id", "linked_at"),
)

SPANS = Fact(
    name="visitor_spans",
    internal=True,
    doc="Whom the touches of a visitor in a time belong to, and in which time that is known.",
    columns=fact_columns(
        "visitor_id text: Browser or device.",
        "touch_from timestamp: First instant of the touches.",
        "touch_to timestamp: First instant after them.",
        "person_id text: The person.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The person's account, else the one of the proved address's domain.",
        "link_rule text: visitor or domain.",
        "link_confidence number: How sure it is, 0 to 1.",
        "is_held boolean: The proved address is held.",
        "is_excluded boolean: The visitor is known to be staff or suppressed.",
        "span_from timestamp: From when this is known.",
        "span_to timestamp: Until when.",
    ),
    reads=("model_visitor_links", "addresses", "person_links", "address_links"),
    steps=_span_steps,
    renewal=_RENEWAL,
)

FACTS = (VISITORS, SPANS)
