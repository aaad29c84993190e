"""Rows of the tiny company by the rule that gave them: one person and one touch are nobody's, a deal is held."""

from pathlib import Path

from abmetry.answers.analysis import open_workspace
from abmetry.answers.links import domains, held, links


def test_rows_by_rule(built: Path):
    with open_workspace(built) as analysis:
        found = links(analysis)
    counts = {(row["fact"], row["rule"]): (row["rows"], row["accounts"]) for row in found.given}
    assert counts == {
        ("people", "source"): (40, 40),
        ("people", None): (1, 0),
        ("touches", "source"): (25, 25),
        ("touches", None): (1, 0),
    }
    shares = [row["share"] for row in found.given if row["fact"] == "people"]
    assert sum(shares) == 100
    assert [(row["subject"], row["rows"], row["suggested"]) for row in found.held] == [("opportunity", 1, 1)]
    assert found.to_arrow().num_rows == 4


def test_what_is_held_names_its_candidates(built: Path):
    with open_workspace(built) as analysis:
        (tie,) = held(analysis)
    company = {"id": "a2", "name": "Company 2"}
    assert (tie["subject"], tie["subject_id"], tie["name"]) == ("opportunity", "o2", "Orphan")
    assert tie["candidates"] == [company]
    assert tie["suggestion"] == company


def test_nobody_said_where_they_came_from(built: Path):
    with open_workspace(built) as analysis:
        found = domains(analysis)
    assert found.touches == 0
    assert found.to_dict() == {
        "touches": 0,
        "of_companies": 0,
        "of_accounts": 0,
        "companies": [],
        "others": [],
    }
