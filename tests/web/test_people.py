"""What everybody decides for themselves, and what administrators decide for all."""

import re

import pytest

from web.conftest import PASSWORD


def sign_in(client, name, password=PASSWORD):
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/sign-in").text)[1]
    return client.post("/sign-in", data={"csrf": csrf, "name": name, "password": password})


def send(client, page, path, **fields):
    """A form of a page, filled in."""
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(page).text)[1]
    return client.post(path, data={"csrf": csrf, **fields})


def test_a_token_is_shown_once_and_works(guarded):
    sign_in(guarded, "ana")
    made = send(
        guarded, "/own", "/own/tokens", label="<b>nightly</b>", scope=["answers", "export"], days="30"
    )
    assert made.status_code == 200
    assert "<b>nightly" not in made.text
    token = re.search(r"abm_\w+?_[\w-]+", made.text)[0]
    assert token not in guarded.get("/own").text
    guarded.cookies.clear()
    headers = {"authorization": f"Bearer {token}"}
    assert guarded.get("/api/v1/status", headers=headers).status_code == 200
    assert guarded.get("/api/v1/explain/engaged_accounts", headers=headers).status_code == 403
    sign_in(guarded, "ana")
    send(guarded, "/own", f"/own/tokens/{token.split('_')[1]}/revoke")
    guarded.cookies.clear()
    assert guarded.get("/api/v1/status", headers=headers).status_code == 401


def test_nobody_makes_a_token_that_may_more(guarded):
    sign_in(guarded, "vera")
    assert "API tokens" not in guarded.get("/own").text
    assert send(guarded, "/own", "/own/tokens", label="x", scope="answers").status_code == 403
    sign_in(guarded, "ana")
    send(guarded, "/own", "/own/tokens", label="x", scope="administer")
    assert guarded.app.state.access.tokens.list("ana")[0].scopes == ("answers",)


def test_nobody_ends_anothers_token(guarded):
    token, _ = guarded.app.state.access.tokens.create("adam", "x")
    sign_in(guarded, "ana")
    assert send(guarded, "/own", f"/own/tokens/{token.id}/revoke").status_code == 400
    assert guarded.app.state.access.tokens.list("adam")


def test_another_password_ends_the_other_sessions(guarded):
    access = guarded.app.state.access
    other = access.sessions.begin("ana")
    sign_in(guarded, "ana")
    wrong = send(
        guarded, "/own", "/own/password", current="guess", new="another long one", again="another long one"
    )
    assert wrong.status_code == 400
    assert access.sessions.caller(other) is not None
    differ = send(guarded, "/own", "/own/password", current=PASSWORD, new="another long one", again="another")
    assert "differ" in differ.text
    fields = {"current": PASSWORD, "new": "another long one", "again": "another long one"}
    assert send(guarded, "/own", "/own/password", **fields).status_code == 303
    assert access.sessions.caller(other) is None
    assert guarded.get("/own").status_code == 200, "this very session goes on"
    assert access.users.with_password("ana", "another long one") is not None


def test_the_present_password_is_not_to_be_guessed_there_either(guarded):
    sign_in(guarded, "ana")
    told = [
        send(
            guarded,
            "/own",
            "/own/password",
            current=f"guess {n}",
            new="another long one",
            again="another long one",
        )
        for n in range(7)
    ]
    assert "Too many attempts" in told[-1].text


def test_signing_out_everywhere(guarded):
    access = guarded.app.state.access
    other = access.sessions.begin("ana")
    sign_in(guarded, "ana")
    assert send(guarded, "/own", "/sign-out-everywhere").headers["location"] == "/sign-in"
    assert access.sessions.caller(other) is None
    assert guarded.get("/own").status_code == 303


@pytest.mark.parametrize("name", ["vera", "ana"])
def test_only_administrators_see_users(guarded, name):
    sign_in(guarded, name)
    assert 'href="/users"' not in guarded.get("/own").text
    for path in ("/users", "/users/log.csv"):
        assert guarded.get(path).status_code == 403
    for path in (
        "/users",
        "/users/adam/role",
        "/users/adam/password",
        "/users/adam/remove",
        "/users/tokens/x/revoke",
    ):
        assert send(guarded, "/own", path, name="eve", role="admin", password=PASSWORD).status_code == 403, (
            path
        )
    assert len(guarded.app.state.access.users.list()) == 3


def test_an_administrator_adds_changes_and_removes(guarded):
    users = guarded.app.state.access.users
    sign_in(guarded, "adam")
    short = send(guarded, "/users", "/users", name="eve@example.com", role="viewer", password="short")
    assert "at least 12" in short.text
    assert (
        send(
            guarded, "/users", "/users", name="eve@example.com", role="viewer", password=PASSWORD
        ).status_code
        == 303
    )
    assert send(guarded, "/users", "/users/eve%40example.com/role", role="analyst").status_code == 303
    assert users.get("eve@example.com").role.value == "analyst"
    assert (
        send(guarded, "/users", "/users/eve%40example.com/password", password="another long one").status_code
        == 303
    )
    assert users.with_password("eve@example.com", "another long one") is not None
    assert send(guarded, "/users", "/users/eve%40example.com/remove").status_code == 303
    assert len(users.list()) == 3
    assert "<td>changed users or tokens</td>" in guarded.get("/users").text
    log = guarded.get("/users/log.csv")
    assert log.headers["content-type"].startswith("text/csv")
    assert "eve@example.com" in log.text
    assert PASSWORD not in log.text


def test_nobody_takes_their_own_rights_away(guarded):
    sign_in(guarded, "adam")
    for path in ("/users/adam/remove", "/users/ADAM/role"):
        assert send(guarded, "/users", path, role="viewer").status_code == 400
    assert guarded.get("/users").status_code == 200


def test_at_ones_own_machine_there_is_nobody_to_change(client):
    assert client.get("/own").status_code == 200
    assert client.get("/users").status_code == 400
