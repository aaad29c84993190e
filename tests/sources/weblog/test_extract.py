"""Tiny logs and event exports: what they give, what is left out and counted, what is rejected with its reason."""

from datetime import datetime
from hashlib import md5

import pytest

from sources.export_workspace import ExportWorkspace

AGENT = "Mozilla/5.0 (X11)"


@pytest.fixture
def export(tmp_path):
    return ExportWorkspace(tmp_path, "weblog")


def hashed(host, agent=AGENT):
    return "log:" + md5(f"{host} {agent}".encode()).hexdigest()[:16]


def combined(
    request="GET / HTTP/1.1",
    status=200,
    host="192.0.2.7",
    user="-",
    time="01/Aug/2025:10:00:00 +0200",
    agent=AGENT,
):
    return f'{host} - {user} [{time}] "{request}" {status} 512 "-" "{agent}"'


def lines(*texts):
    return "".join(f"{text}\n" for text in texts)


def left_out(export):
    return {
        reason: int(many.split()[0]) for _, told in export.told for many, _, reason in [told.partition(": ")]
    }


def test_a_page_of_the_combined_format_is_a_page_view_at_the_logs_own_time(export):
    export.load({"access.log": lines(combined("GET /pricing?utm_campaign=spring+24&x=1 HTTP/1.1"))})
    columns = (
        "occurred_at",
        "kind",
        "channel",
        "campaign_id",
        "visitor_id",
        "url",
        "referrer",
        "ip",
        "user_agent",
    )
    assert export.rows("touches", *columns) == [
        (
            datetime(2025, 8, 1, 8),
            "page_view",
            "web",
            "spring 24",
            hashed("192.0.2.7"),
            "/pricing?utm_campaign=spring+24&x=1",
            None,
            "192.0.2.7",
            AGENT,
        )
    ]


def test_the_common_format_has_no_agent_and_other_servers_name_the_site_first(export):
    export.load(
        {
            "common.log": 'piweba3y.prodigy.com - - [01/Aug/1995:00:00:59 -0400] "GET /shuttle/ HTTP/1.0" 200 1\n',
            "vhost.log": lines(f"www.example.com:443 {combined('GET /b', host='2001:db8::1')}"),
        }
    )
    assert export.rows("touches", "occurred_at", "ip", "url", "visitor_id") == [
        (
            datetime(1995, 8, 1, 4, 0, 59),
            "piweba3y.prodigy.com",
            "/shuttle/",
            hashed("piweba3y.prodigy.com", ""),
        ),
        (datetime(2025, 8, 1, 8), "2001:db8::1", "/b", hashed("2001:db8::1")),
    ]


def test_what_is_no_page_is_left_out_and_counted(export):
    requests = [
        combined("POST /form HTTP/1.1"),
        combined("HEAD / HTTP/1.1"),
        combined("GET /gone HTTP/1.1", 404),
        combined("GET /moved HTTP/1.1", 301),
        combined("GET /whitepaper.pdf HTTP/1.1", 206),
        combined("GET /logo.PNG?v=2 HTTP/1.1"),
        combined("GET /robots.txt HTTP/1.1"),
        combined("-", 408),
        combined("GET /seen.html HTTP/1.1", 304),
        combined("GET /notes.txt HTTP/1.1"),
        combined("GET /whitepaper.pdf HTTP/1.1"),
    ]
    export.load({"access.log.gz": lines(*requests)})
    assert export.rows("touches", "url", "kind") == [
        ("/notes.txt", "page_view"),
        ("/seen.html", "page_view"),
        ("/whitepaper.pdf", "download"),
    ]
    named = {"no request": 1, "another method": 2, "an error": 1, "elsewhere": 2, "robots.txt": 2}
    assert {
        word: next(count for reason, count in left_out(export).items() if word in reason) for word in named
    } == named
    assert sum(left_out(export).values()) + export.record.tables[0].rows_in == len(requests)


def test_lines_that_cannot_be_read_are_rejected_with_their_line(export):
    export.load(
        {
            "a.log": lines(
                "# no line", "", combined("GET /a"), combined("GET /b", time="31/Feb/2025:10:00:00 +0200")
            )
        }
    )
    assert export.rows("touches", "url") == ["/a"]
    assert [(line, reason) for _, line, _, reason in export.rejected] == [
        (1, "it is no line of the common or combined log format"),
        (4, "its time is none"),
    ]


def test_a_log_loaded_again_changes_nothing_and_grows_by_what_is_new(export):
    first = [combined("GET /a"), combined("GET /b")]
    export.load({"access.log": lines(*first)})
    export.load({})
    assert [(c.loaded, c.unchanged) for c in export.record.tables] == [(0, 2)]
    export.load({"access.log": lines(*first, combined("GET /c"))})
    assert [(c.loaded, c.unchanged) for c in export.record.tables] == [(1, 2)]


