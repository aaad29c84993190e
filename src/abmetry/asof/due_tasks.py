"""Tasks that are due in the period (KPIS.md, account-based sales development)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del dialect, settings
    return [
        Step(
            "due_tasks",
            f"""
            select t.account_id, t.task_id, t.kind, t.user_id as rep, u.team, t.due_at, t.due_on, t.completed_at,
                coalesce(t.completed_at < {bounds.t}, false) as is_completed,
                coalesce(t.completed_at < {bounds.t} and t.completed_on <= t.due_on, false) as is_in_time
            from tasks t
            left join users u on u.user_id = t.user_id
            where {bounds.in_period("t.due_at")} and {bounds.visible("t")}
                and (t.created_at is null or t.created_at < {bounds.t})
            """,
        )
    ]


DUE_TASKS = AsOf(
    name="due_tasks",
    doc="A task that is due in the period, with the account it is known at t to be about.",
    columns=fact_columns(
        "account_id text: The account, else its person's; null: none.",
        "task_id text: The task.",
        "kind text: Kind of work.",
        "rep text: Whose task it is.",
        "team text: Their team.",
        "due_at timestamp: When it is due, UTC.",
        "due_on date: The local day on which it is due.",
        "completed_at timestamp: When it was done, UTC; null: it is not.",
        "is_completed boolean: It was done before t.",
        "is_in_time boolean: It was done before t, by the end of the local day on which it was due.",
    ),
    reads=("tasks", "users"),
    steps=_steps,
    table="'tasks'",
    key="task_id",
    shows=("kind", "rep", "due_on", "completed_at"),
    cautions=(Caution("account_id is null", "{n} [task|tasks] without an account left out", everyone=True),),
)
