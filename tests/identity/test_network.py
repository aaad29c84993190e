"""Rule 4 on drawn tables: whose an address or a host's name is, from when, and before and after which other rules."""

from datetime import datetime

import pytest

from abmetry.errors import SettingsError
from facts.model_fixture import tiny_model

ACCOUNTS = """
    account_id | name | domain   | created_at
    a1         | Acme | acme.com | 2026-01-01 00:00
    b1         | Beta | beta.com | 2026-02-01 00:00
"""


def links(touches, table="", accounts=ACCOUNTS, settings=None, **more):
    """touch: account, rule, known from"""
    given = {"identity": {"networks": str(table)}} if table else {}
    model = tiny_model({**given, **(settings or {})}, accounts=accounts, touches=touches, **more)
    model.build("touches", "held_links", "links", "quality_touches")
    return model, model.fact("touches", "touch_id, account_id, link_rule, known_from", "touch_id, known_from")


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "networks.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def visits(*ips, at="2026-03-01 10:00"):
    return [
        {"touch_id": f"t{place}", "occurred_at": at, "kind": "page_view", "ip": ip, "visitor_id": f"v{place}"}
        for place, ip in enumerate(ips, 1)
    ]


AT = datetime(2026, 3, 1, 10)


def test_an_address_is_of_the_smallest_network_of_the_table(table):
    """10/8 of a1, within it 10.1/16 by b1's domain, within that a provider's 10.1.2/24; 2001:db8::/32 of a1"""
    path = table(
        "network;account_id;domain;type\n10.0.0.0/8;a1;;\n10.1.0.0/16;;www.beta.com;business\n"
        "10.1.2.0/24;;beta.com;ISP\n2001:db8::/32;a1;;\n"
    )
    ips = ("10.0.0.1", "10.1.9.9", "10.1.2.3", "11.0.0.1", "2001:DB8::7", "::ffff:10.0.0.1", "2001:db9::")
    _, found = links(visits(*ips), path)
    a1, b1, nobody = ("a1", "network"), ("b1", "network"), (None, None)
    assert [row[1:3] for row in found] == [a1, b1, nobody, nobody, a1, a1, nobody]


def test_a_host_name_is_of_the_company_whose_domain_it_is(table):
    ips = (
        "gate.acme.com",
        "ppp3.acme.com",
        "x.prodigy.com",
        "pipe1",
        "192.0.2.1",
        "gate.unknown-company.com",
    )
    model, found = links(visits(*ips))
    assert [row[1] for row in found] == ["a1", None, None, None, None, None]
    assert model.rows("select subject_id, account_id, confidence from links where subject = 'network'") == [
        {"subject_id": "acme.com", "account_id": "a1", "confidence": 0.7}
    ]


def test_a_link_is_known_from_when_the_account_is():
    """b1 came to be known on 1 February; the visit was in January"""
    _, found = links(visits("gate.beta.com", at="2026-01-10 10:00"))
    assert found == [
        ("t1", None, None, datetime(2026, 1, 10, 10)),
        ("t1", "b1", "network", datetime(2026, 2, 1)),
    ]


def test_rules_before_it_decide_and_the_name_of_a_company_after_it(table):
    """p1: by source a1; p2: by the name of the company a1; p3: of nobody; t4: by its own address's domain; t5: own"""
    path = table("network,account_id\n10.0.0.0/8,b1\n")
    people = [
        {"person_id": "p1", "account_id": "a1", "email": "p1@gmail.com"},
        {"person_id": "p2", "company": "Acme Inc.", "email": "p2@gmail.com"},
        {"person_id": "p3", "email": "p3@gmail.com"},
    ]
    touches = [
        {"touch_id": "t1", "person_id": "p1"},
        {"touch_id": "t2", "person_id": "p2"},
        {"touch_id": "t3", "person_id": "p3"},
        {"touch_id": "t4", "email": "x@acme.com"},
        {"touch_id": "t5", "account_id": "a1"},
    ]
    touches = [
        {**touch, "occurred_at": "2026-03-01 10:00", "kind": "page_view", "ip": "10.0.0.1"}
        for touch in touches
    ]
    model, found = links(touches, path, people=people)
    assert [row[1:3] for row in found] == [
        ("a1", "source"),
        ("b1", "network"),
        ("b1", "network"),
        ("a1", "domain"),
        ("a1", "source"),
    ]
    (p2,) = model.rows("select account_id, link_rule from people where person_id = 'p2' and known_to is null")
    assert p2 == {"account_id": "a1", "link_rule": "name"}
    assert [row[0] for row in model.fact("touches", "person_id", "touch_id")][:3] == ["p1", "p2", "p3"]


def test_a_domain_or_network_of_several_accounts_is_held(table):
    """a1 and b1 share acme.com: the domain is held. 10/8 is given to both: the network is held."""
    accounts = ACCOUNTS.replace("beta.com", "acme.com")
    path = table("network,account_id\n10.0.0.0/8,a1\n10.0.0.0/8,b1\n")
    model, found = links(visits("gate.acme.com", "10.0.0.1"), path, accounts)
    assert [row[1] for row in found] == [None, None]
    held = model.fact("held_links", "subject, subject_id, candidates", "subject")
    assert held == [("domain", "acme.com", '["a1","b1"]'), ("network", "10.0.0.0/8", '["a1","b1"]')]