def test_alike_requests_of_one_second_are_as_many_as_there_are(export):
    export.load({"access.log": lines(*[combined("GET /a")] * 3)})
    ids = export.rows("touches", "touch_id")
    assert len(ids) == 3
    assert {one.split("-")[0] for one in ids} == {ids[0].split("-")[0]}


def test_a_login_is_the_visitor_and_if_it_is_an_address_the_person(export):
    export.load(
        {"access.log": lines(combined(user="ana@acme.com"), combined(user="bob", host="198.51.100.1"))}
    )
    assert export.rows("touches", "visitor_id", "email") == [("ana@acme.com", "ana@acme.com"), ("bob", None)]


def test_escaped_quotes_in_an_agent(export):
    export.load({"access.log": lines(combined(agent='A \\"b\\" c'))})
    assert export.rows("touches", "user_agent") == ['A "b" c']


W3C = """#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2024-03-05 10:00:00
#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) cs(Referer) cs(Cookie) sc-status
2024-03-05 10:00:01 GET /a - - 192.0.2.1 Mozilla/5.0+(Windows) https://x.example/ sid=7;+visitor=V9 200
2024-03-05 10:00:02 GET /b q=1 - 192.0.2.1 Mozilla/5.0+(Windows) - - 200
2024-03-05 10:00:03 GET /c -
#Date: 2024-03-06 00:00:00
#Fields: time c-ip cs-method cs-uri sc-status cs(User-Agent)
00:00:01 192.0.2.2 GET /d?x 200 "An agent of words"
"""


def test_w3c_logs_are_utc_and_read_by_the_fields_in_force(tmp_path):
    export = ExportWorkspace(tmp_path, "weblog", 'visitor_cookie = "visitor"')
    export.load({"u_ex240305.log": W3C})
    assert export.rows("touches", "occurred_at", "url", "visitor_id", "referrer", "user_agent") == [
        (datetime(2024, 3, 5, 10, 0, 1), "/a", "V9", "https://x.example/", "Mozilla/5.0 (Windows)"),
        (
            datetime(2024, 3, 5, 10, 0, 2),
            "/b?q=1",
            hashed("192.0.2.1", "Mozilla/5.0 (Windows)"),
            None,
            "Mozilla/5.0 (Windows)",
        ),
        (
            datetime(2024, 3, 6, 0, 0, 1),
            "/d?x",
            hashed("192.0.2.2", "An agent of words"),
            None,
            "An agent of words",
        ),
    ]
    assert export.rejected == [
        ("touches", 7, "2024-03-05 10:00:03 GET /c -", "it has another number of cells than #Fields names")
    ]


def test_w3c_logs_with_tabs_and_another_zone(tmp_path):
    export = ExportWorkspace(tmp_path, "weblog", 'timezone = "Europe/Madrid"')
    fields = "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)"
    row = "\t".join(["2024-07-01", "12:00:00", "192.0.2.1", "GET", "/a", "200", "Mozilla/5.0%20(X11)"])
    export.load({"e.log": lines("#Version: 1.0", fields, row)})
    assert export.rows("touches", "occurred_at", "user_agent") == [(datetime(2024, 7, 1, 10), AGENT)]


def test_a_table_of_requests_with_seconds_since_1970(export):
    export.load(
        {
            "log.tsv": "host\tlogname\ttime\tmethod\turl\tresponse\tbytes\treferer\tuseragent\n"
            "dec.com\t-\t807256800\tGET\t/a.html\t200\t1713\t\t\n"
            "dec.com\t-\tsoon\tGET\t/b.html\t200\t1713\t\t\n"
        }
    )
    assert export.rows("touches", "occurred_at", "ip", "url") == [
        (datetime(1995, 8, 1, 6), "dec.com", "/a.html")
    ]
    assert export.rejected == [("touches", 3, "soon", "is not a date or time")]


EVENTS = (
    "event_id,event,event_name,collector_tstamp,domain_userid,user_id,page_url,user_ipaddress,useragent,target_url,"
    """domain_sessionid,geo_city
e1,page_view,page_view,2024-02-01 10:00:00.000,v1,NULL,https://x.example/a,192.0.2.1,UA,NULL,s1,Bilbao
e2,page_ping,page_ping,2024-02-01 10:00:10.000,v1,NULL,https://x.example/a,192.0.2.1,UA,NULL,s1,Bilbao
e3,unstruct,link_click,2024-02-01 10:00:11.000,v1,NULL,https://x.example/a,192.0.2.1,UA,https://x.example/b,s1,
e4,unstruct,link_click,2024-02-01 10:00:12.000,v1,ana@acme.com,https://x.example/a,192.0.2.1,UA,/w.pdf?x,s1,
e5,unstruct,submit_form,2024-02-01 10:00:13.000,NULL,ana@acme.com,https://x.example/a,192.0.2.9,UA,NULL,s1,
e6,unstruct,cart_filled,2024-02-01 10:00:14.000,v1,NULL,https://x.example/a,192.0.2.1,UA,NULL,s1,
"""
)


