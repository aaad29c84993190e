"""The pages of accounts, of one account, of coverage and of reach, as the server makes them."""

import re

import pytest

from abmetry.answers.account_list import SIGNALS
from abmetry.web.account_views import VIEWS
from tiny_company import MEMBERS, TIER_ONE
from web.test_security import sign_in

QUARTER = "period=2026-Q3"


def got(client, path: str, **headers: str) -> str:
    found = client.get(path, headers=headers)
    assert found.status_code == 200, found.text[-2000:]
    return found.text


def shown(page: str) -> list[str]:
    """Ids of the accounts of a list."""
    return re.findall(r'<th scope="row"><a href="/accounts/([^"?]+)', page)


def test_the_list_shows_the_accounts_of_the_scope(client):
    page = got(client, f"/accounts?{QUARTER}&wait=1")
    assert len(shown(page)) == MEMBERS
    assert "Company 1" in page
    assert len(shown(got(client, f"/accounts?{QUARTER}&wait=1&tier=1"))) == TIER_ONE


def test_it_is_sorted_searched_and_filtered_by_its_address(client):
    named = got(client, f"/accounts?{QUARTER}&wait=1&sort=name")
    assert 'aria-sort="ascending"' in named
    assert shown(got(client, f"/accounts?{QUARTER}&wait=1&q=company+13")) == ["a13"]
    assert shown(got(client, f"/accounts?{QUARTER}&wait=1&stage=won")) == ["a1"]
    nothing = got(client, f"/accounts?{QUARTER}&wait=1&q=nobody")
    assert "No account of this scope is like that" in nothing


def test_what_the_address_says_wrongly_is_left_out(client):
    page = got(client, f"/accounts?{QUARTER}&wait=1&sort=-drop&signal=1=1&stage=lost&page=abc")
    assert len(shown(page)) == MEMBERS


def test_what_is_typed_is_only_text(client):
    page = got(client, f"/accounts?{QUARTER}&wait=1&q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_view_is_a_link_that_can_be_followed(client):
    page = got(client, f"/accounts?{QUARTER}&wait=1")
    views = re.search(r"<nav class=\"tabs\".*?</nav>", page, re.DOTALL)
    assert views is not None
    links = re.findall(r'href="([^"]+)"', views.group())
    assert len(links) == len(VIEWS)
    for link in links:
        got(client, link.replace("&amp;", "&") + "&wait=1")
    assert {name for _, keys in VIEWS for name in keys.get("signal", ())} <= set(SIGNALS)


def test_the_whole_list_can_be_downloaded(client):
    found = client.get(f"/accounts.csv?{QUARTER}")
    assert found.status_code == 200
    assert found.headers["content-disposition"] == 'attachment; filename="accounts.csv"'
    lines = found.text.splitlines()
    assert len(lines) == MEMBERS + 1
    assert "\"'=cmd|" in found.text or "'=cmd|" in found.text
    assert client.get(f"/accounts.exe?{QUARTER}").status_code == 400


def test_one_account_tells_where_it_stands_its_people_its_deal_and_its_scores(client):
    page = got(client, f"/accounts/a1?{QUARTER}&wait=1")
    for text in ("Company 1", "Person 1", "First", "Proposal", "Page view", "Research heat", "Timeline"):
        assert text in page
    assert 'class="way-step is-here" aria-current="step"><span class="way-name">Won' in page


def test_its_months_come_as_a_part_of_the_page(client):
    part = got(client, f"/account-course/a1?{QUARTER}", **{"hx-request": "true"})
    assert "<html" not in part
    assert "data-chart" in part
    assert "<html" in got(client, f"/account-course/a1?{QUARTER}")


def test_a_name_that_would_run_is_only_text(client):
    assert "=cmd|&#39; /C calc&#39;!A0" in got(client, f"/accounts/a7?{QUARTER}&wait=1")


def test_an_account_that_is_none(client):
    assert client.get("/accounts/nobody?wait=1").status_code == 404


@pytest.mark.parametrize("path", ["/coverage", "/coverage?split=tier", "/reach", "/reach?split=campaign"])
def test_coverage_and_reach_say_what_they_can(client, path):
    page = got(client, path + ("&" if "?" in path else "?") + QUARTER + "&wait=1")
    assert "<h1>" in page
    assert "being worked out" not in page


def test_without_personas_coverage_says_what_would_help(client):
    page = got(client, f"/coverage?{QUARTER}&wait=1")
    assert "No persona is required" in page


def test_who_may_see_no_evidence_sees_no_person(guarded):
    """vera may see answers; the rows behind them, and people, are for analysts"""
    sign_in(guarded, "vera")
    page = got(guarded, f"/accounts/a1?{QUARTER}&wait=1")
    assert "Company 1" in page
    assert "Person 1" not in page
    assert "p1@c1.com" not in page
    assert guarded.get(f"/accounts.csv?{QUARTER}").status_code == 403
    sign_in(guarded, "ana")
    assert "Person 1" in got(guarded, f"/accounts/a1?{QUARTER}&wait=1")
