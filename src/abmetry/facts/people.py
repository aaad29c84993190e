"""Contacts and leads, with the account that identity gives them, their persona, and the stakeholder they are.

The account is the source's own; else the one, if it is one, that the source gives other people with the very same
address; else that of the address's domain; else that of the company they name. People of one account with the same
address are one stakeholder, named by the person who was created first.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.persona import persona_sql, required_sql
from abmetry.identity.rules import CONFIDENCE, DOMAIN, EMAIL, NAME, SOURCE
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    company = ", ".join(dialect.json_text("p.attributes", key) for key in ("company", "Company"))
    return (
        Step(
            "by_address",
            """
            select addresses.address, min(source_links.account_id) as account_id,
                min(source_links.known_from) as known_from,
                max(case when source_links.known_from is null then 1 else 0 end) as from_ever
            from source_links
            join model_people as p on p.person_id = source_links.person_id
            join addresses on addresses.email = p.email
            where addresses.address is not null
            group by addresses.address
            having count(distinct source_links.account_id) = 1
            """,
        ),
        Step(
            "candidates",
            f"""
            select p.person_id, p.created_at, addresses.address, addresses.exclusion,
                source_links.account_id as source_account_id, by_address.account_id as email_account_id,
                case when by_address.from_ever = 0 then by_address.known_from end as email_from,
                domain_links.account_id as domain_account_id, domain_links.known_from as domain_from,
                company_names.account_id as name_account_id, named.created_at as name_from,
                company_names.similarity
            from model_people as p
            left join addresses on addresses.email = p.email
            left join source_links on source_links.person_id = p.person_id
            left join by_address on by_address.address = addresses.address
            left join domain_links on domain_links.registrable_domain = addresses.registrable_domain
                and addresses.domain_class = 'company' and not domain_links.is_held
            left join company_names on company_names.company = trim(coalesce({company}))
            left join model_accounts as named on named.account_id = company_names.account_id
            """,
        ),
        Step(
            "linked",
            f"""
            select person_id, created_at, address, exclusion,
                coalesce(source_account_id, email_account_id, domain_account_id, name_account_id) as account_id,
                case when source_account_id is not null then '{SOURCE}'
                    when email_account_id is not null then '{EMAIL}'
                    when domain_account_id is not null then '{DOMAIN}'
                    when name_account_id is not null then '{NAME}' end as link_rule,
                case when source_account_id is not null then {CONFIDENCE[SOURCE]}
                    when email_account_id is not null then {CONFIDENCE[EMAIL]}
                    when domain_account_id is not null then {CONFIDENCE[DOMAIN]}
                    else similarity end as link_confidence,
                case when source_account_id is not null then created_at
                    when email_account_id is not null then greatest(created_at, email_from)
                    when domain_account_id is not null then greatest(created_at, domain_from)
                    when name_account_id is not null then greatest(created_at, name_from)
                    else created_at end as known_from
            from candidates
            """,
        ),
        Step(
            "stakeholders",
            """
            select linked.person_id, linked.created_at, linked.address, linked.exclusion, linked.account_id,
                linked.link_rule, cast(case when linked.account_id is not null then linked.link_confidence end
                    as double) as link_confidence, linked.known_from,
                case when linked.address is null then linked.person_id else
                    first_value(linked.person_id) over (
                        partition by linked.account_id, linked.address
                        order by case when linked.created_at is null then 0 else 1 end, linked.created_at,
                            linked.person_id) end as stakeholder_id
            from linked
            """,
        ),
        Step(
            "matched",
            f"""
            select person_id, {persona_sql(dialect, settings)} as persona
            from model_people
            """,
        ),
        Step(
            "known",
            f"""
            select p.person_id, s.stakeholder_id, s.account_id, s.link_rule, s.link_confidence, p.email, p.name,
                p.title, p.department, p.seniority, matched.persona,
                {required_sql(dialect, settings, "matched.persona")} as persona_required,
                p.buying_role, p.phone, p.source_channel,
                coalesce(p.is_key_contact, false) as is_key_contact,
                coalesce(p.email_opt_out, false) as email_opt_out,
                coalesce(p.phone_opt_out, false) as phone_opt_out,
                p.bounced_at, p.created_at, s.known_from,
                (coalesce(trim(p.buying_role), '') <> '' or matched.persona is not null)
                    and s.account_id is not null as is_stakeholder,
                s.address, s.exclusion
            from model_people as p
            join stakeholders as s on s.person_id = p.person_id
            join matched on matched.person_id = p.person_id
            """,
        ),
    )


FACT = Fact(
    name="people",
    doc="A contact or lead.",
    columns=fact_columns(
        "person_id text: The person's id.",
        "stakeholder_id text: One per account and address: the first-created person of them.",
        "account_id text: The account, by identity; null where none is known.",
        "link_rule text: The rule that gave the account: source, email, domain or name.",
        "link_confidence number: How sure it is, 0 to 1.",
        "email text: E-mail address, as given.",
        "name text: Full name.",
        "title text: Job title.",
        "department text: Department.",
        "seniority text: Seniority.",
        "persona text: The source's persona, else the one that title and seniority match.",
        "persona_required boolean: The persona is one that an account must have filled.",
        "buying_role text: Role in a purchase.",
        "phone text: Phone number.",
        "source_channel text: Channel the person came from.",
        "is_key_contact boolean: Named as a key contact.",
        "email_opt_out boolean: Asked for no mail.",
        "phone_opt_out boolean: Asked for no calls.",
        "bounced_at timestamp: When mail to the address bounced.",
        "created_at timestamp: When the person became known; null from ever.",
        "known_from timestamp: When the person and the link to the account both exist; null from ever.",
        "is_stakeholder boolean: Has an account, and a buying role or a persona.",
        "address text: The e-mail address, normalised; null where it is none.",
        "exclusion text: staff or suppressed, where the address is; null: the person counts.",
    ),
    reads=("model_people", "model_accounts", "addresses", "source_links", "domain_links", "company_names"),
    steps=_steps,
)
