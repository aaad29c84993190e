"""What protects the dashboard, piece by piece: each property fails alone when it is broken."""

import re

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.testclient import TestClient

from abmetry.access.access import Access
from abmetry.access.roles import Role
from abmetry.access.store import Store
from abmetry.errors import UsageError
from abmetry.web.security.keys import SESSION, VISIT, Keys
from abmetry.web.security.shield import shield
from abmetry.web.security.strangers import LARGEST_BODY, LONGEST_ADDRESS, name_of
from abmetry.web.server import Place, users_of
from abmetry.workspace.workspace import Workspace

PASSWORD = "correct horse battery"
HEX = "0123456789abcdef"


def app_of(access: Access | None, **how: object) -> FastAPI:
    """An application of two addresses that protect nothing themselves."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/forgotten")
    def forgotten(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"numbers for {request.state.caller.name}")

    @app.post("/change")
    async def change(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"changed {len(await request.body())}")

    shield(app, access, **{"hosts": ("localhost",), "secure": False, **how})
    return app


def client_of(app: FastAPI, base: str = "http://localhost") -> TestClient:
    return TestClient(app, base_url=base, follow_redirects=False)


@pytest.fixture
def access(tmp_path) -> Access:
    return Access(Store(tmp_path / "access.sqlite"))


@pytest.fixture
def staffed(access, monkeypatch) -> Access:
    access.users.add("ana", Role.ANALYST, PASSWORD)
    return access


@pytest.fixture
def signed_in(staffed) -> tuple[TestClient, Keys]:
    """Ana's browser, and the keys of the application."""
    client = client_of(app_of(staffed))
    keys = client.app.state.keys
    _give(client, keys, SESSION, staffed.sessions.begin("ana"))
    return client, keys


def _give(client: TestClient, keys: Keys, name: str, value: str) -> None:
    response = PlainTextResponse("")
    keys.put(response, name, value)
    client.cookies.set(name, response.headers["set-cookie"].split(";")[0].split("=", 1)[1])


def token(client: TestClient, keys: Keys) -> str:
    return keys.form_token("; ".join(f"{name}={value}" for name, value in client.cookies.items()))


def test_a_page_that_forgets_to_ask_is_closed_all_the_same(staffed):
    client = client_of(app_of(staffed))
    said = client.get("/forgotten?by=tier")
    assert (said.status_code, said.headers["location"]) == (303, "/sign-in?next=/forgotten%3Fby%3Dtier")
    assert client.get("/sign-in-and-more").status_code == 303
    assert client.get("/nowhere").status_code == 303
    assert client.get("//static/").status_code == 303


def test_who_has_signed_in_is_let_in(signed_in):
    client, _ = signed_in
    assert client.get("/forgotten").text == "numbers for ana"


def test_the_cookie_is_ours_or_none(signed_in, staffed):
    client, _ = signed_in
    good = client.cookies[SESSION]
    secret, sign = good.rsplit(".", 1)
    other = Keys(Access(Store(staffed.store.path.with_name("other.sqlite"))), secure=False)
    foreign = PlainTextResponse("")
    other.put(foreign, SESSION, secret)
    foreign = foreign.headers["set-cookie"].split(";")[0].split("=", 1)[1]
    turned = sign[:-2] + ("A" if sign[-2] != "A" else "B") + sign[-1]
    for forged in (secret, f"{secret}.{turned}", f"x{good}", foreign, "", ".", "x" * 5000):
        client.cookies.set(SESSION, forged)
        assert client.get("/forgotten").status_code == 303, forged
    assert not staffed.store.path.read_bytes().count(secret.encode())


def test_a_cookie_of_a_visit_is_no_session(signed_in, staffed):
    """The same value, signed for another purpose."""
    client, keys = signed_in
    _give(client, keys, VISIT, staffed.sessions.begin("ana"))
    client.cookies.set(SESSION, client.cookies[VISIT])
    assert client.get("/forgotten").status_code == 303


