"""What is missing is told with all its reasons, and of alternatives with "or"."""

from pathlib import Path

import pytest

from abmetry.answers.needs import alternatives, never_loaded
from abmetry.answers.question import Question
from abmetry.cli.kpi import check_answered
from abmetry.errors import Unanswerable
from recompute.drawn import Q1, company
from recompute.program import Program, opened

USERS = [{"user_id": "u", "name": "Una"}]
QUARTER = {"start": "2026-01-01", "end": "2026-04-01"}


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([("people",)], "people was never loaded"),
        ([("touches", "campaign_members")], "touches or campaign_members were never loaded"),
        ([("people",), ("spend",), ("people",)], "people and spend were never loaded"),
        ([("people",), ("touches", "intent")], "people, and touches or intent were never loaded"),
    ],
)
def test_of_alternatives_one_would_do(groups, said):
    assert never_loaded(groups) == said


def test_tables_in_a_row():
    assert str(alternatives([("a",), ("b",), ("c", "d")])) == "a, b, and c or d"


def test_a_reason_is_told_beside_tables_that_are_missing():
    """A user without a role, and no touches: both keep the dials of reps from being known."""
    program = Program.of(company("a", users=USERS))
    (found,) = program.results("dials_per_rep_day", **Q1)
    assert found.flags == (
        "never loaded: touches",
        "no user has the role sdr or ae, so nobody is a rep",
    )
    with pytest.raises(Unanswerable) as told:
        check_answered(program._asking(program.plan("dials_per_rep_day", **Q1)).answer())
    assert told.value.message == (
        "Nothing can be answered: touches was never loaded;"
        " no user has the role sdr or ae, so nobody is a rep."
    )


def test_nothing_is_said_of_the_rows_of_a_table_that_was_never_loaded():
    (found,) = Program.of(company("a")).results("dials_per_rep_day", **Q1)
    assert found.flags == ("never loaded: touches and users",)


def test_an_answer_that_one_of_two_tables_would_give():
    program = Program.of(company("a"))
    answer = program._asking(program.plan("engaged_accounts", **Q1)).answer()
    with pytest.raises(Unanswerable, match=r": touches or campaign_members were never loaded\.") as told:
        check_answered(answer)
    assert told.value.help is not None
    assert answer[0].needs == ("touches", "campaign_members")


def test_evidence_says_what_keeps_a_kpi_from_being_known(tmp_path: Path):
    with opened(company("a", users=USERS), tmp_path) as analysis:
        with pytest.raises(Unanswerable, match=r"touches was never loaded; no user has the role sdr or ae"):
            analysis.evidence(Question(kpis=("dials_per_rep_day",), **QUARTER))
        with pytest.raises(Unanswerable, match="touches or campaign_members were never loaded"):
            analysis.evidence(Question(kpis=("engaged_accounts",), **QUARTER))
        with pytest.raises(Unanswerable, match="opportunities or contracts or surveys, which were never"):
            analysis.insights(Question())
