"""What is known of the people of accounts at t, and how they can be reached (KPIS.md, coverage).

Rows of one account and address are one person: a field is filled if any of the rows has it, and a bounce or an opt-out
of one of them holds for the person.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.filled_fields import person_field_sql
from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _once(dialect: Dialect, settings: Settings, periods: Sequence[Bounds]) -> Sequence[Step]:
    """What is filled, of every row of people: it is the same whenever it is asked."""
    del dialect, periods
    flags = {
        "stakeholder": "is_stakeholder",
        "undated": "created_at is null",
        "has_mail": "address is not null",
        "opted_out": "email_opt_out",
        "has_phone": "trim(phone) <> ''",
        "no_phone": "phone_opt_out",
        **{f"field_{i}": person_field_sql(field) for i, field in enumerate(settings.coverage.person_fields)},
    }
    return [
        Step(
            "people_of_accounts",
            f"""
            select account_id, stakeholder_id, person_id, name, title, persona, buying_role, is_shared, bounced_at,
                known_from, known_to,
                {", ".join(f"case when {sql} then 1 else 0 end as {flag}" for flag, sql in flags.items())}
            from people
            where account_id is not null
            """,
        )
    ]


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    fields = [f"field_{i}" for i in range(len(settings.coverage.person_fields))]
    flags = ("stakeholder", "undated", "has_mail", "has_phone", "no_phone", *fields)
    no_mail = f"case when opted_out = 1 or bounced_at < {bounds.t} then 1 else 0 end"
    filled = " + ".join(fields) or "0"
    return [
        Step(
            "merged",
            f"""
            select account_id, stakeholder_id, name, title, persona, buying_role, cast(1 as bigint) as rows_merged,
                {", ".join(flags)}, {no_mail} as no_mail
            from once_contacts
            where not is_shared and {bounds.visible()}
            union all
            select account_id, stakeholder_id,
                {dialect.first_by("name", _FIRST_CREATED)}, {dialect.first_by("title", _FIRST_CREATED)},
                max(persona), max(buying_role), count(*), {", ".join(f"max({flag})" for flag in flags)},
                max({no_mail})
            from once_contacts
            where is_shared and {bounds.visible()}
            group by account_id, stakeholder_id
            """,
        ),
        Step(
            "contacts",
            f"""
            select account_id, stakeholder_id, name, title, persona, buying_role, rows_merged,
                stakeholder = 1 as is_stakeholder, undated = 1 as is_undated,
                has_mail = 1 and no_mail = 0 as has_usable_mail,
                has_phone = 1 and no_phone = 0 as has_usable_phone,
                (has_mail = 1 and no_mail = 0) or (has_phone = 1 and no_phone = 0) as is_contactable,
                {filled} as filled_fields, {len(fields)} as wanted_fields
            from merged
            """,
        ),
    ]


_FIRST_CREATED = "case when person_id = stakeholder_id then 0 else 1 end"


CONTACTS = AsOf(
    name="contacts",
    doc="A person of an account as known at t; people of one account with one address are one.",
    columns=fact_columns(
        "account_id text: The account.",
        "stakeholder_id text: The person.",
        "name text: Full name.",
        "title text: Job title.",
        "persona text: Persona.",
        "buying_role text: Role in a purchase.",
        "rows_merged integer: Rows of the person.",
        "is_stakeholder boolean: They have a buying role or a persona.",
        "is_undated boolean: A row of theirs has no creation date, so it is taken as known from ever.",
        "has_usable_mail boolean: An e-mail address, not bounced before t, not opted out.",
        "has_usable_phone boolean: A phone number, not opted out.",
        "is_contactable boolean: They can be reached by either.",
        "filled_fields integer: Fields of `coverage.person_fields` that are filled.",
        "wanted_fields integer: How many those fields are.",
    ),
    reads=("people",),
    steps=_steps,
    table="'people'",
    key="stakeholder_id",
    shows=("name", "title", "persona", "buying_role", "has_usable_mail", "has_usable_phone"),
    cautions=(
        Caution(
            "is_undated", "{n} [person|people] without a creation date [is|are] taken as known from ever"
        ),
    ),
    stored=False,
    once=_once,
)
