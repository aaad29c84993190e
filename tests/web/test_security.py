"""Who may see what, and what the browser is told."""

import re

import pytest

from web.conftest import PASSWORD

PERIOD = "period=2026-Q3"


def sign_in(client, name):
    said = send_in(client, name=name, password=PASSWORD)
    assert said.status_code == 303
    return said


def send_in(client, **fields):
    """Fill in the form of the sign-in page, and send it."""
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/sign-in").text)[1]
    return client.post("/sign-in", data={"csrf": csrf, **fields})


@pytest.mark.parametrize("language", ["es", "ca", "fa"])
def test_who_is_turned_away_is_told_in_their_language(client, language):
    english = client.get("/", headers={"host": "evil.example"}).text
    told = client.get(f"/?lang={language}", headers={"host": "evil.example"})
    assert told.status_code == 421
    assert told.headers["content-language"] == language
    assert told.text != english
    assert client.get(f"/?lang={language}&x={'y' * 20000}").text != client.get(f"/?x={'y' * 20000}").text


def test_every_response_has_the_policy(client):
    for path in (
        "/",
        "/nowhere",
        "/static/theme.css",
        "/static/vendor/vega.min.js",
        "/kpi/icp_fit/evidence.csv",
    ):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_a_strange_name_or_a_strange_page_is_turned_away(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8760"}).status_code == 200
    assert client.post("/sign-in", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/sign-in", headers={"origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/ASSETS.md", "/static//etc/passwd"]
)
def test_only_files_that_are_meant_have_an_address(client, path):
    assert client.get(f"/static{path}").status_code == 404


def test_nobody_sees_anything_without_signing_in(guarded):
    asked = guarded.get(f"/funnel?{PERIOD}")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=/funnel%3Fperiod%3D2026-Q3"
    assert guarded.get("/api/v1/status").status_code == 401
    part = guarded.get(
        "/kpi/icp_fit", headers={"hx-request": "true", "hx-current-url": f"http://localhost/funnel?{PERIOD}"}
    )
    assert part.headers["hx-redirect"] == "/sign-in?next=/funnel%3Fperiod%3D2026-Q3"
    forged = guarded.get("/", headers={"cookie": "abmetry_session=made.up"})
    assert forged.status_code == 303


def test_signing_in_and_out(guarded):
    wrong = send_in(guarded, name="ana", password="guess")
    assert wrong.status_code == 403
    assert "The name or the password is not right." in wrong.text
    said = send_in(guarded, name="ana", password=PASSWORD, next="/funnel")
    assert said.headers["location"] == "/funnel"
    cookie = said.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = guarded.get(f"/?{PERIOD}")
    assert page.status_code == 200
    assert guarded.get("/api/v1/status").status_code == 200
    assert guarded.post("/sign-out", data={"csrf": "guess"}).status_code == 403
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)[1]
    assert guarded.post("/sign-out", data={"csrf": csrf}).status_code == 303
    assert guarded.get("/").status_code == 303


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(guarded, after):
    said = send_in(guarded, name="ana", password=PASSWORD, next=after)
    assert said.headers["location"] == "/"


def test_guessing_is_slowed_down(guarded):
    statuses = [send_in(guarded, name="ana", password=f"guess {n}").status_code for n in range(30)]
    assert 429 in statuses


def test_a_viewer_takes_nothing_away_and_sees_no_sql(guarded):
    sign_in(guarded, "vera")
    assert guarded.get(f"/kpi/engaged_accounts/evidence.csv?{PERIOD}").status_code == 403
    assert guarded.get(f"/funnel/engaged/accounts.csv?{PERIOD}").status_code == 403
    assert "The SQL behind it" not in guarded.get(f"/kpi/engaged_accounts?{PERIOD}").text
    sign_in(guarded, "ana")
    assert guarded.get(f"/kpi/engaged_accounts/evidence.csv?{PERIOD}").status_code == 200
    assert "The SQL behind it" in guarded.get(f"/kpi/engaged_accounts?{PERIOD}").text


def test_a_file_for_a_spreadsheet_holds_no_formula(client):
    file = client.get(f"/kpi/target_accounts/evidence.csv?{PERIOD}")
    cells = [cell for line in file.text.splitlines() for cell in line.split(",")]
    assert any("calc" in cell for cell in cells)
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@"))]


def test_what_was_taken_away_is_written_down(guarded):
    sign_in(guarded, "ana")
    guarded.get(f"/kpi/engaged_accounts/evidence.csv?{PERIOD}")
    entries = guarded.app.state.access.audit.list()
    assert [entry.action for entry in entries if entry.user == "ana"].count("export") == 1


def asked(client):
    """What ana did, the oldest first."""
    entries = [entry for entry in client.app.state.access.audit.list() if entry.user == "ana"]
    return [entry for entry in reversed(entries) if entry.action not in ("sign in", "administer")]


@pytest.mark.parametrize(
    ("address", "action", "said"),
    [
        ("/?wait=1&", "ask", {"page": "/", "period": "2026-Q3"}),
        ("/funnel?", "ask", {"page": "/funnel"}),
        ("/accounts?wait=1&", "ask", {"page": "/accounts"}),
        ("/accounts/a1?wait=1&", "ask", {"page": "/accounts/a1", "account": "a1"}),
        ("/reach?wait=1&tier=1&", "ask", {"page": "/reach", "tiers": ["1"]}),
        ("/kpi/engaged_accounts?", "explain", {"kpis": ["engaged_accounts"]}),
        ("/kpi/engaged_accounts/evidence?", "evidence", {"kpis": ["engaged_accounts"], "part": "numerator"}),
        ("/funnel/engaged?", "evidence", {"stage": "engaged"}),
        ("/kpi/engaged_accounts/evidence.csv?", "export", {"format": "csv"}),
        ("/accounts.csv?", "export", {"format": "csv"}),
        ("/funnel/engaged/accounts.csv?", "export", {"stage": "engaged"}),
    ],
)
def test_what_is_asked_on_a_page_is_written_down_once(guarded, address, action, said):
    sign_in(guarded, "ana")
    assert guarded.get(f"{address}{PERIOD}").status_code == 200
    (entry,) = asked(guarded)
    assert entry.action == action
    assert said.items() <= entry.question.items()
    assert entry.rows


def test_a_page_that_asks_nothing_or_cannot_be_shown_is_not(guarded):
    sign_in(guarded, "ana")
    guarded.get("/catalogue")
    guarded.get(f"/?{PERIOD}&tier=nine&wait=1")
    assert not asked(guarded)


def test_a_part_that_comes_later_is_written_down_when_it_comes(guarded):
    sign_in(guarded, "ana")
    for _ in range(50):
        text = guarded.get(f"/board/stages?{PERIOD}", headers={"hx-request": "true"}).text
        if "net_revenue_retention" in text:
            break
    (entry,) = asked(guarded)
    assert (entry.action, entry.question["page"]) == ("ask", "/board/stages")
    assert "net_revenue_retention" in entry.question["kpis"]
