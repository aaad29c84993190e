"""Contacts and leads, with the account that identity gives them in a time, their persona, and the stakeholder they are.

The rows of one person tile the time since they were created; another begins where their account changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.persona import persona_sql, required_sql
from abmetry.identity.spans import known_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return (
        Step(
            "matched",
            f"""
            select person_id, {persona_sql(dialect, settings)} as persona
            from model_people
            """,
        ),
        Step(
            "shared",
            """
            select account_id, stakeholder_id, count(*) as times
            from person_links where is_known
            group by account_id, stakeholder_id having count(*) > 1
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
                p.bounced_at, p.created_at, {known_sql(dialect, "s")},
                (coalesce(trim(p.buying_role), '') <> '' or matched.persona is not null)
                    and s.account_id is not null as is_stakeholder,
                s.address, s.exclusion, shared.times is not null as is_shared
            from model_people as p
            join person_links as s on s.person_id = p.person_id and s.is_known
            join matched on matched.person_id = p.person_id
            left join shared on shared.stakeholder_id = s.stakeholder_id
                and shared.account_id is not distinct from s.account_id
            """,
        ),
    )


FACT = Fact(
    name="people",
    doc="A contact or lead, in a time in which their account was this.",
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
        "known_from timestamp: From when this row holds: the person and the link to the account exist; null from ever.",
        "known_to timestamp: When the account changed; null: it holds.",
        "is_stakeholder boolean: Has an account, and a buying role or a persona.",
        "address text: The e-mail address, normalised; null where it is none.",
        "exclusion text: staff or suppressed, where the address is; null: the person counts.",
        "is_shared boolean: Another row, of this time or another, has the same account and stakeholder.",
    ),
    reads=("model_people", "person_links"),
    steps=_steps,
    renewal=Renewal(
        key=by("person_id"),
        touched={
            "model_people": by("person_id"),
            "person_links": (
                "select l.person_id as key_0 from person_links as l"
                " semi join {changed} as c on c.stakeholder_id = l.stakeholder_id"
                " union select person_id from {changed}"
            ),
        },
        within={
            "model_people": by("person_id"),
            "person_links": (
                "select l.* from {whole} as l semi join (select s.stakeholder_id from {whole} as s"
                " semi join renewed as k on k.key_0 = s.person_id) as n on n.stakeholder_id = l.stakeholder_id"
            ),
        },
    ),
)
