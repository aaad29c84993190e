"""Hold-outs, drawn: who is off the list since the draw."""

from datetime import datetime

import pytest

from abmetry.errors import SettingsError
from facts.model_fixture import tiny_model

LISTS = {"named": {"members": "from list_members", "holdout": "holdout.csv"}}
MEMBERS = """
    list_id | account_id | valid_from | valid_to
    named   | a1         | 2026-01-01 |
    named   | a2         | 2026-01-01 |
    named   | a3         | 2026-01-01 | 2026-02-01
    named   | a4         | 2026-06-01 |
    """
HEADER = "account_id,arm,stratum,drawn_on\n"


def model(folder, text):
    (folder / "holdout.csv").write_text(HEADER + text)
    found = tiny_model({"lists": LISTS}, accounts="account_id\na1\na2\na3\na4", list_members=MEMBERS)
    found.settings = found.settings.in_folder(folder)
    return found


def test_who_is_held_out_leaves_the_list_on_the_day_of_the_draw(tmp_path):
    """
    draw             2026-03-15
    a1 program       =============>
    a2 holdout       ======|
    a3 holdout  ==|               left before: as it was
    a4 holdout                    would have joined later: never does
    """
    drawn = "".join(
        f"{a},{arm},x,2026-03-15\n"
        for a, arm in (("a1", "program"), ("a2", "holdout"), ("a3", "holdout"), ("a4", "holdout"))
    )
    assert model(tmp_path, drawn).fact("list_stays", "account_id, valid_to", "account_id") == [
        ("a1", None),
        ("a2", datetime(2026, 3, 14, 23)),
        ("a3", datetime(2026, 1, 31, 23)),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a1,somewhere,x,2026-03-15\n", "row 2: needs an account_id, and program or holdout"),
        ("a1,program,x,soon\n", "row 2: drawn_on must be a date"),
        ("a1,program,x,2026-03-15\na1,holdout,x,2026-03-15\n", "row 3: account a1 was drawn already"),
    ],
)
def test_a_file_that_is_no_draw(tmp_path, rows, said):
    with pytest.raises(SettingsError, match=said):
        model(tmp_path, rows).fact("holdouts", "*")
