from facts.model_fixture import tiny_model


def test_personas_by_column_then_by_titles_as_whole_words_and_seniority() -> None:
    model = tiny_model(
        {
            "personas": {
                "economic_buyer": {"titles": ["CFO", "finance director"], "seniority": ["c_level", "vp"]},
                "technical": {"titles": ["CTO", "C++ lead"], "required": 0},
            }
        },
        accounts="""
            account_id | name
            a1         | Acme
        """,
        people="""
            person_id | account_id | title                  | seniority | persona        | buying_role
            p1        | a1         | Group CFO, EMEA        | C-Level   |                |
            p2        | a1         | cfo                    | intern    |                |
            p3        | a1         | Finance  Director      | vp        |                |
            p4        | a1         | CFOs assistant         | vp        |                |
            p5        | a1         | CFO                    | vp        | champion       |
            p6        | a1         | C++ Lead               |           |                |
            p7        | a1         |                        |           | Economic_Buyer |
            p8        |            | CFO                    | vp        |                |
            p9        | a1         |                        |           |                | user
        """,
    )
    assert model.fact("people", "person_id, persona, persona_required, is_stakeholder") == [
        ("p1", "economic_buyer", True, True),
        ("p2", None, False, False),
        ("p3", "economic_buyer", True, True),
        ("p4", None, False, False),
        ("p5", "champion", False, True),
        ("p6", "technical", False, True),
        ("p7", "economic_buyer", True, True),
        ("p8", "economic_buyer", True, False),
        ("p9", None, False, True),
    ]


def test_one_address_in_two_accounts_is_two_stakeholders() -> None:
    model = tiny_model(
        accounts="""
            account_id | name
            a1         | Acme
            a2         | Beta
        """,
        people="""
            person_id | account_id | email       | created_at
            p1        | a1         | x@gmail.com | 2026-01-02 10:00
            p2        | a1         | X@gmail.com | 2026-01-01 10:00
            p3        | a2         | x@gmail.com | 2026-01-03 10:00
            p4        | a1         |             | 2026-01-04 10:00
        """,
    )
    assert model.fact("people", "person_id, stakeholder_id") == [
        ("p1", "p2"),
        ("p2", "p2"),
        ("p3", "p3"),
        ("p4", "p4"),
    ]
