from datetime import datetime
from typing import Any

from facts.model_fixture import tiny_model

PEOPLE = """
    person_id | seniority | buying_role    | email
    p1        | C-Level   | Decision Maker | ann@acme.com
    p2        | intern    |                | bob@acme.com
    p3        | vp        |                | ANN@acme.com
"""


def _minutes(rows: str, **settings: Any) -> list[tuple[str, float]]:
    lines = rows.strip().splitlines()
    stamped = lines if "occurred_at" in lines[0] else [
        line + (" | occurred_at" if i == 0 else " | 2026-01-05 10:00") for i, line in enumerate(lines)
    ]  # fmt: skip
    model = tiny_model(settings, people=PEOPLE, touches="\n".join(stamped))
    return model.fact("touches", "touch_id, minutes", "touch_id")  # type: ignore[return-value]


def test_actual_durations_only_where_the_kind_takes_them() -> None:
    rows = """
        touch_id | kind             | duration_seconds
        t1       | meeting          | 2700
        t2       | meeting          |
        t3       | page_view        | 600
        t4       | webinar_attended | 0
    """
    assert _minutes(rows) == [("t1", 45), ("t2", 30), ("t3", 1), ("t4", 0)]


def test_page_rules_add_and_weights_multiply() -> None:
    """1 + 2 (high value) + 4 + 1 = 8 minutes; x 3 (c_level) x 2 (decision maker) = 48; an intern is `other`."""
    rows = """
        touch_id | kind      | url                                | person_id | channel
        t1       | page_view | https://acme.com/pricing/eu?utm=1  | p1        | web
        t2       | page_view | https://acme.com/pricing           | p2        | web
        t3       | page_view | https://acme.com/blog/pricing      |           |
        t4       | page_view | https://acme.com/careers/1         |           | web
    """
    assert _minutes(
        rows,
        pages={"high_value": ["/Pricing*"], "ignore": ["/careers*"]},
        engagement={
            "rules": [
                {"kind": "page_view", "url": "/pricing*", "add": 4},
                {"channel": "web", "add": 1},
            ],
            "weights": {
                "seniority": {"c_level": 3.0, "other": 0.5},
                "role": {"decision_maker": 2.0},
            },
        },
    ) == [("t1", 48), ("t2", 4), ("t3", 1), ("t4", 0)]


def test_an_ignored_page_is_no_web_view() -> None:
    model = tiny_model(
        {"pages": {"ignore": ["/careers*"], "high_value": ["*"]}},
        touches="""
            touch_id | occurred_at      | kind      | url
            t1       | 2026-01-05 10:00 | page_view | /careers/x
            t2       | 2026-01-05 10:00 | page_view | /
        """,
    )
    columns = "touch_id, is_web_view, is_engagement, is_counted, is_high_value"
    assert model.fact("touches", columns) == [
        ("t1", False, False, False, False),
        ("t2", True, True, True, True),
    ]
    assert model.fact("sessions", "touch_id") == [("t2",)]


def test_daily_cap_in_order_per_person_else_visitor_and_local_day() -> None:
    """240 a day. p1 and p3 are one stakeholder: 180 + 90 is cut to 60, then nothing is left.

    t4 is the same day in UTC and the next in Madrid. v1 has a cap of its own.
    """
    rows = """
        touch_id | kind      | duration_seconds | person_id | visitor_id | occurred_at
        t1       | meeting   | 10800            | p1        |            | 2026-01-05 10:00
        t2       | meeting   | 5400             | p3        |            | 2026-01-05 14:00
        t3       | page_view |                  | p1        |            | 2026-01-05 15:00
        t4       | meeting   | 5400             | p1        |            | 2026-01-05 23:30
        t5       | chat      | 18000            |           | v1         | 2026-01-05 10:00
    """
    assert _minutes(rows) == [("t1", 180), ("t2", 60), ("t3", 0), ("t4", 90), ("t5", 240)]


def test_the_cap_never_takes_from_what_was_known_before() -> None:
    """v1's chat (200) turns out in March to be p2's; p2's own meeting of that day (100) keeps its minutes."""
    model = tiny_model(
        people=PEOPLE,
        visitor_links="""
            visitor_id | person_id | linked_at
            v1         | p2        | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind    | duration_seconds | visitor_id | person_id
            t1       | 2026-01-05 10:00 | chat    | 12000            | v1         |
            t2       | 2026-01-05 12:00 | meeting | 6000             |            | p2
        """,
    )
    assert model.fact("touches", "touch_id, person_id, minutes", "touch_id, known_from") == [
        ("t1", None, 200),
        ("t1", "p2", 140),
        ("t2", "p2", 100),
    ]


def test_a_touch_that_turns_out_to_be_someone_elses_gives_its_minutes_back() -> None:
    """Cap 60. Two chats by addresses of Acme, nobody's yet: the account's, 50 and what is left of 30.

    On the 8th ann is known: t1 (50) is hers from then on, and the account has 60 minutes for t2 (30) and t3 (40).

    known:       5 Jan         8 Jan (ann)
    acme         t1 50  ..
                 t2 10         t2 30
                 t3  0         t3 30
    ann                        t1 50
    """
    model = tiny_model(
        {"workspace": {"timezone": "UTC"}, "engagement": {"daily_cap": 60}},
        accounts="""
            account_id | name | domain
            a1         | Acme | acme.com
        """,
        people="""
            person_id | email        | account_id | created_at
            p1        | ann@acme.com | a1         | 2026-01-08
        """,
        touches="""
            touch_id | occurred_at      | kind | duration_seconds | email
            t1       | 2026-01-05 10:00 | chat | 3000             | ann@acme.com
            t2       | 2026-01-05 12:00 | chat | 1800             | bob@acme.com
            t3       | 2026-01-05 14:00 | chat | 2400             | eve@acme.com
        """,
    )
    columns = "touch_id, person_id, minutes, known_from, known_to"
    one, two, three = (datetime(2026, 1, 5, hour) for hour in (10, 12, 14))
    created = datetime(2026, 1, 8)
    assert model.fact("touches", columns, "touch_id, known_from") == [
        ("t1", None, 50, one, created),
        ("t1", "p1", 50, created, None),
        ("t2", None, 10, two, created),
        ("t2", None, 30, created, None),
        ("t3", None, 0, three, created),
        ("t3", None, 30, created, None),
    ]


def test_a_tier_weighs_as_it_was_at_the_touch() -> None:
    model = tiny_model(
        {"engagement": {"weights": {"tier": {"1": 3.0}}}},
        accounts="""
            account_id | name
            a1         | Acme
        """,
        list_members="""
            list_id | account_id | tier | valid_from | valid_to
            named   | a1         | 1    | 2026-01-01 | 2026-02-01
            named   | a1         | 2    | 2026-02-01 |
        """,
        touches="""
            touch_id | occurred_at      | kind     | account_id
            t1       | 2026-01-15 10:00 | download | a1
            t2       | 2026-02-15 10:00 | download | a1
            t3       | 2026-01-15 10:00 | download |
        """,
    )
    assert model.fact("touches", "touch_id, minutes") == [("t1", 30), ("t2", 10), ("t3", 10)]
