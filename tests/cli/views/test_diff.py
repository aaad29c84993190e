"""Changes as tables."""

from dataclasses import replace

from abmetry.answers.answer import Result
from abmetry.answers.changes.change import Change, Changes
from abmetry.cli.terminal import view_text
from abmetry.cli.views.diff import changes_view

RATE = Result(
    kpi="engaged_account_rate",
    unit="percent",
    period={"start": "2026-07-01", "end": "2026-10-01"},
    as_of="2026-10-01T00:00:00+02:00",
    scope={"lists": ["named"], "cohort": "abm"},
    group={},
    status="ok",
    definition="sha256:0",
    build="b",
    value=60.0,
)


def text(before, after):
    changes = Changes("A", "B", changes=(Change(before, after),))
    return view_text(lambda width: changes_view(changes, width), 120)


def test_a_rate_is_percent_and_its_change_points():
    said = text(RATE, replace(RATE, value=62.5))
    assert "60.0%" in said
    assert "62.5%" in said
    assert "+2.5 pt" in said


def test_the_lift_of_a_rate_is_points():
    lift = replace(RATE, kpi="abm_lift", group={"kpi": "engaged_account_rate", "method": "raw"}, value=42.4)
    said = text(lift, replace(lift, value=-3.0))
    assert "+42.4 pt" in said
    assert "-3.0 pt" in said
    assert "-45.4 pt" in said
    assert "%" not in said
