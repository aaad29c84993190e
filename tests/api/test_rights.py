"""Who may ask the API what, and that it is written down."""

import shutil

import pytest
from starlette.testclient import TestClient

from abmetry.access.access import Access
from abmetry.access.caller import Caller
from abmetry.access.roles import Role
from abmetry.access.store import Store
from abmetry.api.rest import describe
from abmetry.workspace.workspace import Workspace
from api.conftest import api_of

Q3 = {"period": "2026-Q3"}
ADDRESSES = [
    path.removeprefix("/api/v1").replace("{kpi}", "engaged_accounts").replace("{account}", "a1")
    for path in describe()["paths"]
]


@pytest.mark.parametrize("path", [*ADDRESSES, "/openapi.json"])
@pytest.mark.parametrize("given", [None, "abm_0_0", "", "Bearer", "narrow "])
def test_nobody_is_told_anything(served, path, given):
    """Without a token, with one that is none, with half of one."""
    token = served.tokens["narrow"][:-1] if given == "narrow " else given
    said = served.get(path, token)
    assert said.status_code == 401, said.text
    assert said.headers["www-authenticate"] == "Bearer"
    assert said.headers["content-type"] == "application/problem+json"
    assert set(said.json()) <= {"type", "title", "status", "detail", "help"}


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("who", ["vera", "narrow"])
def test_answers_and_no_more(served, path, who):
    """A viewer, and a token for answers only, see answers; they take nothing away and see no SQL."""
    said = served.get(path, who)
    assert said.status_code == (403 if path.startswith("/explain") else 200), said.text
    if path not in ("/status", "/catalogue/engaged_accounts"):
        for format in ("csv", "parquet"):
            assert served.get(path, who, format=format).status_code == 403
            assert served.get(path, "ana", format=format).status_code == 200


@pytest.mark.parametrize("path", ["/kpis/engaged_accounts", "/evidence/engaged_accounts", "/funnel"])
def test_what_was_known_is_for_those_who_may_see_rows(served, path):
    """It makes a build of its own, so it is not for everybody."""
    said = served.get(path, "vera", known_at="2026-10-02", **Q3)
    assert said.status_code == 403
    assert "evidence" in said.json()["detail"]


@pytest.mark.parametrize("path", ["/evidence/people_per_account", "/accounts/a1"])
def test_who_may_not_see_people_sees_none(served, path):
    asked = {} if "accounts/" in path else Q3
    full, bare = (served.get(path, who, **asked) for who in ("ana", "vera"))
    assert full.status_code == bare.status_code == 200
    assert '"p1"' in full.text
    assert len(full.json()) == len(bare.json())
    for personal in ("Person 1", "@c1.com", '"p1"', '"CFO"', "person_id"):
        assert personal not in bare.text, personal


def test_folders_are_for_administrators(served, built):
    for who in ("vera", "ana", "narrow"):
        assert str(built) not in served.get("/status", who).text


def test_what_is_asked_is_written_down(served):
    served.get("/kpis/engaged_accounts", "ana", where="industry=Software", **Q3)
    served.get("/evidence/engaged_accounts", "ana", limit=5, **Q3)
    served.get("/evidence/engaged_accounts", "ana", format="csv", **Q3)
    served.get("/explain/engaged_accounts", "ana", **Q3)
    served.get("/accounts/a1", "vera")
    entries = list(reversed(served.access.audit.list()))
    told = [(e.user, e.via, e.action, e.rows) for e in entries if e.action != "administer"]
    assert told == [
        ("ana", "token", "ask", 1),
        ("ana", "token", "evidence", 5),
        ("ana", "token", "export", 20),
        ("ana", "token", "explain", 1),
        ("vera", "token", "ask", 1),
    ]
    assert entries[0].question["where"] == ["industry=Software"]
    assert entries[2].question["format"] == "csv"
    assert {entry.address for entry in entries} == {"testclient"}


def test_a_refused_question_is_not_answered_before(served, monkeypatch):
    monkeypatch.setattr("abmetry.serving.reader.Reader.__init__", lambda *_: pytest.fail("was asked"))
    assert served.get("/evidence/engaged_accounts", "vera", format="csv").status_code == 403


def test_a_demoted_user_has_less_at_once(served):
    assert served.get("/explain/engaged_accounts", "ana", **Q3).status_code == 200
    served.access.users.set_role("ana", Role.VIEWER)
    assert served.get("/explain/engaged_accounts", "ana", **Q3).status_code == 403
    served.access.users.remove("ana")
    assert served.get("/kpis/engaged_accounts", "ana", **Q3).status_code == 401


def test_a_bad_token_is_not_forgiven_for_a_session(served):
    """Whoever sends a token is judged by it, whatever else they send."""

    @served.app.middleware("http")
    async def signed_in(request, call_next):
        request.state.caller = Caller("adam", Role.ADMIN.rights, "session")
        return await call_next(request)

    assert served.get("/status", None).status_code == 200
    assert served.get("/status", "abm_0_0").status_code == 401


def test_a_machine_without_users_serves_who_sits_at_it(built, tmp_path):
    app = api_of(Workspace.open(built), None)
    with TestClient(app) as client:
        assert client.get("/api/v1/explain/engaged_accounts").status_code == 200
    app.state.answers.close()


def test_with_users_nobody_is_local(built, tmp_path, tokens_of):
    shutil.copy(tokens_of[0], tmp_path / "access.sqlite")
    app = api_of(Workspace.open(built), Access(Store(tmp_path / "access.sqlite")))
    with TestClient(app) as client:
        assert client.get("/api/v1/kpis").status_code == 401
    app.state.answers.close()
