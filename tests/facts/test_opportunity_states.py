"""States of deals, drawn."""

from datetime import date, datetime

import pytest

from abmetry.engine.lint import lint
from abmetry.facts.opportunity_states import FACT, QUALITY
from abmetry.facts.rates import reference_rates
from facts.model_fixture import tiny_model
from facts.quality_table import quality

STAGES = {
    "stages": {"Closed Won": {"won": True}, "Closed Lost": {"lost": True}, "Talks": {"probability": 0.4}}
}
UTC = {"workspace": {"timezone": "UTC"}}


def states(columns, **tables):
    return tiny_model(**tables).fact("opportunity_states", columns, "opportunity_id, state_from")


def test_passes_the_linter():
    model = tiny_model(settings=STAGES)
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_a_deal_reopened_after_a_loss_closes_at_its_last_close():
    """
    Jan 5    Jan 10   Feb 1   Feb 10   Mar 1 (date)
    created  Talks    lost    Talks    won
    """
    found = states(
        "state_from, status, stage, closed_at, closed_is_date",
        settings={**UTC, **STAGES},
        opportunities="""
        opportunity_id | stage      | created_at
        d1             | Closed Won | 2026-01-05 10:00
        """,
        opportunity_stages="""
        opportunity_id | stage         | entered_at
        d1             | talks         | 2026-01-10 10:00
        d1             | Closed Lost   | 2026-02-01 10:00
        d1             | Talks         | 2026-02-10 10:00
        d1             | closed won    | 2026-03-01
        """,
    )
    lost, won = datetime(2026, 2, 1, 10), datetime(2026, 3, 1)
    assert found == [
        (datetime(2026, 1, 5, 10), "open", None, None, False),
        (datetime(2026, 1, 10, 10), "open", "Talks", None, False),
        (lost, "lost", "Closed Lost", lost, False),
        (datetime(2026, 2, 10, 10), "open", "Talks", None, False),
        (won, "won", "Closed Won", won, True),
    ]


def test_an_amount_changed_after_the_close_is_a_new_state_of_the_same_close():
    found = states(
        "state_from, amount, closed_at",
        settings={**UTC, **STAGES},
        opportunities="""
        opportunity_id | stage      | created_at
        d1             | Closed Won | 2026-01-05
        """,
        opportunity_stages="""
        opportunity_id | stage      | entered_at | amount
        d1             | Closed Won | 2026-03-01 | 100
        d1             | Closed Won | 2026-04-01 | 120
        """,
    )
    close = datetime(2026, 3, 1)
    assert found[1:] == [(close, 100, close), (datetime(2026, 4, 1), 120, close)]


def test_the_amount_is_the_last_said_else_that_of_the_oldest_row():
    """The row said 70, then 999; the history is silent until February, and again in March."""
    found = states(
        "state_from, amount, amount_from_row",
        settings=UTC,
        versions={
            "opportunities": """
            opportunity_id | stage | created_at | amount | version
            d1             | Talks | 2026-01-05 | 70     | 1
            d1             | Talks | 2026-01-05 | 999    | 2
            """
        },
        opportunity_stages="""
        opportunity_id | stage    | entered_at | amount
        d1             | Talks    | 2026-01-10 |
        d1             | Demo     | 2026-02-01 | 80
        d1             | Contract | 2026-03-01 |
        """,
    )
    assert found == [
        (datetime(2026, 1, 5), 70, True),
        (datetime(2026, 1, 10), 70, True),
        (datetime(2026, 2, 1), 80, False),
        (datetime(2026, 3, 1), 80, False),
    ]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("is_won=false is_closed=false closed_at=2026-03-01", [("open", None)]),
        ("closed_at=2026-03-01", [("open", None)]),
        ("is_won=true closed_at=2026-03-01", [("open", None), ("won", datetime(2026, 3, 1))]),
        ("is_closed=true closed_at=2026-03-01", [("open", None), ("lost", datetime(2026, 3, 1))]),
        ("stage=closed&won closed_at=2026-03-01", [("open", None), ("won", datetime(2026, 3, 1))]),
        ("is_closed=true", [("lost", None)]),
    ],
)
def test_without_history_the_row_says(marks, expected):
    """A close date on an open deal is ignored; closed without a date is closed, nobody knows since when."""
    row = {"opportunity_id": "d1", "stage": "x", "created_at": "2026-01-05"}
    row |= {key: value.replace("&", " ") for key, value in (mark.split("=") for mark in marks.split())}
    assert states("status, closed_at", settings={**UTC, **STAGES}, opportunities=[row]) == expected


