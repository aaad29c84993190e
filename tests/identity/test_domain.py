from datetime import datetime

from facts.model_fixture import tiny_model

COLUMNS = "registrable_domain, account_id, known_from, known_to, is_held"


def test_one_account_on_a_domain() -> None:
    model = tiny_model(
        accounts="""
            account_id | name | domain       | created_at
            a1         | Acme | www.acme.com | 2026-01-05 10:00
        """
    )
    assert model.fact("domain_links", COLUMNS) == [("acme.com", "a1", datetime(2026, 1, 5, 10), None, False)]


def test_two_accounts_without_a_common_ancestor_are_held_from_when_the_second_came() -> None:
    model = tiny_model(
        accounts="""
            account_id | name       | domain   | created_at
            a1         | Acme Spain | acme.com | 2026-01-05 10:00
            a2         | Acme Italy | acme.com | 2026-03-01 10:00
        """
    )
    assert model.fact("domain_links", COLUMNS) == [
        ("acme.com", "a1", datetime(2026, 1, 5, 10), datetime(2026, 3, 1, 10), True)
    ]
    assert model.fact("held_links", "subject, subject_id, candidates, suggestion") == [
        ("domain", "acme.com", '["a1","a2"]', None)
    ]


def test_the_ancestor_of_all_the_rest_has_the_domain() -> None:
    """a3 -> a2 -> a1, all on acme.com: a1's. b2 and b3 have a parent b1 that is not on their domain: held."""
    model = tiny_model(
        accounts="""
            account_id | name  | domain   | parent_account_id | created_at
            a1         | Acme  | acme.com |                   | 2026-02-01 10:00
            a2         | Spain | acme.com | a1                | 2026-01-01 10:00
            a3         | Lleida| acme.com | a2                | 2026-01-02 10:00
            b1         | Group | grp.com  |                   | 2026-01-01 10:00
            b2         | Two   | b.com    | b1                |
            b3         | Three | b.com    | b1                |
        """
    )
    assert model.fact("domain_links", COLUMNS) == [
        ("acme.com", "a1", datetime(2026, 2, 1, 10), None, False),
        ("b.com", None, None, None, True),
        ("grp.com", "b1", datetime(2026, 1, 1, 10), None, False),
    ]


def test_mail_providers_and_reserved_names_identify_nobody() -> None:
    model = tiny_model(
        accounts="""
            account_id | name  | domain
            a1         | One   | example.com
            a2         | Two   | example.com
            a3         | Three | gmail.com
        """,
        people="""
            person_id | email
            p1        | x@example.com
            p2        | x@gmail.com
        """,
    )
    assert model.fact("domain_links") == []
    assert model.fact("held_links") == []
    assert model.fact("people", "person_id, account_id") == [("p1", None), ("p2", None)]
