"""The board of the tiny company."""

from datetime import datetime
from pathlib import Path

from abmetry.answers.analysis import open_workspace
from abmetry.answers.board import EXECUTIVE, board
from abmetry.answers.question import Question
from abmetry.kpis.catalogue import CATALOGUE


def test_the_executive_kpis_are_in_the_catalogue():
    assert {kpi for pair in EXECUTIVE for kpi in pair if kpi} <= set(CATALOGUE)


def test_the_board(built: Path):
    with open_workspace(built) as analysis:
        found = board(analysis, Question(period="2026-Q3"))
    assert [card.result.kpi for card in found.cards] == [kpi for kpi, _ in EXECUTIVE]
    assert found.cards[0].result.value == 20
    assert found.cards[0].rate is not None
    assert found.cards[0].rate.value == 80
    assert (found.held, found.rejected) == (1, 1)
    assert found.funnel["stages"][0]["stage"] == "target"
    assert datetime.fromisoformat(found.funnel["as_of"])
