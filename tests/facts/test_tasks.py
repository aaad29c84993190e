"""Tasks, drawn."""

from datetime import date, datetime

from abmetry.engine.lint import lint
from abmetry.facts.tasks import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "accounts": """
    account_id | name
    a1         | Acme
    """,
    "people": """
    person_id | account_id | created_at
    p1        | a1         | 2026-01-01 10:00
    """,
    "tasks": """
    task_id | user_id | account_id | person_id | due_at           | completed_at
    t1      | u1      | a2         | p1        | 2026-03-31 22:30 | 2026-04-01
    t2      | u1      |            | p1        | 2026-03-31       |
    t3      | u1      |            |           |                  |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_days_are_local_and_the_account_is_its_own_else_the_persons():
    columns = "account_id, due_on, completed_on, completed_is_date, known_from"
    assert tiny_model(**MODEL).fact("tasks", columns, "task_id") == [
        ("a2", date(2026, 4, 1), date(2026, 4, 1), True, None),
        ("a1", date(2026, 3, 31), None, False, datetime(2026, 1, 1, 10)),
        (None, None, None, False, None),
    ]


def test_counts_what_is_missing():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "task_without_account": (1, '["t3"]'),
        "task_without_due_date": (1, '["t3"]'),
    }
