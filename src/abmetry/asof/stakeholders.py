"""People as known at t, those of one account with one address being one (KPIS.md, rule 11)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.facts.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    by_creation = "case when created_at is null then 0 else 1 end, created_at, person_id"
    whose = "partition by account_id, stakeholder_id"
    return [
        Step(
            "people_created",
            f"""
            select person_id, stakeholder_id, name, email, buying_role, persona, persona_required, is_stakeholder,
                source_channel, created_at,
                case when known_from is null or known_from < {bounds.t} then account_id end as account_id
            from people
            where created_at is null or created_at < {bounds.t}
            """,
        ),
        Step(
            "people_in_order",
            f"""
            select *,
                row_number() over ({whose} order by {by_creation}) as place,
                row_number() over (
                    {whose} order by case when source_channel is null then 1 else 0 end, {by_creation}
                ) as place_of_channel
            from people_created
            """,
        ),
        Step(
            "engaged_people",
            f"""
            select stakeholder_id, count(*) as engagements
            from touches
            where stakeholder_id is not null and is_engagement and {bounds.in_period("occurred_at")}
                and {bounds.visible()}
            group by stakeholder_id
            """,
        ),
        Step(
            "people_merged",
            """
            select account_id, stakeholder_id,
                max(case when place = 1 then person_id end) as person_id,
                max(case when place = 1 then name end) as name,
                max(case when place = 1 then created_at end) as created_at,
                max(case when place_of_channel = 1 then source_channel end) as source_channel,
                max(case when trim(buying_role) <> '' then buying_role end) as buying_role,
                max(persona) as persona,
                max(case when is_stakeholder then 1 else 0 end) = 1 as is_stakeholder,
                max(case when trim(buying_role) <> '' or persona_required then 1 else 0 end) = 1 as is_of_committee
            from people_in_order
            group by account_id, stakeholder_id
            """,
        ),
        Step(
            "stakeholders",
            f"""
            select m.account_id, m.stakeholder_id, m.person_id, m.name, m.created_at, m.source_channel,
                m.buying_role, m.persona,
                m.account_id is not null and m.is_stakeholder as is_stakeholder,
                m.account_id is not null and m.is_of_committee as is_of_committee,
                coalesce({bounds.in_period("m.created_at")}, false) as is_created_in_period,
                e.stakeholder_id is not null as is_engaged, coalesce(e.engagements, 0) as engagements
            from people_merged m
            left join engaged_people e on e.stakeholder_id = m.stakeholder_id
            """,
        ),
    ]


STAKEHOLDERS = AsOf(
    name="stakeholders",
    doc="A person as known at t; people of one account with one address are one.",
    columns=fact_columns(
        "account_id text: The account; null: none is known.",
        "stakeholder_id text: The person, one of all with the address.",
        "person_id text: The row of theirs that was created first.",
        "name text: Full name.",
        "created_at timestamp: When the first of their rows was created, UTC; null: from ever.",
        "source_channel text: Channel they came from, as the first of their rows that has one says.",
        "buying_role text: Role in a purchase.",
        "persona text: Persona.",
        "is_stakeholder boolean: They have a buying role or a persona.",
        "is_of_committee boolean: They have a buying role or a required persona.",
        "is_created_in_period boolean: They were created in the period.",
        "is_engaged boolean: They engaged in the period.",
        "engagements integer: Their engagements and responses in the period.",
    ),
    reads=("people", "touches"),
    steps=_steps,
    table="'people'",
    key="person_id",
    shows=("name", "buying_role", "persona", "created_at"),
    cautions=(Caution("created_at is null", "{n} people have no creation date: they are known from ever"),),
)
