from datetime import datetime

from facts.model_fixture import TinyModel, tiny_model

ACCOUNTS = """
    account_id | name | domain   | created_at
    a1         | Acme | acme.com |
    a2         | Beta | beta.com | 2026-05-01 10:00
"""
PEOPLE = """
    person_id | account_id | email
    p1        | a1         | ann@acme.com
    p2        | a2         | bob@beta.com
"""
COLUMNS = "touch_id, person_id, account_id, known_from, known_to"


def _visits(links: str, *moments: str, **more: object) -> TinyModel:
    touches = [
        {"touch_id": f"t{i}", "occurred_at": moment, "kind": "page_view", "visitor_id": "v1"}
        for i, moment in enumerate(moments, 1)
    ]
    return tiny_model(
        more.get("settings"), accounts=ACCOUNTS, people=PEOPLE, visitor_links=links, touches=touches
    )  # type: ignore[arg-type]


def test_a_visit_before_the_proof_is_the_persons_from_the_proof_on() -> None:
    """t1 on 1 February, link on 3 February, t2 on 4 February: at 2 February t1 is nobody's."""
    model = _visits(
        """
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-02-03 10:00
        """,
        "2026-02-01 10:00",
        "2026-02-04 10:00",
    )
    proof = datetime(2026, 2, 3, 10)
    assert model.fact("touches", COLUMNS, "touch_id, known_from") == [
        ("t1", None, None, datetime(2026, 2, 1, 10), proof),
        ("t1", "p1", "a1", proof, None),
        ("t2", "p1", "a1", datetime(2026, 2, 4, 10), None),
    ]


def test_without_stitching_backwards_earlier_visits_stay_anonymous() -> None:
    model = _visits(
        """
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-02-03 10:00
        """,
        "2026-02-01 10:00",
        "2026-02-03 10:00",
        settings={"identity": {"stitch_backwards": False}},
    )
    assert model.fact("touches", COLUMNS, "touch_id") == [
        ("t1", None, None, datetime(2026, 2, 1, 10), None),
        ("t2", "p1", "a1", datetime(2026, 2, 3, 10), None),
    ]


def test_a_visitor_of_two_people_goes_by_the_latest_link_at_or_before_the_touch() -> None:
    """Links: p1 on 3 February, p2 on 10 February. 1st: p1 (the first later one); 3rd, 9th: p1; 10th: p2."""
    model = _visits(
        """
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-02-03 10:00
            v1         | p2        | 2026-02-10 10:00
            v1         | p2        | 2026-02-12 10:00
        """,
        "2026-02-01 10:00",
        "2026-02-03 10:00",
        "2026-02-10 09:59",
        "2026-02-10 10:00",
    )
    rows = model.fact("touches", "touch_id, person_id", "touch_id, known_from")
    assert rows == [("t1", None), ("t1", "p1"), ("t2", "p1"), ("t3", "p1"), ("t4", "p2")]


def test_a_proof_by_address_alone_is_the_person_who_has_it_else_the_account_of_its_domain() -> None:
    model = _visits(
        """
            visitor_id | email            | linked_at
            v1         | stranger@acme.com| 2026-02-03 10:00
        """,
        "2026-02-04 10:00",
    )
    assert model.fact("touches", "person_id, account_id, link_rule") == [(None, "a1", "domain")]
    assert model.fact("visitors") == []


def test_a_visitor_proved_to_be_staff_stops_counting_from_the_proof() -> None:
    model = _visits(
        """
            visitor_id | email        | linked_at
            v1         | me@ours.com  | 2026-02-03 10:00
        """,
        "2026-02-01 10:00",
        "2026-02-04 10:00",
        settings={"identity": {"own_domains": ["ours.com"]}},
    )
    assert model.fact("touches", COLUMNS) == [
        ("t1", None, None, datetime(2026, 2, 1, 10), datetime(2026, 2, 3, 10))
    ]
    assert model.fact("quality_touches", "check_name, rows", "1") == [("own_staff", 2)]


def test_until_the_person_of_a_link_is_known_the_link_before_it_holds() -> None:
    """Links: p1 on 3 February, p9 on 10 February, who is created on 1 March. The visit of 11 February is p1's first."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | email        | created_at
            p1        | a1         | ann@acme.com |
            p9        | a1         | new@acme.com | 2026-03-01 10:00
        """,
        visitor_links="""
            visitor_id | person_id | linked_at
            v1         | p1        | 2026-02-03 10:00
            v1         | p9        | 2026-02-10 10:00
            v2         | p9        | 2026-02-10 10:00
            v2         | p1        | 2026-02-20 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind      | visitor_id
            t1       | 2026-02-11 10:00 | page_view | v1
            t2       | 2026-02-11 10:00 | page_view | v2
        """,
    )
    visit, link, march = datetime(2026, 2, 11, 10), datetime(2026, 2, 20, 10), datetime(2026, 3, 1, 10)
    assert model.fact("touches", COLUMNS, "touch_id, known_from") == [
        ("t1", "p1", "a1", visit, march),
        ("t1", "p9", "a1", march, None),
        ("t2", None, None, visit, link),
        ("t2", "p1", "a1", link, march),
        ("t2", "p9", "a1", march, None),
    ]
