from datetime import datetime

from facts.model_fixture import tiny_model

EVER, NEVER = datetime(1, 1, 1), datetime(9999, 12, 31)
COLUMNS = "registrable_domain, account_id, span_from, span_to, is_held"


def test_one_account_on_a_domain() -> None:
    model = tiny_model(
        accounts="""
            account_id | name | domain       | created_at
            a1         | Acme | www.acme.com | 2026-01-05 10:00
        """
    )
    assert model.fact("domain_links", COLUMNS) == [("acme.com", "a1", datetime(2026, 1, 5, 10), NEVER, False)]


def test_two_accounts_without_a_common_ancestor_are_held_from_when_the_second_came() -> None:
    model = tiny_model(
        accounts="""
            account_id | name       | domain   | created_at
            a1         | Acme Spain | acme.com | 2026-01-05 10:00
            a2         | Acme Italy | acme.com | 2026-03-01 10:00
        """
    )
    march = datetime(2026, 3, 1, 10)
    assert model.fact("domain_links", COLUMNS, "span_from") == [
        ("acme.com", "a1", datetime(2026, 1, 5, 10), march, False),
        ("acme.com", None, march, NEVER, True),
    ]
    assert model.fact("held_links", "subject, subject_id, candidates, suggestion") == [
        ("domain", "acme.com", '["a1","a2"]', None)
    ]


def test_the_ancestor_of_all_the_rest_has_the_domain() -> None:
    """a3 -> a2 -> a1, all on acme.com: a2's, then a1's. The parent of b2 and b3 is not on their domain: held."""
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
    january, february = datetime(2026, 1, 1, 10), datetime(2026, 2, 1, 10)
    assert model.fact("domain_links", COLUMNS, "1, span_from") == [
        ("acme.com", "a2", january, february, False),
        ("acme.com", "a1", february, NEVER, False),
        ("b.com", None, EVER, NEVER, True),
        ("grp.com", "b1", january, NEVER, False),
    ]


def test_a_held_domain_is_free_again_once_an_ancestor_of_all_is_known() -> None:
    """b and c in January, unrelated until their parent a comes in March."""
    model = tiny_model(
        accounts="""
            account_id | name | domain   | parent_account_id | created_at
            a          | Top  | acme.com |                   | 2026-03-01 10:00
            b          | One  | acme.com | a                 | 2026-01-01 10:00
            c          | Two  | acme.com | a                 | 2026-01-02 10:00
        """,
        people="""
            person_id | email      | created_at
            p1        | x@acme.com | 2026-01-01 12:00
        """,
    )
    first, second, third = datetime(2026, 1, 1, 10), datetime(2026, 1, 2, 10), datetime(2026, 3, 1, 10)
    assert model.fact("domain_links", COLUMNS, "span_from") == [
        ("acme.com", "b", first, second, False),
        ("acme.com", None, second, third, True),
        ("acme.com", "a", third, NEVER, False),
    ]
    assert model.fact("people", "account_id, known_from, known_to", "known_from") == [
        ("b", datetime(2026, 1, 1, 12), second),
        (None, second, third),
        ("a", third, None),
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
