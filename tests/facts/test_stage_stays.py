"""Stays in stages, drawn."""

from datetime import datetime

from abmetry.engine.lint import lint
from abmetry.facts.stage_stays import FACT
from facts.model_fixture import tiny_model

SETTINGS = {"workspace": {"timezone": "UTC"}, "stages": {"Won": {"won": True}}}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_a_stage_entered_twice_has_two_stays_and_a_changed_amount_none_of_its_own():
    """
    Jan 1   Jan 5          Jan 10  Jan 20 (date)  Feb 1
    Talks   Talks, new     Demo    Talks          Won; Offer was skipped
    """
    model = tiny_model(
        settings=SETTINGS,
        opportunities="""
        opportunity_id | account_id | stage | created_at
        d1             | a1         | Won   | 2026-01-01
        d2             | a1         | Talks | 2026-01-01
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at       | amount
        d1             | Talks | 2026-01-01 08:00 | 10
        d1             | TALKS | 2026-01-05 08:00 | 20
        d1             | Demo  | 2026-01-10 08:00 |
        d1             | Talks | 2026-01-20       |
        d1             | Won   | 2026-02-01 08:00 |
        """,
    )
    columns = "opportunity_id, account_id, lower(stage), entered_at, left_at, entered_is_date, left_is_date"
    assert model.fact("stage_stays", columns, "entered_at") == [
        ("d1", "a1", "talks", datetime(2026, 1, 1, 8), datetime(2026, 1, 10, 8), False, False),
        ("d1", "a1", "demo", datetime(2026, 1, 10, 8), datetime(2026, 1, 20), False, True),
        ("d1", "a1", "talks", datetime(2026, 1, 20), datetime(2026, 2, 1, 8), True, False),
    ]


def test_stages_of_one_day_keep_their_stay_of_no_length_and_the_last_one_lasts():
    model = tiny_model(
        settings={**SETTINGS, "stages": {"Talks": {"order": 1}, "Demo": {"order": 2}}},
        opportunities="""
        opportunity_id | stage | created_at
        d1             | Demo  | 2026-01-01
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at
        d1             | Demo  | 2026-01-01
        d1             | Talks | 2026-01-01
        """,
    )
    day = datetime(2026, 1, 1)
    assert model.fact("stage_stays", "stage, entered_at, left_at", "left_at nulls last") == [
        ("Talks", day, day),
        ("Demo", day, None),
    ]
