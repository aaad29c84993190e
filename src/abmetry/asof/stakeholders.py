"""People as known at t, those of one account with one address being one (KPIS.md, rule 11)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings

    def people_sql(which: str) -> str:
        return f"""
            select person_id, stakeholder_id, name, persona, source_channel, created_at, account_id,
                case when trim(buying_role) <> '' then buying_role end as buying_role,
                case when is_stakeholder then 1 else 0 end as stakeholder,
                case when trim(buying_role) <> '' or persona_required then 1 else 0 end as of_committee
            from people
            where {which} and {bounds.visible()}
        """

    return [
        Step("people_alone", people_sql("not is_shared")),
        Step("people_shared", people_sql("is_shared")),
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
        # A stakeholder goes by the id of the person of theirs that was created first.
        Step(
            "people_merged",
            f"""
            select account_id, stakeholder_id, name, created_at, source_channel, buying_role, persona, stakeholder,
                of_committee
            from people_alone
            union all
            select account_id, stakeholder_id,
                coalesce(max(case when person_id = stakeholder_id then name end), max(name)),
                case when count(*) = count(created_at) then min(created_at) end,
                coalesce(max(case when person_id = stakeholder_id then source_channel end),
                    {dialect.first_by("source_channel", "person_id")}),
                max(buying_role), max(persona), max(stakeholder), max(of_committee)
            from people_shared
            group by account_id, stakeholder_id
            """,
        ),
        Step(
            "stakeholders",
            f"""
            select m.account_id, m.stakeholder_id, m.name, m.created_at, m.source_channel,
                m.buying_role, m.persona,
                m.account_id is not null and m.stakeholder = 1 as is_stakeholder,
                m.account_id is not null and m.of_committee = 1 as is_of_committee,
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
        "stakeholder_id text: The person; of people with one address the one created first.",
        "name text: Full name.",
        "created_at timestamp: When the first of their rows was created, UTC; null: from ever.",
        "source_channel text: Channel they came from, by the first of their rows, else another that has one.",
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
    key="stakeholder_id",
    shows=("name", "buying_role", "persona", "created_at"),
    cautions=(
        Caution(
            "created_at is null",
            "{n} [person|people] without a creation date [is|are] taken as known from ever",
        ),
    ),
    stored=False,
)
