"""Users: their names, passwords and roles."""

import pytest
from argon2 import PasswordHasher

from abmetry.access import users as users_module
from abmetry.access.roles import Right, Role
from abmetry.errors import UsageError
from access.conftest import PASSWORD


def test_a_user_is_known_by_name_and_password_only(staffed):
    assert staffed.users.with_password("ana", PASSWORD).role is Role.ANALYST
    assert staffed.users.with_password("ANA", PASSWORD).name == "ana"
    assert staffed.users.with_password("ana", PASSWORD + " ") is None
    assert staffed.users.with_password("ana", "") is None
    assert staffed.users.with_password("nobody", PASSWORD) is None
    assert staffed.users.with_password("nobody", "nobody has this password") is None


@pytest.mark.parametrize("name", ["", " ana", "ana\n", "../x", "a b", "a" * 101, "<b>", "=cmd", "-x", "é"])
def test_what_is_no_name(access, name):
    with pytest.raises(UsageError, match="cannot be a user's name"):
        access.users.add(name, Role.VIEWER, PASSWORD)


def test_names_differ_by_more_than_case(staffed):
    with pytest.raises(UsageError, match="already"):
        staffed.users.add("Ana", Role.VIEWER, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "a" * 40, "abababababab", "x" * 257])
def test_passwords_that_are_not_taken(access, password):
    with pytest.raises(UsageError):
        access.users.add("ana", Role.VIEWER, password)
    assert access.users.list() == ()


def test_the_name_is_no_password(access):
    with pytest.raises(UsageError, match="guess"):
        access.users.add("ana.maria.perez", Role.VIEWER, "Ana.Maria.Perez")


def test_what_roles_may():
    assert Role.VIEWER.rights == {Right.ANSWERS}
    assert Right.EVIDENCE in Role.ANALYST.rights
    assert Right.ADMINISTER not in Role.ANALYST.rights
    assert Role.ADMIN.rights == set(Right)


@pytest.mark.parametrize("change", ["role", "password", "removal"])
def test_sessions_end_with_a_change(staffed, change):
    _, mine = staffed.sign_in("ana", PASSWORD, "1.2.3.4")
    _, other = staffed.sign_in("vera", PASSWORD, "1.2.3.4")
    assert staffed.sessions.caller(mine).name == "ana"
    if change == "role":
        staffed.users.set_role("ana", Role.VIEWER)
    elif change == "password":
        staffed.users.set_password("ana", "another long password")
    else:
        staffed.users.remove("ana")
    assert staffed.sessions.caller(mine) is None
    assert staffed.sessions.caller(other).name == "vera"


def test_another_password(staffed):
    staffed.users.set_password("ana", "another long password")
    assert staffed.users.with_password("ana", PASSWORD) is None
    assert staffed.users.with_password("ana", "another long password") is not None


def test_tokens_end_with_their_user(staffed):
    _, token = staffed.tokens.create("ana", "t")
    staffed.users.remove("ana")
    staffed.users.add("ana", Role.ANALYST, PASSWORD)
    assert staffed.tokens.caller(token) is None
    assert staffed.tokens.list() == ()


def test_a_weaker_hash_is_made_anew_at_sign_in(staffed, monkeypatch):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    monkeypatch.setattr(users_module, "hash_password", weak.hash)
    staffed.users.set_password("ana", PASSWORD)
    monkeypatch.undo()

    def kept() -> str:
        with staffed.store.reading() as db:
            return db.execute("select password_hash from users where name = 'ana'").fetchone()[0]

    assert "m=1024" in kept()
    assert staffed.users.with_password("ana", PASSWORD) is not None
    assert "m=1024" not in kept()


def test_who_is_not_there(staffed):
    with pytest.raises(UsageError, match="There is no user 'anna'") as told:
        staffed.users.get("anna")
    assert "ana" in told.value.help
