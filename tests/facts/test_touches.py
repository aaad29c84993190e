from datetime import datetime

from facts.model_fixture import tiny_model

ACCOUNTS = """
    account_id | name | domain   | created_at
    a1         | Acme | acme.com |
    a2         | Beta | beta.com | 2026-05-01 10:00
"""


def test_a_touchs_own_account_wins_over_its_persons_and_is_counted() -> None:
    """p1 has changed employer: now of a2. The meeting of January was booked on a1 and stays there."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id
            p1        | a2
        """,
        touches="""
            touch_id | occurred_at      | kind    | person_id | account_id
            t1       | 2026-01-05 10:00 | meeting | p1        | a1
            t2       | 2026-01-05 10:00 | meeting | p1        | nobody
            t3       | 2026-01-05 10:00 | meeting | p9        |
        """,
    )
    assert model.fact("touches", "touch_id, person_id, account_id, link_rule") == [
        ("t1", "p1", "a1", "source"),
        ("t2", "p1", "a2", "source"),
        ("t3", "p9", None, None),
    ]
    assert model.fact("quality_touches", "check_name, rows") == [
        ("account_disagreement", 1),
        ("unknown_account", 1),
        ("unresolved", 1),
    ]


def test_a_person_created_after_the_touch_is_known_from_then_on() -> None:
    """The touch names p1 and bears an address of acme.com: a1's by domain, and from March p1 of a2's."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | created_at
            p1        | a2         | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | person_id | email
            t1       | 2026-01-05 10:00 | form_submit | p1        | x@acme.com
        """,
    )
    march = datetime(2026, 3, 1, 10)
    columns = "person_id, account_id, link_rule, known_from, known_to"
    assert model.fact("touches", columns, "known_from") == [
        (None, "a1", "domain", datetime(2026, 1, 5, 10), march),
        ("p1", "a2", "source", march, None),
    ]


def test_the_account_of_a_domain_exists_from_its_creation() -> None:
    model = tiny_model(
        accounts=ACCOUNTS,
        touches="""
            touch_id | occurred_at      | kind        | email
            t1       | 2026-01-05 10:00 | form_submit | x@mail.beta.com
        """,
    )
    may = datetime(2026, 5, 1, 10)
    assert model.fact("touches", "account_id, known_from, known_to", "known_from") == [
        (None, datetime(2026, 1, 5, 10), may),
        ("a2", may, None),
    ]


def test_what_counts_as_engagement() -> None:
    rows = """
        touch_id | kind         | direction | outcome    | quantity
        t01      | email_open   |           |            |
        t02      | chat         | outbound  |            |
        t03      | chat         |           | no_message |
        t04      | meeting      | outbound  | No_Show    |
        t05      | meeting      | outbound  |            |
        t06      | call         |           | Answered   |
        t07      | call         |           | busy       |
        t08      | email_click  | outbound  |            |
        t09      | email_sent   |           |            |
        t10      | page_view    |           |            | 0
        t11      | voicemail    |           |            |
        t12      | ad_click     |           |            | 3
    """
    lines = rows.strip().splitlines()
    dated = "\n".join(
        line + (" | occurred_at" if i == 0 else " | 2026-01-05 10:00") for i, line in enumerate(lines)
    )
    model = tiny_model(touches=dated)
    assert model.fact("touches", "touch_id, kind, direction, is_engagement, is_counted, minutes") == [
        ("t01", "email_open", "inbound", False, False, 0),
        ("t02", "chat", "outbound", True, True, 5),
        ("t03", "chat", None, False, False, 0),
        ("t04", "meeting", "outbound", False, False, 0),
        ("t05", "meeting", "outbound", True, True, 30),
        ("t06", "call_answered", "outbound", True, True, 5),
        ("t07", "call", "outbound", False, True, 0),
        ("t08", "email_click", "outbound", False, True, 0),
        ("t09", "email_sent", "outbound", False, True, 0),
        ("t10", "page_view", "inbound", False, False, 0),
        ("t11", "voicemail", "outbound", False, True, 0),
        ("t12", "ad_click", "inbound", True, True, 3),
    ]
    opens = tiny_model({"engagement": {"count_opens": True}}, touches=dated)
    assert opens.fact("touches", "is_engagement", "touch_id")[0] == (True,)