def test_events_of_a_tracker(tmp_path):
    export = ExportWorkspace(tmp_path, "weblog", 'keep = ["geo_city"]')
    export.load({"events.csv": EVENTS})
    assert export.rows(
        "touches", "touch_id", "occurred_at", "kind", "visitor_id", "email", "duration_seconds"
    ) == [
        ("e1", datetime(2024, 2, 1, 10), "page_view", "v1", None, None),
        ("e2", datetime(2024, 2, 1, 10, 0, 10), "page_ping", "v1", None, None),
        ("e3", datetime(2024, 2, 1, 10, 0, 11), "page_ping", "v1", None, 0),
        ("e4", datetime(2024, 2, 1, 10, 0, 12), "download", "v1", "ana@acme.com", 0),
        (
            "e5",
            datetime(2024, 2, 1, 10, 0, 13),
            "form_submit",
            hashed("192.0.2.9", "UA"),
            "ana@acme.com",
            None,
        ),
    ]
    assert export.rows("touches", "touch_id", "thread_id", "attributes")[0] == (
        "e1",
        "s1",
        '{"geo_city":"Bilbao"}',
    )
    assert export.rows("visitor_links", "linked_at", "visitor_id", "email", "how") == [
        (datetime(2024, 2, 1, 10, 0, 12), "v1", "ana@acme.com", "login"),
        (datetime(2024, 2, 1, 10, 0, 13), hashed("192.0.2.9", "UA"), "ana@acme.com", "login"),
    ]
    (rejected,) = export.rejected
    assert rejected[:3] == ("touches", 7, "cart_filled")


def test_json_lines_of_another_tracker(export):
    page = '{"messageId":"m1","type":"page","timestamp":"2024-02-01T10:00:00+01:00","anonymousId":"a1",'
    page += '"context":{"ip":"192.0.2.1","userAgent":"UA","page":{"url":"https://x.example/a"}}}'
    track = '{"messageId":"m2","type":"track","event":"file_download","timestamp":"2024-02-01T09:01:00Z"}'
    export.load({"events.jsonl": lines(page, "{broken", track)})
    assert export.rows("touches", "touch_id", "occurred_at", "kind", "visitor_id", "url", "ip") == [
        ("m1", datetime(2024, 2, 1, 9), "page_view", "a1", "https://x.example/a", "192.0.2.1"),
        ("m2", datetime(2024, 2, 1, 9, 1), "download", None, None, None),
    ]
    assert export.rejected == [("touches", 2, "{broken", "it is no JSON object")]


def test_enriched_events_without_a_header(export):
    fields = [""] * 131
    for place, text in {
        5: "page_view",
        6: "e1",
        3: "2024-02-01 10:00:00.000",
        15: "v1",
        29: "https://x.example/",
    }.items():
        fields[place] = text
    fields[126] = "page_view"
    export.load({"run.tsv": lines("\t".join(fields), "cut\toff")})
    assert export.rows("touches", "touch_id", "occurred_at", "kind", "visitor_id", "url") == [
        ("e1", datetime(2024, 2, 1, 10), "page_view", "v1", "https://x.example/")
    ]
    assert [line for _, line, _, _ in export.rejected] == [2]


def test_what_is_neither_is_refused_and_says_what_it_has(export):
    export.load({"people.csv": "Name,Mail\nAna,ana@acme.com\n", "empty.log": "", "old.zip": "x"})
    told = dict(export.told)
    assert "It has Name, Mail" in told["people.csv"]
    assert told["empty.log"] == "The file is empty."
    assert "packed" in told["old.zip"]


def test_a_column_that_the_settings_name_and_a_table_of_events_has_not(tmp_path):
    export = ExportWorkspace(tmp_path, "weblog", 'columns.touches.topic = "page_titel"')
    export.load({"events.csv": EVENTS})
    assert any("page_titel" in reason for _, reason in export.told)


def test_a_line_that_is_too_long_is_rejected_and_the_next_is_read(export, monkeypatch):
    monkeypatch.setattr("abmetry.sources.text_lines.LONGEST_LINE_BYTES", 1_000)
    monkeypatch.setattr("abmetry.sources.inspection.CHUNK", 512)
    export.load({"access.log": lines(combined("GET /a"), combined(agent="x" * 5_000), combined("GET /b"))})
    assert export.rows("touches", "url") == ["/a", "/b"]
    assert [(line, reason) for _, line, _, reason in export.rejected] == [(2, "the line is too long")]