def test_stages_that_are_not_configured_mean_what_the_rows_say():
    """d2 was lost and opened again: `Gone` is where another deal, marked closed, stands."""
    found = states(
        "opportunity_id, status, stage",
        settings=UTC,
        opportunities="""
        opportunity_id | stage | created_at | is_closed | is_won
        d1             | Gone  | 2026-01-01 | true      | false
        d2             | Talks | 2026-01-01 | false     | false
        """,
        opportunity_stages="""
        opportunity_id | stage  | entered_at
        d2             | Gone   | 2026-01-01
        d2             | Talks  | 2026-02-01
        """,
    )
    assert found[1:] == [("d2", "lost", "Gone"), ("d2", "open", "Talks")]


def test_rows_of_one_instant_end_in_the_closed_or_furthest_stage():
    found = states(
        "status, stage",
        settings={**UTC, "stages": {"Won": {"won": True}, "A": {"order": 1}, "B": {"order": 2}}},
        opportunities="""
        opportunity_id | stage | created_at
        d1             | Won   | 2026-01-01
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at
        d1             | B     | 2026-01-01
        d1             | A     | 2026-01-01
        d1             | Won   | 2026-02-01
        d1             | B     | 2026-02-01
        """,
    )
    assert found == [("open", "B"), ("won", "Won")]


def test_open_at_the_rate_of_the_last_change_won_at_that_of_the_close():
    """Saturday 3 January 2026 takes Friday's rate; the amount of 1 February stays until the close on 2 March."""
    model = tiny_model(
        settings={**UTC, **STAGES},
        opportunities="""
        opportunity_id | stage      | created_at | currency
        d1             | Closed Won | 2026-01-03 | USD
        """,
        opportunity_stages="""
        opportunity_id | stage      | entered_at | amount
        d1             | Talks      | 2026-01-03 | 100
        d1             | Demo       | 2026-02-02 | 200
        d1             | Contract   | 2026-02-20 | 200
        d1             | Closed Won | 2026-03-02 |
        """,
    )
    found = model.fact("opportunity_states", "amount_reporting", "state_from")
    rates = reference_rates("USD", "EUR")
    expected = [
        100 * rates[date(2026, 1, 2)],
        200 * rates[date(2026, 2, 2)],
        200 * rates[date(2026, 2, 2)],
        200 * rates[date(2026, 3, 2)],
    ]
    assert [value for (value,) in found] == pytest.approx(expected)


def test_the_close_date_is_local():
    """Closed at 23:30 UTC on 31 March: 1 April in Madrid."""
    assert states(
        "closed_on, closed_local",
        opportunities="""
        opportunity_id | stage | created_at | closed_at        | is_won
        d1             | x     | 2026-01-05 | 2026-03-31 23:30 | true
        """,
    )[1:] == [(date(2026, 4, 1), datetime(2026, 4, 1, 1, 30))]


def test_counts_what_is_unclear():
    model = tiny_model(
        opportunities="""
        opportunity_id | stage | created_at | closed_at  | is_closed | amount | currency
        d1             | x     | 2026-01-05 | 2026-02-01 | false     | 5      |
        d2             | y     | 2026-01-05 |            | true      |        |
        d3             | x     | 2026-01-05 |            |           | 7      | XXX
        d4             | y     | 2026-01-05 | 2026-01-04 | true      |        |
        """
    )
    assert quality(model, QUALITY) == {
        "opportunity_closed_without_date": (1, '["d2"]'),
        "opportunity_closed_before_created": (1, '["d4"]'),
        "opportunity_amount_without_rate": (1, '["d3"]'),
        "opportunity_amount_from_row": (2, '["d1","d3"]'),
        "open_opportunity_with_close_date": (1, '["d1"]'),
    }
