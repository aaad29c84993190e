"""The scores of one company: a1 of the tiny one by the rule, and one of the researching company by a model."""

from datetime import date, datetime
from pathlib import Path

import pytest

from abmetry.answers.account import account
from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.cli.views.account_scores import score_rows
from kpis.test_research import researchers
from recompute.drawn import at, touch
from recompute.program import opened


def test_by_the_rule_heat_tells_its_points(built: Path):
    """a1 viewed /pricing, no high-value page here, on Sunday 2 August 2026; it has no mail and no intent."""
    with open_workspace(built) as analysis:
        found = account(analysis, "a1", datetime(2026, 8, 4)).scores
        later = account(analysis, "a1", datetime(2026, 11, 1)).scores
    assert found["relationship"] is None
    assert found["surges"] == []
    heat = found["heat"]
    assert (heat["week_on"], heat["is_by_rule"], heat["model"]) == ("2026-07-27", True, None)
    assert heat["heat"] == len(heat["drivers"])
    assert {"driver": "visited", "points": 1} in heat["drivers"]
    assert (later["heat"]["heat"], later["heat"]["drivers"]) == (0, [])


@pytest.fixture(scope="module")
def researching(tmp_path_factory):
    """A mail of a1 in November; a surge of 9 signals in the week of 17 November after three weeks of 1."""
    mail = touch("m", at(11, 20, year=2025), "email_received", account_id="a1")
    intent = [
        {"week": date(2025, *day), "topic": "abm", "account_id": "a1", "count": count}
        for day, count in (((10, 27), 1), ((11, 3), 1), ((11, 10), 1), ((11, 17), 9))
    ]
    with opened(researchers(touches=[mail], intent=intent), tmp_path_factory.mktemp("heat")) as analysis:
        yield analysis


def test_by_a_model_the_drivers_are_told_the_strongest_first_and_add_up(researching):
    now = datetime(2025, 12, 1)
    found = researching.ask("research_spikes", start="2025-10-01", end="2025-12-01", compare="none")[0]
    rows = researching.evidence(Question(("research_spikes",), start="2025-10-01", end="2025-12-01")).rows
    assert len(rows) == found.value > 0
    scores = account(researching, rows[0]["key"], now).scores
    heat = scores["heat"]
    assert heat["heat"] >= 3
    added = [driver["log_odds"] for driver in heat["drivers"]]
    assert len(added) == 7
    assert added == sorted(added, key=abs, reverse=True)
    assert heat["formula"].startswith("log-odds -")
    assert 0 < heat["probability"] < 1
    assert "of 5" in dict(score_rows(scores))["Heat"].plain


def test_relationship_and_surges_show_what_they_are_made_of(researching):
    scores = account(researching, "a1", datetime(2025, 12, 1)).scores
    assert scores["relationship"]["formula"].endswith("(1 + ln(1 + 0))/40))")
    (surge,) = scores["surges"]
    assert (surge["topic"], surge["week_on"], surge["signals"], surge["is_competitor"]) == (
        "abm",
        "2025-11-17",
        9,
        False,
    )
    assert surge["tail"] < 0.01
    shown = {name: text.plain for name, text in score_rows(scores)}
    assert "9 signals" in shown["Surges"]
    assert shown["Relationship"].startswith(f"{scores['relationship']['score']:.0f} of 100")
    before = account(researching, "a1", datetime(2025, 11, 23, 22)).scores
    assert before["surges"] == []
