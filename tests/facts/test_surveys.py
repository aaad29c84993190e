"""Answers to surveys, drawn."""

from datetime import datetime

from abmetry.engine.lint import lint
from abmetry.facts.surveys import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "accounts": """
    account_id | name
    a1         | Acme
    a2         | Beta
    """,
    "people": """
    person_id | account_id | email          | created_at
    p1        | a1         | ann@acme.com   | 2026-01-01
    p2        | a1         | both@x.com     | 2026-01-01
    p3        | a2         | both@x.com     | 2026-01-01
    p4        | a2         | late@beta.com  | 2026-06-01
    """,
    "surveys": """
    response_id | responded_at     | score | account_id | person_id | email         | kind
    r1          | 2026-03-01 10:00 | 9     | a2         | p1        |               | NPS
    r2          | 2026-03-01 10:00 | 9     |            | p1        |               |
    r3          | 2026-03-01 10:00 | 9     |            |           | ANN@acme.com  | csat
    r4          | 2026-03-01 10:00 | 9     |            |           | both@x.com    |
    r5          | 2026-03-01 10:00 | 9     |            | p4        |               |
    r6          | 2026-03-01 10:00 | 9     |            |           |               |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_the_account_is_its_own_else_the_persons_else_that_of_the_one_with_the_address():
    """r4's address is that of two people of different accounts; p4 became known after answering."""
    answered = datetime(2026, 3, 1, 10)
    summer = datetime(2026, 5, 31, 22)
    columns = "response_id, account_id, person_id, respondent, kind, known_from, known_to"
    assert tiny_model(**MODEL).fact("surveys", columns, "response_id, known_from") == [
        ("r1", "a2", "p1", "p1", "nps", answered, None),
        ("r2", "a1", "p1", "p1", "nps", answered, None),
        ("r3", "a1", "p1", "p1", "csat", answered, None),
        ("r4", None, None, "both@x.com", "nps", answered, None),
        ("r5", None, None, None, "nps", answered, summer),
        ("r5", "a2", "p4", "p4", "nps", summer, None),
        ("r6", None, None, None, "nps", answered, None),
    ]


def test_counts_what_could_not_be_placed():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "survey_without_account": (2, '["r4","r6"]'),
        "survey_of_nobody_known": (1, '["r6"]'),
    }
