import pytest

from abmetry.facts.exclusions import agent_reason, in_networks, networks
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


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        (BROWSER, None),
        ("Mozilla/5.0", "mail_proxy"),
        (" mozilla/5.0 ", "mail_proxy"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko)", None),
        (
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "crawler",
        ),
        ("HEY/1.0 (+https://hey.com/imageproxy)", "mail_proxy"),
        ("Proofpoint URL scanner", "crawler"),
        ("BarracudaCentral", "crawler"),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", None),
    ],
)
def test_machines_that_open_mail(agent: str, reason: str | None) -> None:
    assert agent_reason(agent) == reason


def test_what_proxies_open_is_told_apart_and_counts_for_nothing() -> None:
    """Opens by a browser, Apple's proxy, Gmail's, a scanner, a suppressed agent; a page view and a click by each."""
    agents = {
        "browser": BROWSER,
        "apple": "Mozilla/5.0",
        "gmail": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "scanner": "Mimecast",
        "monitor": "our monitor",
    }
    model = tiny_model(
        {"engagement": {"count_opens": True, "minutes": {"email_open": 1}}},
        accounts=[{"account_id": "a", "name": "A"}],
        suppressions=[{"kind": "agent", "pattern": "*monitor*"}],
        touches=[
            {
                "touch_id": f"{name} {kind}",
                "occurred_at": "2026-01-05 10:00",
                "kind": kind,
                "account_id": "a",
                "user_agent": agent,
            }
            for name, agent in agents.items()
            for kind in ("email_open", "email_click", "page_view")
        ],
    )
    assert model.fact("touches", "touch_id, is_proxy_open, is_engagement, minutes") == [
        ("apple email_click", False, True, 1),
        ("apple email_open", True, False, 0),
        ("apple page_view", False, True, 1),
        ("browser email_click", False, True, 1),
        ("browser email_open", False, True, 1),
        ("browser page_view", False, True, 1),
        ("gmail email_open", True, False, 0),
        ("scanner email_open", True, False, 0),
    ]
    assert model.fact("quality_touches", "check_name, rows") == [
        ("crawler", 4),
        ("proxy_open", 3),
        ("suppressed_agent", 3),
    ]
