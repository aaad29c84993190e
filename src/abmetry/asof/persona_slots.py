"""The persona slots of accounts, and which of them are filled (KPIS.md, coverage)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    required = [(name, persona.required) for name, persona in settings.personas.items() if persona.required]
    wanted = " union all ".join(
        f"select {dialect.text(name)} as persona, {slots} as slots" for name, slots in required
    )
    matched = f"account_id is not null and persona is not null and {bounds.visible()}"
    return [
        Step("personas_wanted", wanted or "select cast(null as string) as persona, 0 as slots where 1 = 0"),
        Step(
            "counted",
            f"""
            select account_id, persona, count(*) as people
            from people where {matched} and not is_shared group by account_id, persona
            union all
            select account_id, persona, count(distinct stakeholder_id)
            from people where {matched} and is_shared group by account_id, persona
            """,
        ),
        Step(
            "people_of_personas",
            """
            select c.account_id, c.persona, max(w.slots) as slots, cast(sum(c.people) as bigint) as people
            from counted c
            join personas_wanted w on w.persona = c.persona
            group by c.account_id, c.persona
            """,
        ),
        Step(
            "complete",
            f"""
            select account_id from people_of_personas where people >= slots
            group by account_id having count(*) = {len(required)}
            """,
        ),
        Step(
            "persona_slots",
            """
            select a.account_id, w.persona, w.slots, coalesce(m.people, 0) as people,
                least(w.slots, coalesce(m.people, 0)) as filled, c.account_id is not null as is_account_complete
            from accounts a
            cross join personas_wanted w
            left join people_of_personas m on m.account_id = a.account_id and m.persona = w.persona
            left join complete c on c.account_id = a.account_id
            """,
        ),
    ]


PERSONA_SLOTS = AsOf(
    name="persona_slots",
    doc="A persona that an account must have filled, and how many people of it are known at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "persona text: The persona.",
        "slots integer: How many are required.",
        "people integer: How many people match.",
        "filled integer: How many slots they fill.",
        "is_account_complete boolean: Every slot of the account is filled.",
    ),
    reads=("accounts", "people"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=("persona", "slots", "people"),
    stored=False,
)
