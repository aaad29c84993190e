from facts.model_fixture import tiny_model


def test_the_first_engagement_as_known_at_any_instant() -> None:
    """v1's visit of 1 January becomes known as a1's in March; the mail of February is the first until then."""
    model = tiny_model(
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
            v1         | p1        | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | visitor_id | person_id
            t0       | 2025-12-01 10:00 | email_sent  |            | p1
            t1       | 2026-01-01 10:00 | page_view   | v1         |
            t2       | 2026-01-02 10:00 | page_view   | v1         |
            t3       | 2026-02-01 10:00 | email_reply |            | p1
            t4       | 2026-02-02 10:00 | email_reply |            | p1
        """,
    )
    columns = "touch_id, account_id, cast(known_from as varchar)"
    assert model.fact("first_engagements", columns, "known_from") == [
        ("t3", "a1", "2026-02-01 10:00:00"),
        ("t1", "a1", "2026-03-01 10:00:00"),
    ]


def test_relationship_touches_are_mails_and_meetings_held_once_per_person() -> None:
    model = tiny_model(
        accounts="""
            account_id | name
            a1         | Acme
        """,
        people="""
            person_id | account_id
            p1        | a1
            p2        | a1
        """,
        touches="""
            touch_id | occurred_at      | kind           | person_id | outcome | user_id | thread_id
            t1       | 2026-01-05 10:00 | email_sent     | p1        |         | u1      |
            t2       | 2026-01-05 11:00 | email_reply    | p1        |         | u1      |
            t3       | 2026-01-05 12:00 | email_received | p2        |         | u1      |
            t4       | 2026-01-05 13:00 | meeting        | p1        |         | u1      | m1
            t5       | 2026-01-05 13:00 | meeting        | p1        |         | u2      | m1
            t6       | 2026-01-05 13:00 | meeting        | p2        |         | u1      | m1
            t7       | 2026-01-05 14:00 | meeting        | p2        | no_show | u1      |
            t8       | 2026-01-05 15:00 | page_view      | p2        |         |         |
        """,
    )
    assert model.fact("relationship_touches", "touch_id, person_id, kind_of, persons", "touch_id") == [
        ("t1", "p1", "out", 1),
        ("t2", "p1", "in", 1),
        ("t3", "p2", "in", 1),
        ("t4", "p1", "meeting", 1),
        ("t6", "p2", "meeting", 1),
    ]
