from facts.model_fixture import tiny_model


def test_touches_by_where_they_came_from():
    """acme.com twice from two hosts (one a mail), a domain of no account, a provider, two bare addresses, a crawler"""
    model = tiny_model(
        accounts="""
            account_id | name | domain
            a1         | Acme | acme.com
        """,
        touches="""
            touch_id | occurred_at      | kind       | ip             | user_agent
            t1       | 2026-03-01 10:00 | page_view  | gate.acme.com  | Mozilla/5.0
            t2       | 2026-03-01 11:00 | email_open | pc7.acme.com   | Mozilla/5.0
            t3       | 2026-03-01 12:00 | page_view  | www.other.com  |
            t4       | 2026-03-01 13:00 | page_view  | x.prodigy.com  |
            t5       | 2026-03-01 14:00 | page_view  | 192.0.2.1      |
            t6       | 2026-03-01 15:00 | page_view  | 192.0.2.2      |
            t7       | 2026-03-01 16:00 | page_view  | gate.acme.com  | Googlebot/2.1
            t8       | 2026-03-01 17:00 | page_view  |                |
        """,
    )
    columns = "network, class, account_id, hosts, touches, page_views"
    assert model.fact("visited_networks", columns, "touches desc, class") == [
        (None, "address", None, 2, 2, 2),
        ("acme.com", "company", "a1", 2, 2, 1),
        ("other.com", "company", None, 1, 1, 1),
        ("prodigy.com", "provider", None, 1, 1, 1),
    ]
