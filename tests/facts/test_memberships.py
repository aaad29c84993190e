"""Memberships of campaigns, drawn."""

from datetime import datetime

from abmetry.facts.memberships import QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "accounts": """
    account_id | name
    a1         | Acme
    """,
    "campaigns": """
    campaign_id | name   | channel | program
    w           | Spring | webinar | Webinars
    x           | Boxes  |         |
    """,
    "campaign_members": """
    campaign_id | person_id | account_id | status     | is_success | responded_at | created_at
    w           | p1        |            | Attended   |            | 2026-03-01   | 2026-02-01
    w           | p2        |            | attended   |            |              | 2026-02-01
    w           | p3        |            | attended   |            |              |
    w           | p4        |            | responded  |            | 2026-03-01   |
    w           | p5        | a1         | registered | true       | 2026-03-01   |
    w           | p6        |            | attended   | false      | 2026-03-01   |
    x           |           | gone       | responded  |            | 2026-03-01   |
    none        | p1        |            |            |            |              |
    """,
}
MARCH, FEBRUARY = datetime(2026, 2, 28, 23), datetime(2026, 1, 31, 23)


def test_success_is_by_mark_else_by_status_and_dated_by_the_response_else_by_being_added():
    model = tiny_model(**MODEL)
    assert model.fact("memberships", "membership_id, channel, account_id, is_success, succeeded_at") == [
        ("none:p1:", None, None, False, None),
        ("w:p1:", "webinar", None, True, MARCH),
        ("w:p2:", "webinar", None, True, FEBRUARY),
        ("w:p3:", "webinar", None, True, None),
        ("w:p4:", "webinar", None, False, None),
        ("w:p5:a1", "webinar", "a1", True, MARCH),
        ("w:p6:", "webinar", None, False, None),
        ("x::gone", None, None, True, MARCH),
    ]


def test_a_workspace_can_name_what_success_is():
    """On webinars to respond is one, on all other channels nothing is; p5 is marked as one."""
    model = tiny_model({"programs": {"success": {"webinar": ["Responded"], "default": []}}}, **MODEL)
    model.build("memberships")
    rows = model.rows("select membership_id from memberships where is_success order by 1")
    assert [row["membership_id"] for row in rows] == ["w:p4:", "w:p5:a1"]


def test_what_cannot_be_dated_or_placed_is_counted():
    found = quality(tiny_model(**MODEL), QUALITY)
    assert {name: rows for name, (rows, _) in found.items()} == {
        "success_without_date": 1,
        "success_dated_by_membership": 1,
        "membership_of_unknown_campaign": 1,
    }
