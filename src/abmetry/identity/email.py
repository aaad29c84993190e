"""Rule 1, continued: an address equal to that of exactly one known person is that person.

Of two or more people of one account it is the one created first; of different accounts it is held from the moment the
second became known. Beside it stands the account of the address's domain (rule 3), for what no person decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, EMAIL, SOURCE
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

_FIRST = "case when created_at is null then 0 else 1 end, created_at, person_id"


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return (
        Step(
            "bearers",
            f"""
            select address, person_id, stakeholder_id, account_id, link_rule, link_confidence, created_at, known_from,
                row_number() over (partition by address
                    order by case when account_id is null then 1 else 0 end, {_FIRST}) as turn
            from people where address is not null
            """,
        ),
        Step(
            "shared",
            f"""
            select address, count(distinct account_id) as accounts,
                {dialect.json_list_of("person_id")} as candidates
            from bearers group by address
            """,
        ),
        Step(
            "first_known",
            f"""
            select address, account_id,
                row_number() over (partition by address order by {_FIRST}) as turn,
                min(created_at) over (partition by address, account_id) as created_at,
                max(case when created_at is null then 1 else 0 end) over (partition by address, account_id) as ever
            from bearers where account_id is not null
            """,
        ),
        Step(
            "parted",
            """
            select other.address, min(case when other.ever = 1 then null else other.created_at end) as held_from,
                max(other.ever) as ever
            from first_known as other
            join first_known as first_one on first_one.address = other.address and first_one.turn = 1
            where other.account_id <> first_one.account_id
            group by other.address
            """,
        ),
        Step(
            "persons",
            """
            select bearers.address, shared.candidates, shared.accounts > 1 as is_held,
                case when coalesce(parted.ever, 0) = 0 then bearers.person_id end as person_id,
                bearers.stakeholder_id, bearers.account_id, bearers.link_rule, bearers.link_confidence,
                bearers.created_at as person_from, parted.held_from as person_to,
                bearers.known_from as account_from
            from bearers
            join shared on shared.address = bearers.address
            left join parted on parted.address = bearers.address
            where bearers.turn = 1
            """,
        ),
        Step(
            "joined",
            f"""
            select addresses.email, addresses.address, addresses.exclusion, persons.person_id,
                case when persons.person_id is not null then persons.stakeholder_id end as stakeholder_id,
                case when persons.person_id is not null then persons.account_id end as account_id,
                case when persons.link_rule = '{SOURCE}' then '{EMAIL}' else persons.link_rule end as link_rule,
                persons.link_confidence * {CONFIDENCE[EMAIL]} as link_confidence,
                persons.person_from, persons.person_to,
                case when persons.person_id is not null then persons.account_from end as account_from,
                domain_links.account_id as domain_account_id,
                domain_links.known_from as domain_from, domain_links.known_to as domain_to,
                coalesce(persons.is_held, false) as is_held, persons.candidates
            from addresses
            left join persons on persons.address = addresses.address
            left join domain_links on domain_links.registrable_domain = addresses.registrable_domain
                and addresses.domain_class = 'company'
            """,
        ),
    )


FACT = Fact(
    name="address_links",
    internal=True,
    doc="An e-mail address as written, the one person who has it, and the account of its domain.",
    columns=fact_columns(
        "email text: As written.",
        "address text: Normalised; null where it is none.",
        "exclusion text: staff or suppressed: it never counts.",
        "person_id text: The one known person with it; null where none or where they differ from ever.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The person's account.",
        "link_rule text: The rule behind the account, if it is reached through the address.",
        "link_confidence number: How sure it is, 0 to 1.",
        "person_from timestamp: When the person became known; null from ever.",
        "person_to timestamp: When a person of another account with the address became known; null: never.",
        "account_from timestamp: When the person and the account both were known; null from ever.",
        "domain_account_id text: The account that the domain identifies.",
        "domain_from timestamp: From when it does; null from ever.",
        "domain_to timestamp: Until when it does; null: for good.",
        "is_held boolean: Held: people of different accounts have it.",
        "candidates text: The people who have it, as a JSON list.",
    ),
    reads=("addresses", "people", "domain_links"),
    steps=_steps,
)
