from datetime import datetime

from facts.model_fixture import Rows, TinyModel, tiny_model

COLUMNS = "touch_id, source_table, is_response, is_engagement, is_marketing, known_from, known_to"


def _model(members: Rows, touches: Rows = ()) -> TinyModel:
    return tiny_model(
        accounts="""
            account_id | name
            a1         | Acme
        """,
        people="""
            person_id | account_id | email
            p1        | a1         | x@acme.com
            p2        | a1         | X@acme.com
        """,
        campaigns="""
            campaign_id | name | channel
            c1          | Fair | event
        """,
        campaign_members=members,
        touches=touches,
    )


def test_a_response_is_a_touch_on_its_campaigns_channel() -> None:
    model = _model(
        """
            campaign_id | person_id | status    | responded_at
            c1          | p1        | responded | 2026-01-05 10:00
            c1          | p2        | sent      |
        """
    )
    columns = "touch_id, kind, channel, category, account_id, campaign_id, is_response, is_counted, minutes"
    assert model.fact("touches", columns) == [
        ("response:c1:p1:", "response", "event", "marketing", "a1", "c1", True, False, 0)
    ]


def test_a_response_and_a_touch_of_one_person_campaign_and_day_are_one() -> None:
    """p1 and p2 are one stakeholder. The click comes after the response: until then the response counts."""
    model = _model(
        """
            campaign_id | person_id | responded_at
            c1          | p1        | 2026-01-05 10:00
        """,
        """
            touch_id | occurred_at      | kind        | campaign_id | person_id
            t1       | 2026-01-05 12:00 | email_click | c1          | p2
            t2       | 2026-01-05 13:00 | email_click | c1          | p2
            t3       | 2026-01-06 12:00 | email_click | c1          | p2
        """,
    )
    ten, noon = datetime(2026, 1, 5, 10), datetime(2026, 1, 5, 12)
    assert model.fact("touches", COLUMNS, "occurred_at") == [
        ("response:c1:p1:", "campaign_members", True, True, True, ten, noon),
        ("t1", "touches", True, True, True, noon, None),
        ("t2", "touches", False, True, False, datetime(2026, 1, 5, 13), None),
        ("t3", "touches", False, True, False, datetime(2026, 1, 6, 12), None),
    ]


def test_a_response_after_the_touch_makes_it_a_response_from_then_on() -> None:
    model = _model(
        """
            campaign_id | account_id | responded_at
            c1          | a1         | 2026-01-05 15:00
        """,
        """
            touch_id | occurred_at      | kind        | campaign_id | person_id
            t1       | 2026-01-05 12:00 | email_click | c1          | p1
        """,
    )
    noon, three = datetime(2026, 1, 5, 12), datetime(2026, 1, 5, 15)
    assert model.fact("touches", COLUMNS, "known_from") == [
        ("t1", "touches", False, True, False, noon, three),
        ("t1", "touches", True, True, True, three, None),
    ]


def test_a_touch_that_is_no_engagement_leaves_the_response() -> None:
    model = _model(
        """
            campaign_id | person_id | responded_at
            c1          | p1        | 2026-01-05
        """,
        """
            touch_id | occurred_at      | kind       | campaign_id | person_id
            t1       | 2026-01-05 12:00 | email_open | c1          | p1
        """,
    )
    assert model.fact("touches", "touch_id, is_response, is_engagement", "occurred_at") == [
        ("response:c1:p1:", True, True),
        ("t1", False, False),
    ]


def test_of_several_engagements_the_earliest_that_is_known_is_the_response() -> None:
    """t1 of 9:00 was a visitor's that proved to be p1 at 14:00; until then t2 of 12:00 stands for the response."""
    model = tiny_model(
        accounts="""
            account_id | name
            a1         | Acme
        """,
        people="""
            person_id | account_id
            p1        | a1
        """,
        campaigns="""
            campaign_id | name | channel
            c1          | Fair | event
        """,
        campaign_members="""
            campaign_id | person_id | responded_at
            c1          | p1        | 2026-01-05 10:00
        """,
        visitor_links="""
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-01-05 14:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | campaign_id | person_id | visitor_id
            t1       | 2026-01-05 09:00 | page_view   | c1          |           | v1
            t2       | 2026-01-05 12:00 | email_click | c1          | p1        |
            t3       | 2026-01-05 13:00 | email_click | c1          | p1        |
        """,
    )
    nine, ten, noon, one, two = (datetime(2026, 1, 5, hour) for hour in (9, 10, 12, 13, 14))
    columns = "touch_id, person_id, is_response, known_from, known_to"
    assert model.fact("touches", columns, "occurred_at, known_from") == [
        ("t1", None, False, nine, two),
        ("t1", "p1", True, two, None),
        ("response:c1:p1:", "p1", True, ten, noon),
        ("t2", "p1", True, noon, two),
        ("t2", "p1", False, two, None),
        ("t3", "p1", False, one, None),
    ]