@pytest.mark.parametrize("secure", [True, False])
def test_what_the_browser_is_told_of_the_cookie(staffed, secure):
    response = PlainTextResponse("")
    Keys(staffed, secure).put(response, SESSION, "x")
    told = {part.strip().lower() for part in response.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= told
    assert ("secure" in told) == secure
    assert not any(part.startswith(("max-age", "expires", "domain")) for part in told)


def test_nothing_changes_without_a_token_of_ours(signed_in):
    client, keys = signed_in
    good = token(client, keys)
    assert re.fullmatch("[0-9a-f]{64}", good)
    assert client.post("/change").status_code == 403
    assert client.post("/change", data={"csrf": ""}).status_code == 403
    assert (
        client.post("/change", data={"csrf": good[:-1] + HEX[(HEX.index(good[-1]) + 1) % 16]}).status_code
        == 403
    )
    assert client.post("/change", json={"csrf": good}).status_code == 403
    assert (
        client.post("/change", content=f"csrf={good}", headers={"content-type": "text/plain"}).status_code
        == 403
    )
    assert client.post(f"/change?csrf={good}").status_code == 403
    assert client.post("/change", data={"csrf": good}).text == "changed 69"
    assert client.post("/change", headers={"x-csrf-token": good}).text == "changed 0"
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)("/change").status_code == 403


def test_a_token_is_of_one_session_only(signed_in, staffed):
    client, keys = signed_in
    mine = token(client, keys)
    _give(client, keys, SESSION, staffed.sessions.begin("ana"))
    assert token(client, keys) != mine
    assert client.post("/change", data={"csrf": mine}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_site_changes_nothing(signed_in, headers):
    client, keys = signed_in
    assert client.post("/change", data={"csrf": token(client, keys)}, headers=headers).status_code == 403


def test_what_is_too_large_is_not_read(signed_in):
    client, keys = signed_in
    headers = {"x-csrf-token": token(client, keys)}
    assert client.post("/change", content=b"x" * LARGEST_BODY, headers=headers).status_code == 200
    assert client.post("/change", content=b"x" * (LARGEST_BODY + 1), headers=headers).status_code == 413
    pieces = (b"x" * 1000 for _ in range(LARGEST_BODY // 1000 + 1))
    assert client.post("/change", content=pieces, headers=headers).status_code == 413, "without a length too"
    assert client.get("/forgotten?" + "x" * LONGEST_ADDRESS).status_code == 414
    assert client.get("/forgotten", headers={"content-length": "-1"}).status_code == 413


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8760", "localhost"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:8760", "::1"),
        ("[::1]", "::1"),
        ("localhost.evil.example", "localhost.evil.example"),
        ("", ""),
    ],
)
def test_the_name_in_the_host_header(host, name):
    assert name_of(host) == name


def test_only_its_own_names_are_answered(access):
    client = client_of(app_of(None))
    assert client.get("/forgotten").status_code == 200
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", "", "evil.example:80"):
        said = client.get("/forgotten", headers={"host": host})
        assert said.status_code == 421
        assert "numbers" not in said.text


@pytest.mark.parametrize("path", ["/forgotten", "/nowhere", "/sign-in"])
def test_every_response_has_the_headers(staffed, path):
    refused = client_of(app_of(staffed, secure=True)).get(path, headers={"host": "evil.example"})
    told = client_of(app_of(staffed, secure=True)).get(path)
    for headers in (refused.headers, told.headers):
        policy = headers["content-security-policy"]
        for directive in (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
        ):
            assert directive in policy
        for directive in (
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        ):
            assert directive in policy
        assert not {"unsafe-inline", "unsafe-eval", "http:", "https:", "*"} & set(
            policy.replace("'", "").split()
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["strict-transport-security"].startswith("max-age=")


def test_users_count_from_when_they_are_there(access):
    """Alone and without users a machine is open to who sits at it; from the first user on it is not."""
    client = client_of(app_of(access, alone=True))
    assert client.get("/forgotten").text == "numbers for local"
    access.users.add("ana", Role.ANALYST, PASSWORD)
    assert client.get("/forgotten").status_code == 303


def test_without_users_what_others_reach_stays_closed(staffed):
    """Whoever removes the last user of a running dashboard does not open it."""
    client = client_of(app_of(staffed))
    staffed.users.remove("ana")
    assert client.get("/forgotten").status_code == 303


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "dash.example", ""])
def test_others_are_served_only_where_there_are_users(tmp_path, host):
    (tmp_path / "abmetry.toml").write_text("")
    workspace = Workspace.open(tmp_path)
    with pytest.raises(UsageError, match="no users") as told:
        users_of(workspace, Place(host))
    assert "abmetry users add" in told.value.help
    Access.of(workspace.places).users.add("ana", Role.ANALYST, PASSWORD)
    assert users_of(workspace, Place(host)).users.are_there


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is_served_without_users(tmp_path, host):
    (tmp_path / "abmetry.toml").write_text("")
    assert not users_of(Workspace.open(tmp_path), Place(host)).users.are_there
