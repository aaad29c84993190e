"""Influence, velocity, retention, sales development and insights of a company that is small enough to draw."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from abmetry.web.app import create_app
from recompute.drawn import at, company, deal, touch
from recompute.program import opened
from web.conftest import PATIENT

PERIOD = "period=2026-Q1&wait=1"
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}


def sold():
    """a won after 20 days, b open and touched by one, c open and touched by nobody; c was a customer until February."""
    deals = [
        deal("a", "a", at(2, 1), amount=4000.0, closed_at=at(2, 21), **WON),
        deal("b", "b", at(2, 1), amount=2000.0),
        deal("c", "c", at(2, 1), amount=1000.0, type="renewal"),
    ]
    moves = [
        {"opportunity_id": "a", "stage": "Discovery", "entered_at": at(2, 1)},
        {"opportunity_id": "a", "stage": "Closed Won", "entered_at": at(2, 21)},
        {"opportunity_id": "b", "stage": "Discovery", "entered_at": at(2, 1)},
    ]
    touches = [
        touch("t1", at(1, 10), "form_submit", channel="web", person_id="p1"),
        touch("t2", at(1, 12), "form_submit", channel="event", person_id="p2"),
        touch("t3", at(2, 2), "call_answered", channel="call", person_id="p1", user_id="u1", minutes=9),
    ]
    return company(
        "a b c",
        opportunities=deals,
        opportunity_stages=moves,
        touches=touches,
        people=[{"person_id": "p1", "account_id": "a"}, {"person_id": "p2", "account_id": "b"}],
        users=[{"user_id": "u1", "name": "<b>Ann</b>", "role": "sdr"}],
        contracts=[
            {
                "contract_id": "k",
                "account_id": "c",
                "starts_on": date(2025, 2, 10),
                "ends_on": date(2026, 2, 9),
                "annual_value": 900.0,
            }
        ],
    )


@pytest.fixture(scope="module")
def seller(tmp_path_factory):
    with opened(sold(), tmp_path_factory.mktemp("sold")) as analysis:
        app = create_app(analysis.workspace, patience=PATIENT)
        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
            yield client


def text_of(client, path, **headers) -> str:
    page = client.get(path, headers=headers)
    assert page.status_code == 200, page.text
    return page.text


def test_influence_sets_influenced_against_not_and_lists_thin_cover(seller):
    text = text_of(seller, f"/influence/split?{PERIOD}")
    assert "2 of 2 open opportunities" in text
    assert 'href="/accounts/b?' in text
    assert "data-chart" in text
    assert "New business" in text


@pytest.mark.parametrize("part", ["channel", "campaign"])
@pytest.mark.parametrize("model", ["linear", "shapley", "no such model"])
def test_credit_of_every_model_stands_side_by_side(seller, part, model):
    text = text_of(seller, f"/influence/credit?{PERIOD}&part={part}&model={model}")
    for name in ("First touch", "Last touch", "U (HubSpot)", "Time decay", "Markov", "Shapley"):
        assert name in text
    assert 'class="numeric step-6"' in text if part == "channel" else "No campaign" in text


def test_a_part_alone_is_no_page_and_without_script_it_is_one(seller):
    assert "<html" not in text_of(seller, f"/influence/credit?{PERIOD}", **{"hx-request": "true"})
    for path in ("/influence/split", "/influence/credit", "/retention/courses", "/insights/found"):
        assert 'aria-current="page"' in text_of(seller, f"{path}?{PERIOD}")


@pytest.mark.parametrize("curve", ["deal_velocity_days", "deal_cycle_days", "stage_days", "nothing"])
def test_velocity_draws_how_long_it_lasts(seller, curve):
    text = text_of(seller, f"/velocity?{PERIOD}&curve={curve}")
    assert 'id="curves"' in text
    assert 'data-kpi="sales_velocity"' in text


def test_velocity_lists_what_stands_still(seller):
    text = text_of(seller, f"/velocity?{PERIOD}")
    assert "1 open deal stays in its stage longer" in text
    assert "Won deals took 20" in text


def test_retention_tells_who_was_not_renewed(seller):
    text = text_of(seller, f"/retention?{PERIOD}")
    assert 'data-kpi="customer_lifetime_value"' in text
    assert "Contracts that ran out" in text or 'data-kpi="renewal_rate"' in text


@pytest.mark.parametrize("who", ["rep", "team", "owner", "nobody"])
def test_sales_development_by_whom(seller, who):
    text = text_of(seller, f"/sales-development?{PERIOD}&who={who}&sort=-meaningful_conversations")
    assert 'data-kpi="meaningful_conversations"' in text
    assert "<b>Ann" not in text
    if who == "rep":
        assert "&lt;b&gt;Ann" in text


def test_insights_tell_what_was_tried_in_vain(seller):
    text = text_of(seller, f"/insights/found?{PERIOD}")
    assert "Associated, not caused" in text
    assert "pairs were too rare to be tried" in text


def test_an_insight_that_is_not_there_is_told(seller):
    assert seller.get(f"/insights/cases?{PERIOD}&insight=nothing").status_code == 404
    assert seller.get(f"/insights/cases.csv?{PERIOD}&insight=nothing").status_code == 404


@pytest.mark.parametrize("path", ["/retention", "/sales-development"])
def test_what_was_never_loaded_is_told(client, path):
    assert "Not available" in text_of(client, f"{path}?period=2026-Q3&wait=1")


def test_no_cover_is_thin_where_no_deal_is_open(client):
    assert "No open opportunity has thin cover." in text_of(client, "/influence/split?period=2026-Q3&wait=1")


def test_thin_cover_can_be_taken_away_whole(seller):
    file = seller.get(f"/influence/thin.csv?{PERIOD}")
    assert file.status_code == 200
    assert file.headers["content-disposition"] == 'attachment; filename="thin-cover.csv"'
    assert int(file.headers["x-total-count"]) == max(0, len(file.text.splitlines()) - 1)
    assert seller.get(f"/influence/thin.exe?{PERIOD}").status_code == 400
    assert seller.get(f"/insights/cases.exe?{PERIOD}&insight=nothing").status_code == 400


def test_insights_are_told_in_each_language_whoever_asked_before(seller):
    told = {}
    for language in ("en", "es", "en", "fa"):
        page = seller.get(f"/insights/found?{PERIOD}&lang={language}")
        assert page.status_code == 200
        told.setdefault(language, []).append(page.text)
    assert told["en"][0] == told["en"][1]
    assert len({texts[0] for texts in told.values()}) == 3
