from datetime import datetime

from facts.model_fixture import tiny_model

ACCOUNTS = """
    account_id | name
    a1         | Acme
    a2         | Beta
"""


def test_an_address_is_the_one_person_who_has_it_without_case_and_space() -> None:
    model = tiny_model(
        accounts=ACCOUNTS,
        people=[{"person_id": "p1", "account_id": "a1", "email": "Ann@Acme.com"}],
        touches=[
            {
                "touch_id": "t1",
                "occurred_at": "2026-01-05 10:00",
                "kind": "email_click",
                "email": " ann@acme.COM ",
            }
        ],
    )
    assert model.fact("touches", "touch_id, person_id, account_id, link_rule") == [
        ("t1", "p1", "a1", "email")
    ]


def test_two_people_of_one_account_are_the_first_created() -> None:
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | email      | created_at
            p1        | a1         | x@acme.com | 2026-02-01 10:00
            p2        | a1         | X@acme.com | 2026-01-01 10:00
        """,
    )
    assert model.fact("people", "person_id, stakeholder_id") == [("p1", "p2"), ("p2", "p2")]
    assert set(model.fact("address_links", "person_id, is_held")) == {("p2", False)}


def test_people_of_two_accounts_are_held_from_when_the_second_is_known() -> None:
    """An address that p1 (a1, January) and p2 (a2, March) have: p1 until March, then nobody."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | email       | created_at
            p1        | a1         | x@gmail.com | 2026-01-01 10:00
            p2        | a2         | x@gmail.com | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | email
            t1       | 2026-02-01 10:00 | email_click | x@gmail.com
            t2       | 2026-04-01 10:00 | email_click | x@gmail.com
        """,
    )
    march = datetime(2026, 3, 1, 10)
    rows = model.fact("touches", "touch_id, account_id, known_from, known_to", "touch_id, known_from")
    assert rows == [
        ("t1", "a1", datetime(2026, 2, 1, 10), march),
        ("t1", None, march, None),
        ("t2", None, datetime(2026, 4, 1, 10), None),
    ]
    assert model.fact("held_links", "subject, subject_id, candidates") == [
        ("email", "x@gmail.com", '["p1","p2"]')
    ]


def test_an_address_with_two_at_signs_links_nobody() -> None:
    model = tiny_model(
        accounts="""
            account_id | name | domain
            a1         | Acme | acme.com
        """,
        people="""
            person_id | email
            p1        | x@y@acme.com
            p2        | x@y@acme.com
        """,
    )
    assert model.fact("people", "person_id, stakeholder_id, account_id") == [
        ("p1", "p1", None),
        ("p2", "p2", None),
    ]
    assert ("invalid_address", 2) in model.fact("quality_identity", "check_name, rows")


def test_a_lead_with_the_address_of_a_contact_is_of_the_contacts_account_from_its_creation() -> None:
    """p1 is a lead of January, p2 the contact that it became in March."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | email       | created_at
            p1        |            | x@gmail.com | 2026-01-01 10:00
            p2        | a1         | X@gmail.com | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | email
            t1       | 2026-02-01 10:00 | email_click | x@gmail.com
        """,
    )
    march = datetime(2026, 3, 1, 10)
    people = "person_id, stakeholder_id, account_id, link_rule, known_from, known_to"
    assert model.fact("people", people, "person_id, known_from") == [
        ("p1", "p1", None, None, datetime(2026, 1, 1, 10), march),
        ("p1", "p1", "a1", "email", march, None),
        ("p2", "p1", "a1", "source", march, None),
    ]
    columns = "person_id, account_id, known_from, known_to"
    assert model.fact("touches", columns, "known_from") == [
        ("p1", None, datetime(2026, 2, 1, 10), march),
        ("p1", "a1", march, None),
    ]


def test_a_touch_is_linked_by_another_rule_only_from_when_that_is_known() -> None:
    """p1 is of a1 by the domain; in March p2 with the same address is given to a1 by the source."""
    model = tiny_model(
        accounts="""
            account_id | name | domain
            a1         | Acme | acme.com
        """,
        people="""
            person_id | account_id | email      | created_at
            p1        |            | x@acme.com | 2026-01-01 10:00
            p2        | a1         | x@acme.com | 2026-03-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | person_id
            t1       | 2026-02-01 10:00 | email_click | p1
        """,
    )
    march = datetime(2026, 3, 1, 10)
    assert model.fact("touches", "account_id, link_rule, known_from, known_to", "known_from") == [
        ("a1", "domain", datetime(2026, 2, 1, 10), march),
        ("a1", "email", march, None),
    ]


def test_mail_of_our_own_staff_never_counts_even_with_the_id_of_another_touch() -> None:
    """Two sources name a touch t1: one is of p1, who becomes known later, one is from a colleague's address."""
    model = tiny_model(
        settings={"identity": {"own_domains": ["ours.com"]}},
        accounts="""
            account_id | name | domain
            a1         | Acme | acme.com
        """,
        people="""
            person_id | account_id | email      | created_at
            p1        | a1         | x@acme.com | 2026-02-01 10:00
        """,
        touches="""
            touch_id | occurred_at      | kind        | person_id | email
            t1       | 2026-01-10 10:00 | email_click | p1        |
            t1       | 2026-01-12 10:00 | email_click |           | joe@ours.com
        """,
    )
    rows = model.fact("touches", "occurred_at, account_id, known_from", "known_from")
    assert rows == [
        (datetime(2026, 1, 10, 10), None, datetime(2026, 1, 10, 10)),
        (datetime(2026, 1, 10, 10), "a1", datetime(2026, 2, 1, 10)),
    ]


def test_an_address_of_two_accounts_and_a_lead_is_the_leads_while_one_account_has_it() -> None:
    """The lead p1 of January, p2 of a1 in February, p3 of a2 in March: of a1 in February, then held."""
    model = tiny_model(
        accounts=ACCOUNTS,
        people="""
            person_id | account_id | email       | created_at
            p1        |            | x@gmail.com | 2026-01-01 10:00
            p2        | a1         | x@gmail.com | 2026-02-01 10:00
            p3        | a2         | x@gmail.com | 2026-03-01 10:00
        """,
    )
    january, february, march = (datetime(2026, month, 1, 10) for month in (1, 2, 3))
    people = "person_id, stakeholder_id, account_id, known_from, known_to"
    assert model.fact("people", people, "person_id, known_from") == [
        ("p1", "p1", None, january, february),
        ("p1", "p2", "a1", february, march),
        ("p1", "p1", None, march, None),
        ("p2", "p2", "a1", february, None),
        ("p3", "p3", "a2", march, None),
    ]
    links = "person_id, account_id, is_held, span_from"
    assert model.fact("address_links", links, "span_from") == [
        ("p1", None, False, january),
        ("p1", "a1", False, february),
        (None, None, True, march),
    ]
