"""Work given to reps, with the account it is about."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    due_on = dialect.local_date(dialect.local_time("t.due_at", zone))
    completed_on = dialect.local_date(dialect.local_time("t.completed_at", zone))
    return [
        Step(
            "tasks",
            f"""
            select t.task_id, t.user_id, coalesce(t.account_id, p.account_id) as account_id, t.person_id, t.kind,
                t.created_at, coalesce(t.created_at_is_date, false) as created_is_date,
                t.due_at, coalesce(t.due_at_is_date, false) as due_is_date, {due_on} as due_on,
                t.completed_at, coalesce(t.completed_at_is_date, false) as completed_is_date,
                {completed_on} as completed_on,
                p.known_from, p.known_to
            from model_tasks t
            left join people p on p.person_id = t.person_id and t.account_id is null
            """,
        )
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "task_without_account",
                "tasks",
                "task_id",
                "tasks where account_id is null and known_to is null",
                "Neither the task nor its person names an account: it counts for none.",
            ),
            Check(
                "task_without_due_date",
                "tasks",
                "task_id",
                "tasks where due_at is null and known_to is null",
                "The task says not when it is due: it is due in no period.",
            ),
        ],
    )


FACT = Fact(
    name="tasks",
    doc="A task of a rep, in a time in which it was of this account.",
    columns=fact_columns(
        "task_id text: The task.",
        "user_id text: The rep.",
        "account_id text: Its account, else its person's; null: none.",
        "person_id text: The person.",
        "kind text: Kind of work.",
        "created_at timestamp: When it was given, UTC; null: from ever.",
        "created_is_date boolean: The source gave a bare date.",
        "due_at timestamp: When it is due, UTC.",
        "due_is_date boolean: The source gave a bare date.",
        "due_on date: Local day on which it is due.",
        "completed_at timestamp: When it was done, UTC; null: it is not.",
        "completed_is_date boolean: The source gave a bare date.",
        "completed_on date: Local day on which it was done.",
        "known_from timestamp: When its person's link to the account existed, UTC; null: from ever.",
        "known_to timestamp: When the person's account changed, UTC; null: it holds.",
    ),
    reads=("model_tasks", "people"),
    steps=_steps,
    renewal=Renewal(
        key=by("task_id"),
        touched={
            "model_tasks": by("task_id"),
            "people": (
                "select t.task_id as key_0 from model_tasks as t semi join {changed} as c on c.person_id = t.person_id"
            ),
        },
        within={"model_tasks": by("task_id")},
    ),
)

QUALITY = Fact(
    name="quality_tasks",
    doc="Tasks that lack something.",
    columns=QUALITY_COLUMNS,
    reads=("tasks",),
    steps=_quality,
)
