from abmetry.facts.exclusions import in_networks, networks
from facts.model_fixture import tiny_model

CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


def test_networks_of_both_versions() -> None:
    listed = networks(["10.1.0.0/16", "192.0.2.7", "2001:db8::/32", "nonsense"])
    assert in_networks("10.1.200.3", listed)
    assert in_networks("192.0.2.7", listed)
    assert in_networks("2001:db8:1::5", listed)
    assert not in_networks("10.2.0.1", listed)
    assert not in_networks("192.0.2.8", listed)
    assert not in_networks("host.acme.com", listed)


def test_crawlers_suppressed_and_staff_never_count_and_are_counted_out() -> None:
    rows = [
        {"touch_id": "t1", "user_agent": CRAWLER},
        {"touch_id": "t2", "user_agent": "UptimeRobot-like monitor 7"},
        {"touch_id": "t3", "ip": "10.1.2.3"},
        {"touch_id": "t4", "email": "QA@acme.com"},
        {"touch_id": "t5", "email": "x@mail.tests.com"},
        {"touch_id": "t6", "email": "me@ours.com"},
        {"touch_id": "t7", "email": "rep@agency.com"},
        {"touch_id": "t8", "person_id": "p1"},
        {"touch_id": "t9", "user_agent": BROWSER, "ip": "10.2.2.3", "email": "x@acme.com"},
    ]
    model = tiny_model(
        {"identity": {"own_domains": ["ours.com"]}},
        people="""
            person_id | email
            p1        | boss@eu.ours.com
        """,
        users="""
            user_id | name | email
            u1      | Rep  | Rep@agency.com
        """,
        suppressions="""
            kind    | pattern
            agent   | *MONITOR*
            ip      | 10.1.0.0/16
            address | qa@ACME.com
            domain  | tests.com
        """,
        touches=[{"occurred_at": "2026-01-05 10:00", "kind": "page_view", **row} for row in rows],
    )
    assert model.fact("touches", "touch_id") == [("t9",)]
    assert model.fact("quality_touches", "check_name, rows, sample", "1") == [
        ("crawler", 1, '["t1"]'),
        ("own_staff", 3, '["t6","t8"]'),
        ("suppressed_address", 2, '["t4","t5"]'),
        ("suppressed_agent", 1, '["t2"]'),
        ("suppressed_network", 1, '["t3"]'),
        ("unresolved", 1, '["t9"]'),
    ]
