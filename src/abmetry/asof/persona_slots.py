"""The persona slots of accounts, and which of them are filled (KPIS.md, coverage)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    wanted = " union all ".join(
        f"select {dialect.text(name)} as persona, {persona.required} as slots"
        for name, persona in settings.personas.items()
        if persona.required
    )
    return [
        Step("personas_wanted", wanted or "select cast(null as string) as persona, 0 as slots where 1 = 0"),
        Step(
            "people_matched",
            f"""
            select account_id, persona, count(distinct stakeholder_id) as people
            from people
            where account_id is not null and persona is not null and {bounds.visible()}
            group by account_id, persona
            """,
        ),
        Step(
            "persona_slots",
            """
            select a.account_id, w.persona, w.slots, coalesce(m.people, 0) as people,
                least(w.slots, coalesce(m.people, 0)) as filled,
                min(case when coalesce(m.people, 0) >= w.slots then 1 else 0 end) over (
                    partition by a.account_id) = 1 as is_account_complete
            from accounts a
            cross join personas_wanted w
            left join people_matched m on m.account_id = a.account_id and m.persona = w.persona
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