def test_category_is_the_channels_else_the_kinds_and_marketing_needs_a_marketing_channel() -> None:
    model = tiny_model(
        touches="""
            touch_id | occurred_at      | kind        | channel
            t1       | 2026-01-05 10:00 | page_view   | web
            t2       | 2026-01-05 10:00 | page_view   |
            t3       | 2026-01-05 10:00 | page_view   | carrier pigeon
            t4       | 2026-01-05 10:00 | email_reply | sales_email
            t5       | 2026-01-05 10:00 | email_sent  | email
        """
    )
    assert model.fact("touches", "touch_id, category, is_marketing") == [
        ("t1", "marketing", True),
        ("t2", "marketing", False),
        ("t3", "marketing", False),
        ("t4", "sales", False),
        ("t5", "marketing", False),
    ]


def test_local_day_across_midnight_and_daylight_saving() -> None:
    """Madrid: 29 March 2026 has 23 hours; a bare date is its local midnight."""
    model = tiny_model(
        touches="""
            touch_id | occurred_at      | kind
            t1       | 2026-03-28 23:30 | page_view
            t2       | 2026-03-29 01:00 | page_view
            t3       | 2026-03-29 22:30 | page_view
            t4       | 2026-03-29       | page_view
        """
    )
    assert model.fact("touches", "touch_id, cast(occurred_local as varchar), occurred_is_date") == [
        ("t1", "2026-03-29 00:30:00", False),
        ("t2", "2026-03-29 03:00:00", False),
        ("t3", "2026-03-30 00:30:00", False),
        ("t4", "2026-03-29 00:00:00", True),
    ]


def test_the_rows_of_a_touch_tile_the_time_from_its_happening_on() -> None:
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | created_at       | email
            p1        | a1         | 2026-04-01 10:00 | x@gmail.com
            p2        |            | 2026-03-01 10:00 | y@beta.com
        """,
        visitor_links="""
            visitor_id | person_id | linked_at
            v1         | p2        | 2026-02-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind      | visitor_id | email
            t1       | 2026-01-05 10:00 | page_view | v1         | x@gmail.com
        """,
    )
    columns = "person_id, account_id, cast(known_from as varchar), cast(known_to as varchar)"
    assert model.fact("touches", columns, "known_from") == [
        (None, None, "2026-01-05 10:00:00", "2026-03-01 10:00:00"),
        ("p2", None, "2026-03-01 10:00:00", "2026-04-01 10:00:00"),
        ("p1", "a1", "2026-04-01 10:00:00", None),
    ]


def test_a_form_after_an_ad_that_was_seen_and_not_clicked() -> None:
    """Ads of v1: seen 1 January; of v2: seen and clicked; of a1 without a visitor: seen 20 January.

    t1 30 dates after the impression at the same wall-clock time; t2 a minute later; t3 has a click before it;
    t4 without a visitor's ads, by the account's; t5 at the instant of the account's impression, not before it.
    """
    model = tiny_model(
        accounts=ACCOUNTS,
        touches="""
            touch_id | occurred_at      | kind          | visitor_id | account_id
            i1       | 2026-01-01 10:00 | ad_impression | v1         |
            i2       | 2026-01-01 10:00 | ad_impression | v2         |
            c2       | 2026-01-02 10:00 | ad_click      | v2         |
            i3       | 2026-01-20 10:00 | ad_impression |            | a1
            t1       | 2026-01-31 10:00 | form_submit   | v1         |
            t2       | 2026-01-31 10:01 | form_submit   | v1         |
            t3       | 2026-01-03 10:00 | form_submit   | v2         |
            t4       | 2026-01-25 10:00 | chat          | v3         | a1
            t5       | 2026-01-20 10:00 | ad_conversion | v3         | a1
            t6       | 2026-01-25 10:00 | page_view     | v3         | a1
        """,
    )
    told = model.fact("touches", "touch_id, is_view_through_conversion", "touch_id")
    assert [row[0] for row in told if row[1]] == ["t1", "t4"]


def test_our_user_is_found_by_the_address_that_only_one_has() -> None:
    """u1 has Zoe@ours.com, u2 and u3 share sales@ours.com; boss@ours.com is nobody's."""
    model = tiny_model(
        users="""
            user_id | name | email
            u1      | Zoe  | Zoe@ours.com
            u2      | A    | sales@ours.com
            u3      | B    | sales@ours.com
        """,
        touches="""
            touch_id | occurred_at      | kind    | user_id
            t1       | 2026-01-05 10:00 | meeting | zoe@Ours.com
            t2       | 2026-01-05 10:00 | meeting | u1
            t3       | 2026-01-05 10:00 | meeting | sales@ours.com
            t4       | 2026-01-05 10:00 | meeting | boss@ours.com
            t5       | 2026-01-05 10:00 | meeting |
        """,
    )
    assert model.fact("touches", "touch_id, user_id") == [
        ("t1", "u1"),
        ("t2", "u1"),
        ("t3", "sales@ours.com"),
        ("t4", "boss@ours.com"),
        ("t5", None),
    ]