def test_where_an_address_is_held_its_network_does_not_decide(table):
    """x@gmail.com is of p1 of a1 and of p2 of b1; so is what visitor v9 was proved to be"""
    path = table("network,account_id\n10.0.0.0/8,a1\n")
    people = [
        {"person_id": "p1", "account_id": "a1", "email": "x@gmail.com"},
        {"person_id": "p2", "account_id": "b1", "email": "x@gmail.com"},
    ]
    view = {"occurred_at": "2026-03-01 10:00", "kind": "page_view", "ip": "10.0.0.1"}
    touches = [
        {**view, "touch_id": "t1", "email": "x@gmail.com"},
        {**view, "touch_id": "t2", "visitor_id": "v9"},
        {**view, "touch_id": "t3", "visitor_id": "v8"},
    ]
    proofs = [{"visitor_id": "v9", "email": "x@gmail.com", "linked_at": "2026-02-01 10:00", "how": "form"}]
    _, found = links(touches, path, people=people, visitor_links=proofs)
    assert [row[1] for row in found] == [None, None, "a1"]


def test_an_owner_by_name_is_an_account_or_a_suggestion(table):
    path = table('network,company\n10.0.0.0/8,"ACME, Inc."\n11.0.0.0/8,Betas\n12.0.0.0/8,Nobody Known\n')
    model, found = links(visits("10.0.0.1", "11.0.0.1", "12.0.0.1"), path)
    assert [row[1] for row in found] == ["a1", None, None]
    assert model.fact("held_links", "subject, subject_id, suggestion") == [("network", "11.0.0.0/8", "b1")]


def test_our_own_networks_and_hosts_never_count(table):
    path = table("network,domain\n10.0.0.0/8,ours.com\n")
    settings = {"identity": {"own_domains": ["ours.com"], "networks": str(path)}}
    suppressions = [{"kind": "domain", "pattern": "beta.com"}]
    model, found = links(
        visits("10.0.0.1", "pc.ours.com", "gate.beta.com", "gate.acme.com"),
        settings=settings,
        suppressions=suppressions,
    )
    assert [row[:2] for row in found] == [("t4", "a1")]
    assert model.fact("quality_touches", "check_name, rows") == [("own_staff", 2), ("suppressed_network", 1)]


def test_a_row_that_is_no_network_is_told_with_its_line(table):
    with pytest.raises(SettingsError, match=r"networks.csv, line 3: 10\.0\.0\.0/40 is no network"):
        links(visits("10.0.0.1"), table("network,account_id\n10.0.0.0/8,a1\n10.0.0.0/40,a1\n"))
    with pytest.raises(SettingsError, match="no column account_id or domain or company"):
        links(visits("10.0.0.1"), table("network,owner\n10.0.0.0/8,a1\n"))


def test_a_database_in_maxminds_format(tmp_path):
    """128.0.0.0/1 is acme.com's; all below has no record"""
    pytest.importorskip("maxminddb")
    path = tmp_path / "networks.mmdb"
    path.write_bytes(database({"company": {"name": "Acme", "domain": "acme.com", "type": "business"}}))
    _, found = links(visits("192.0.2.1", "10.0.0.1", "2001:db8::1"), path)
    assert [row[1] for row in found] == ["a1", None, None]
    path.write_bytes(database({"traits": {"domain": "acme.com", "user_type": "hosting"}}))
    assert [row[1] for row in links(visits("192.0.2.1"), path)[1]] == [None]
    path.write_bytes(b"no database")
    with pytest.raises(SettingsError, match="cannot be read"):
        links(visits("192.0.2.1"), path)


def database(record):
    """A database of one node: bit 0 has no record, bit 1 has this one (maxmind.github.io/MaxMind-DB)."""

    def encoded(value):
        if isinstance(value, dict):
            parts = [encoded(key) + encoded(inner) for key, inner in value.items()]
            return bytes([7 << 5 | len(value)]) + b"".join(parts)
        if isinstance(value, str):
            return bytes([2 << 5 | len(value)]) + value.encode()
        if isinstance(value, list):
            return bytes([len(value), 11 - 7])
        number, kind = value
        return (bytes([1, kind - 7]) if kind > 7 else bytes([kind << 5 | 1])) + bytes([number])

    tree = (1).to_bytes(3, "big") + (1 + 16).to_bytes(3, "big")
    about = {
        "binary_format_major_version": (2, 5), "binary_format_minor_version": (0, 5), "build_epoch": (1, 9),
        "database_type": "T", "description": {}, "ip_version": (4, 5), "languages": [], "node_count": (1, 6),
        "record_size": (24, 5),
    }  # fmt: skip
    return tree + bytes(16) + encoded(record) + b"\xab\xcd\xefMaxMind.com" + encoded(about)
