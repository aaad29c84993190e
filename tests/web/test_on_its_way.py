"""Pages whose answers are late: the frame, then what it asks for in the place of itself."""

import re
import time
from html import unescape

import pytest

import abmetry.serving.reader as reading
from abmetry.web.navigation import ENTRIES
from abmetry.web.patience import Patience
from web.conftest import PATIENT
from web.test_security import sign_in

PERIOD = "period=2026-Q3"
OF_THE_FRAME = {"hx-request": "true", "hx-target": "main"}
PATHS = (
    *(
        ENTRIES[name].path
        for name in ("board", "funnel", "coverage", "reach", "influence", "velocity", "retention")
    ),
    *(ENTRIES[name].path for name in ("sales_development", "data")),
    "/kpi/pipeline_created",
    "/kpi/pipeline_created/evidence",
    "/funnel/engaged",
)


@pytest.fixture
def late(client):
    """No answer is there in time, unless it was there before."""
    client.app.state.answers.close()
    client.app.state.answers = type(client.app.state.answers)()
    client.app.state.patience = Patience(page=0.0)
    yield client
    client.app.state.patience = PATIENT


@pytest.mark.parametrize("path", PATHS)
def test_the_frame_asks_for_a_page_that_it_can_be_replaced_with(late, path):
    frame = late.get(f"{path}?{PERIOD}").text
    (address,) = re.findall(r'hx-get="([^"]+)" hx-trigger="load" hx-target="#main" hx-select="#main"', frame)
    page = late.get(unescape(address), headers=OF_THE_FRAME).text
    assert 'id="main"' in page
    assert 'hx-select="#main"' not in page


@pytest.mark.parametrize(
    "path", ["/funnel/nowhere", "/funnel?split=nothing", "/kpi/pipeline_created?where=nothing"]
)
def test_a_problem_that_comes_late_stands_in_the_page(late, path):
    asked = f"{path}{'&' if '?' in path else '?'}{PERIOD}"
    problem = late.get(asked, headers=OF_THE_FRAME)
    assert problem.status_code in (400, 404)
    assert (problem.headers["hx-reselect"], problem.headers["hx-reswap"]) == ("unset", "innerHTML")
    assert "is-problem" in problem.text
    drawer = late.get(asked, headers={"hx-request": "true", "hx-target": "drawer"})
    assert "hx-reselect" not in drawer.headers


def test_a_definition_beside_the_page_is_only_a_part(client):
    assert (
        'id="main"'
        not in client.get(
            f"/kpi/pipeline_created?{PERIOD}", headers={"hx-request": "true", "hx-target": "drawer"}
        ).text
    )


@pytest.mark.parametrize(
    "path", ["/kpi/pipeline_created", "/kpi/pipeline_created/evidence", "/funnel/engaged"]
)
def test_what_a_scope_can_be_made_of_being_late_is_nobodys_second_question(guarded, monkeypatch, path):
    """Where a build is new, the choices of the scope bar may take longer than a page waits."""
    sign_in(guarded, "ana")
    guarded.get(f"{path}?{PERIOD}&wait=1")
    guarded.app.state.patience = Patience()
    answers = guarded.app.state.answers
    choices = reading.choices
    monkeypatch.setattr(reading, "choices", lambda analysis: time.sleep(0.6) or choices(analysis))
    for question in [one for one in answers._asked if one[-1] == "choices"]:
        del answers._asked[question]
    log = guarded.app.state.access.audit
    before = len(log.list(user="ana"))
    page = guarded.get(f"{path}?{PERIOD}").text
    assert 'hx-select="#main"' not in page
    assert len(log.list(user="ana")) == before + 1
