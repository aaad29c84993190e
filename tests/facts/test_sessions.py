from datetime import datetime

from facts.model_fixture import TinyModel, tiny_model


def _visits(rows: str, **more: str) -> TinyModel:
    lines = rows.strip().splitlines()
    if "kind" not in lines[0]:
        lines = [line + (" | kind" if i == 0 else " | page_view") for i, line in enumerate(lines)]
    return tiny_model(touches="\n".join(lines), **more)  # type: ignore[arg-type]


def test_exactly_30_minutes_is_the_same_session_a_second_more_is_not() -> None:
    model = _visits(
        """
            touch_id | occurred_at         | visitor_id
            t1       | 2026-01-05 10:00:00 | v1
            t2       | 2026-01-05 10:30:00 | v1
            t3       | 2026-01-05 11:00:01 | v1
            t4       | 2026-01-05 11:00:01 | v2
        """
    )
    assert model.fact("sessions", "session_id, touch_id, page_views, seconds", "touch_id") == [
        ("v1#t1", "t1", 2, 1800),
        ("v1#t3", "t3", 1, 0),
        ("v2#t4", "t4", 1, 0),
    ]


def test_pings_lengthen_a_session_and_hold_it_open() -> None:
    """View 10:00, pings 10:00:10 and 10:25, view 10:50: one session. A ping at 12:00 alone is none."""
    model = _visits(
        """
            touch_id | occurred_at         | visitor_id | kind      | duration_seconds
            t1       | 2026-01-05 10:00:00 | v1         | page_view |
            t2       | 2026-01-05 10:00:10 | v1         | page_ping |
            t3       | 2026-01-05 10:25:00 | v1         | page_ping |
            t4       | 2026-01-05 10:50:00 | v1         | page_view |
            t5       | 2026-01-05 10:50:10 | v1         | page_ping | 5
            t6       | 2026-01-05 12:00:00 | v1         | page_ping |
            t7       | 2026-01-05 12:10:00 | v1         | page_view |
            t8       | 2026-01-05 14:00:00 | v1         | page_ping |
        """
    )
    assert model.fact("sessions", "touch_id, page_views, seconds, ended_at", "started_at") == [
        ("t1", 2, 50 * 60 + 15, datetime(2026, 1, 5, 10, 50, 15)),
        ("t7", 1, 0, datetime(2026, 1, 5, 12, 10)),
    ]


def test_a_campaign_other_than_the_last_one_named_begins_a_session() -> None:
    """none, A, none, A, B, none, A within minutes: [none A none A] [B none] [A]; after silence it starts anew."""
    model = _visits(
        """
            touch_id | occurred_at      | visitor_id | campaign_id
            t1       | 2026-01-05 10:00 | v1         |
            t2       | 2026-01-05 10:01 | v1         | A
            t3       | 2026-01-05 10:02 | v1         |
            t4       | 2026-01-05 10:03 | v1         | A
            t5       | 2026-01-05 10:04 | v1         | B
            t6       | 2026-01-05 10:05 | v1         |
            t7       | 2026-01-05 10:06 | v1         | A
            t8       | 2026-01-05 11:00 | v1         |
            t9       | 2026-01-05 11:01 | v1         | B
        """
    )
    assert model.fact("sessions", "touch_id, page_views, campaign_id", "started_at") == [
        ("t1", 4, None),
        ("t5", 2, "B"),
        ("t7", 1, "A"),
        ("t8", 2, None),
    ]


def test_the_trackers_own_session_begins_one_where_it_changes() -> None:
    """s1 and its ping, s2 after 30 seconds, one that names none, s3 at a ping; without a view s4 is none."""
    model = _visits(
        """
            touch_id | occurred_at         | visitor_id | kind      | thread_id
            t1       | 2026-01-05 10:00:00 | v1         | page_view | s1
            t2       | 2026-01-05 10:00:10 | v1         | page_ping | s1
            t3       | 2026-01-05 10:00:40 | v1         | page_view | s2
            t4       | 2026-01-05 10:01:00 | v1         | page_view | s2
            t5       | 2026-01-05 10:01:10 | v1         | page_view |
            t6       | 2026-01-05 10:02:00 | v1         | page_ping | s3
            t7       | 2026-01-05 10:02:30 | v1         | page_view | s3
            t8       | 2026-01-05 10:02:40 | v1         | page_view | s2
            t9       | 2026-01-05 10:03:00 | v1         | page_ping | s4
        """
    )
    assert model.fact("sessions", "touch_id, page_views, seconds", "started_at") == [
        ("t1", 1, 20),
        ("t3", 4, 110),
        ("t8", 1, 0),
    ]


