import pytest

from abmetry.identity.company_name import NameIndex, normalised
from facts.model_fixture import tiny_model


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Acme, S.L.U.", "acme"),
        ("ACME S. L. U.", "acme"),
        ("Zeta S.à r.l.", "zeta"),
        ("Grupo Azúcar, S.A. de C.V.", "grupo azucar"),
        ("Müller GmbH & Co. KG", "muller"),
        ("A.B.C. Ltd.", "abc"),
        ("AT&T Inc.", "at and t"),
        ("Plan B", "plan b"),
        ("S.L.", "sl"),
    ],
)
def test_names_without_legal_forms(name: str, expected: str) -> None:
    assert normalised(name) == expected


def test_the_most_alike_account_and_how_alike() -> None:
    index = NameIndex([("a1", "Northwind Traders"), ("a2", "Contoso Ltd"), ("a3", "Contoso GmbH")])
    assert index.match("NORTHWIND TRADERS, S.A.").account_ids == ("a1",)  # type: ignore[union-attr]
    assert index.match("Contoso").account_ids == ("a2", "a3")  # type: ignore[union-attr]
    near = index.match("Northwind Trading")
    assert near is not None
    assert 0.75 <= near.similarity < 0.92
    assert index.match("Fabrikam") is None


def test_a_sure_name_links_a_doubtful_one_is_suggested_a_shared_one_is_held() -> None:
    """p4 has the source's own account, so that its company's name is not asked."""
    model = tiny_model(
        accounts="""
            account_id | name              | created_at
            a1         | Northwind Traders | 2026-03-01 10:00
            a2         | Contoso Ltd       |
            a3         | Contoso GmbH      |
        """,
        people="""
            person_id | account_id | company                 | created_at       | email
            p1        |            | Northwind Traders S.L.U.| 2026-01-01 10:00 | x@gmail.com
            p2        |            | Northwind Trading       | 2026-01-01 10:00 |
            p3        |            | Contoso                 | 2026-01-01 10:00 |
            p4        | a2         | Northwind               | 2026-01-01 10:00 |
        """,
    )
    columns = "person_id, account_id, link_rule, cast(known_from as varchar)"
    people = model.fact("people", columns, "person_id, known_from")
    assert people == [
        ("p1", None, None, "2026-01-01 10:00:00"),
        ("p1", "a1", "name", "2026-03-01 10:00:00"),
        ("p2", None, None, "2026-01-01 10:00:00"),
        ("p3", None, None, "2026-01-01 10:00:00"),
        ("p4", "a2", "source", "2026-01-01 10:00:00"),
    ]
    assert model.fact("held_links", "subject_id, candidates, suggestion") == [
        ("Contoso", '["a2","a3"]', None),
        ("Northwind Trading", '["a1"]', "a1"),
    ]
