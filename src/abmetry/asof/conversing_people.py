"""People with a meaningful conversation in the period, and whether they met us after it (KPIS.md, account-based sales
development).
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

DAYS_TO_MEET = 30


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings
    return [
        Step(
            "ranked",
            """
            select *, row_number() over (partition by stakeholder_id order by occurred_at, touch_id) as place
            from known_conversations
            where stakeholder_id is not null
            """,
        ),
        Step(
            "firsts",
            f"select *, {dialect.add_days('occurred_local', DAYS_TO_MEET)} as until_local from ranked where place = 1",
        ),
        Step(
            "met",
            """
            select f.stakeholder_id, min(t.occurred_at) as met_at
            from firsts f
            join known_talks t on t.stakeholder_id = f.stakeholder_id
            where t.kind = 'meeting' and t.occurred_at > f.occurred_at and t.occurred_local <= f.until_local
            group by f.stakeholder_id
            """,
        ),
        Step(
            "conversing_people",
            f"""
            select f.account_id, f.stakeholder_id, f.touch_id, f.kind, f.rep, f.team,
                f.occurred_at as talked_at, m.met_at,
                m.met_at is not null as has_met,
                m.met_at is null and f.until_local >= {bounds.t_local} as is_pending
            from firsts f
            left join met m on m.stakeholder_id = f.stakeholder_id
            """,
        ),
    ]


CONVERSING_PEOPLE = AsOf(
    name="conversing_people",
    doc="A person with a meaningful conversation in the period, on the account of the first.",
    columns=fact_columns(
        "account_id text: The account of the first conversation.",
        "stakeholder_id text: The person, people with one address being one.",
        "touch_id text: The first conversation.",
        "kind text: Its kind.",
        "rep text: Our user in it.",
        "team text: Their team.",
        "talked_at timestamp: When it was, UTC.",
        "met_at timestamp: The first meeting held after it, within 30 days, UTC.",
        "has_met boolean: There was one before t.",
        "is_pending boolean: There was none, and the 30 days are not over at t.",
    ),
    reads=(),
    steps=_steps,
    table="'people'",
    key="stakeholder_id",
    shows=("talked_at", "kind", "rep", "met_at"),
    upon=("talks", "conversations"),
)
