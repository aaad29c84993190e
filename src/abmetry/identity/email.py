"""Rule 1, continued: an address equal to that of exactly one known person is that person.

Of two or more people of one account it is the one created first; while they are of different accounts it is held.
Beside it stands the account of the address's domain (rule 3), for what no person decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, EMAIL, SOURCE
from abmetry.identity.spans import EVER, NEVER, holds_sql, span_steps
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _bearer_steps(dialect: Dialect) -> list[Step]:
    """Steps to `first_bearers`, `shared` (the addresses of several people) and `held_times` (when they are held)."""
    return [
        Step(
            "bearers",
            """
            select address, person_id, stakeholder_id, account_id, link_rule, link_confidence, span_from, span_to
            from person_links where is_known and address is not null
            """,
        ),
        Step(
            "in_turn",
            """
            select address, person_id, row_number() over (partition by address order by span_from, person_id) as turn
            from bearers
            """,
        ),
        Step(
            "first_bearers",
            """
            select bearers.*
            from bearers
            join in_turn on in_turn.address = bearers.address and in_turn.person_id = bearers.person_id
                and in_turn.turn = 1
            """,
        ),
        Step(
            "shared",
            f"""
            select address, {dialect.json_list_of("person_id")} as candidates
            from (select distinct address, person_id from bearers) as each
            group by address having count(*) > 1
            """,
        ),
        Step(
            "marked",
            """
            select bearers.address, bearers.account_id, bearers.span_from, bearers.span_to,
                max(bearers.span_to) over (partition by bearers.address, bearers.account_id
                    order by bearers.span_from, bearers.span_to
                    rows between unbounded preceding and 1 preceding) as reached
            from bearers
            join shared on shared.address = bearers.address
            """,
        ),
        Step(
            "numbered",
            """
            select marked.*, sum(case when reached is null or span_from > reached then 1 else 0 end) over (
                partition by address, account_id order by span_from, span_to
                rows between unbounded preceding and current row) as stay
            from marked
            """,
        ),
        Step(
            "stays",
            """
            select address, min(span_from) as span_from, max(span_to) as span_to
            from numbered group by address, account_id, stay
            """,
        ),
        Step(
            "changes",
            f"""
            select address, turned_at, sum(more) as more from (
                select address, span_from as turned_at, 1 as more from stays
                union all
                select address, span_to as turned_at, -1 as more from stays where span_to < {dialect.timestamp(NEVER)}
            ) as turns
            group by address, turned_at
            """,
        ),
        Step(
            "counted",
            f"""
            select address, turned_at as span_from, coalesce(lead(turned_at) over (
                    partition by address order by turned_at), {dialect.timestamp(NEVER)}) as span_to,
                sum(more) over (partition by address order by turned_at) as accounts
            from changes
            """,
        ),
        Step("held_times", "select address, span_from, span_to from counted where accounts > 1"),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    ever, never = dialect.timestamp(EVER), dialect.timestamp(NEVER)

    def unless_held(column: str) -> str:
        return f"case when h.address is null then p.{column} end as {column}"

    return [
        *_bearer_steps(dialect),
        Step(
            "each_address",
            """
            select distinct address, case when domain_class = 'company' then registrable_domain end
                as registrable_domain, exclusion is not null as is_excluded
            from addresses where address is not null
            """,
        ),
        Step(
            "instants",
            f"""
            select address, {ever} as turned_at from each_address where is_excluded
            union select address, span_from from first_bearers
            union select address, span_from from held_times
            union select address, span_to from held_times where span_to < {never}
            union
            select e.address, d.span_from
            from each_address as e
            join domain_links as d on d.registrable_domain = e.registrable_domain
            """,
        ),
        Step(
            "states",
            f"""
            select e.address, i.turned_at, h.address is not null as is_held, {unless_held("person_id")},
                {unless_held("stakeholder_id")}, {unless_held("account_id")}, {unless_held("link_rule")},
                {unless_held("link_confidence")}, d.account_id as domain_account_id
            from each_address as e
            join instants as i on i.address = e.address
            left join first_bearers as p on p.address = e.address and {holds_sql("p", "i.turned_at")}
            left join held_times as h on h.address = e.address and {holds_sql("h", "i.turned_at")}
            left join domain_links as d on d.registrable_domain = e.registrable_domain
                and {holds_sql("d", "i.turned_at")}
            """,
        ),
        *span_steps(
            dialect,
            "states",
            "address",
            (
                "is_held",
                "person_id",
                "stakeholder_id",
                "account_id",
                "link_rule",
                "link_confidence",
                "domain_account_id",
            ),
            ("is_held", "person_id", "stakeholder_id", "account_id", "link_rule", "domain_account_id"),
        ),
        Step(
            "joined",
            f"""
            select addresses.email, addresses.address, addresses.exclusion, s.person_id, s.stakeholder_id,
                s.account_id, case when s.link_rule = '{SOURCE}' then '{EMAIL}' else s.link_rule end as link_rule,
                s.link_confidence * {CONFIDENCE[EMAIL]} as link_confidence, s.domain_account_id,
                coalesce(s.is_held, false) as is_held, case when s.is_held then shared.candidates end as candidates,
                coalesce(s.span_from, {ever}) as span_from, coalesce(s.span_to, {never}) as span_to
            from addresses
            left join states_spans as s on s.address = addresses.address
            left join shared on shared.address = addresses.address
            """,
        ),
    ]


FACT = Fact(
    name="address_links",
    internal=True,
    doc="Whose an e-mail address as written is and which account its domain is in a time, once anything is known.",
    columns=fact_columns(
        "email text: As written.",
        "address text: Normalised; null where it is none.",
        "exclusion text: staff or suppressed: it never counts.",
        "person_id text: The one known person with it; null where none or where it is held.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The person's account.",
        "link_rule text: The rule behind the account, if it is reached through the address.",
        "link_confidence number: How sure it is, 0 to 1.",
        "domain_account_id text: The account that the domain identifies.",
        "is_held boolean: Held: people of different accounts have it.",
        "candidates text: While it is held, the people who have it some day, as a JSON list.",
        "span_from timestamp: From when this is known.",
        "span_to timestamp: Until when.",
    ),
    reads=("addresses", "person_links", "domain_links"),
    steps=_steps,
    renewal=Renewal(
        key=by("coalesce(address, email)"),
        touched={
            "addresses": by("coalesce(address, email)"),
            "person_links": "select address as key_0 from {changed} where address is not null",
            "domain_links": (
                "select coalesce(a.address, a.email) as key_0 from addresses as a semi join {changed} as c"
                " on c.registrable_domain = a.registrable_domain"
            ),
        },
        within={"addresses": by("coalesce(address, email)"), "person_links": by("address")},
    ),
)