def test_a_session_over_midnight_belongs_to_the_day_it_began() -> None:
    model = _visits(
        """
            touch_id | occurred_at      | visitor_id
            t1       | 2026-01-05 22:50 | v1
            t2       | 2026-01-05 23:10 | v1
        """
    )
    assert model.fact("sessions", "cast(started_local as varchar), page_views") == [
        ("2026-01-05 23:50:00", 2)
    ]


def test_a_session_over_the_change_of_the_clock_is_one() -> None:
    """Madrid, 25 October 2026: 02:50 summer time, twenty minutes later 02:10 winter time."""
    model = _visits(
        """
            touch_id | occurred_at      | visitor_id
            t1       | 2026-10-25 00:50 | v1
            t2       | 2026-10-25 01:10 | v1
        """
    )
    assert model.fact("sessions", "page_views, seconds") == [(2, 1200)]


def test_without_a_visitor_the_person_else_account_and_network_address() -> None:
    model = _visits(
        """
            touch_id | occurred_at      | person_id | account_id | ip
            t1       | 2026-01-05 10:00 | p1        |            | 10.0.0.1
            t2       | 2026-01-05 10:01 | p1        |            | 10.0.0.2
            t3       | 2026-01-05 10:00 |           | a1         | 10.0.0.1
            t4       | 2026-01-05 10:01 |           | a1         | 10.0.0.1
            t5       | 2026-01-05 10:01 |           | a1         | 10.0.0.2
            t6       | 2026-01-05 10:01 |           |            |
            t7       | 2026-01-05 10:01 |           |            |
        """,
        accounts="""
            account_id | name
            a1         | Acme
        """,
    )
    assert model.fact("sessions", "touch_id, page_views", "touch_id") == [
        ("t1", 2),
        ("t3", 2),
        ("t5", 1),
        ("t6", 1),
        ("t7", 1),
    ]


def test_a_session_is_whose_its_first_page_view_is_and_from_when_that_is_known() -> None:
    model = _visits(
        """
            touch_id | occurred_at      | visitor_id
            t1       | 2026-01-05 10:00 | v1
            t2       | 2026-01-05 10:10 | v1
        """,
        accounts="""
            account_id | name
            a1         | Acme
        """,
        people="""
            person_id | account_id
            p1        | a1
        """,
        visitor_links="""
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-01-05 10:05
        """,
    )
    ten, proof = datetime(2026, 1, 5, 10), datetime(2026, 1, 5, 10, 5)
    columns = "session_id, account_id, page_views, known_from, known_to"
    assert model.fact("sessions", columns, "known_from") == [
        ("v1#t1", None, 2, ten, proof),
        ("v1#t1", "a1", 2, proof, None),
    ]


def test_view_through_visits() -> None:
    """v1 saw an ad; v2 saw and clicked; a1's ads without a visitor count for the sessions of a1."""
    model = _visits(
        """
            touch_id | occurred_at      | visitor_id | account_id | kind
            i1       | 2026-01-01 10:00 | v1         |            | ad_impression
            i2       | 2026-01-01 10:00 | v2         |            | ad_impression
            c2       | 2026-01-01 10:01 | v2         |            | ad_click
            i3       | 2026-01-01 10:00 |            | a1         | ad_impression
            t1       | 2026-01-05 10:00 | v1         |            | page_view
            t2       | 2026-01-05 10:00 | v2         |            | page_view
            t3       | 2026-01-05 10:00 | v3         | a1         | page_view
            t4       | 2026-01-05 10:00 | v4         |            | page_view
            t5       | 2026-02-01 10:00 | v3         | a1         | page_view
            t6       | 2026-02-05 10:00 | v1         |            | page_view
        """,
        accounts="""
            account_id | name
            a1         | Acme
        """,
    )
    told = model.fact("sessions", "touch_id, is_view_through", "touch_id")
    assert [row[0] for row in told if row[1]] == ["t1", "t3"]
