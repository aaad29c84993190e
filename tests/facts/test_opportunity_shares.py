"""Accounts of a deal, drawn."""

import pytest

from abmetry.engine.lint import lint
from abmetry.facts.opportunity_shares import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality


def model(own, accounts):
    return tiny_model(
        opportunities=[
            {
                "opportunity_id": "d1",
                "account_id": own,
                "stage": "x",
                "created_at": "2026-01-01",
                "amount": 100,
            }
        ],
        opportunity_accounts=[
            {"opportunity_id": "d1", "account_id": name, "share": share, "is_primary": primary}
            for name, share, primary in accounts
        ],
    )


def test_passes_the_linter():
    tiny = model(None, [])
    assert lint(FACT.sql(tiny.engine.dialect, tiny.settings)) == []


@pytest.mark.parametrize(
    ("own", "accounts", "expected"),
    [
        (None, [], []),
        ("a1", [], [("a1", 1.0, True)]),
        ("a2", [("a1", None, None), ("a2", None, None)], [("a2", 1.0, True)]),
        (None, [("a2", None, None), ("a1", None, None)], [("a1", 1.0, True)]),
        ("a1", [("a1", 0.6, None), ("a2", 0.4, "true")], [("a1", 0.6, False), ("a2", 0.4, True)]),
        ("a1", [("a2", 0.4, None)], [("a1", 0.6, True), ("a2", 0.4, False)]),
        (
            "a1",
            [("a1", 0.5, None), ("a2", None, None), ("a3", None, None)],
            [("a1", 0.5, True), ("a2", 0.25, False), ("a3", 0.25, False)],
        ),
        ("a1", [("a1", 60, None), ("a2", 40, None)], [("a1", 0.6, True), ("a2", 0.4, False)]),
    ],
    ids=[
        "no account",
        "its own",
        "its own among several, no shares",
        "none of its own: first by id",
        "the named primary",
        "its own takes what the further account leaves",
        "a missing share is an equal part of the rest",
        "scaled",
    ],
)
def test_shares(own, accounts, expected):
    columns = "account_id, share, is_primary"
    assert model(own, accounts).fact("opportunity_shares", columns) == [
        (name, pytest.approx(share), primary) for name, share, primary in expected
    ]


def test_counts_shares_that_do_not_add_up():
    tiny = model("a1", [("a1", 0.8, None), ("a2", 0.8, None)])
    assert quality(tiny, QUALITY) == {"opportunity_shares_not_one": (1, '["d1"]')}
