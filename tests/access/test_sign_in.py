"""Signing in: sessions, their end, and few attempts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from abmetry.access import access as access_module
from abmetry.access import attempts as limits
from abmetry.access.access import Access
from abmetry.access.attempts import TooMany
from abmetry.access.roles import Right
from abmetry.access.sessions import IDLE, LASTS
from abmetry.access.store import Store
from access.conftest import PASSWORD

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
HERE = "10.0.0.1"


def test_a_session_has_the_rights_of_the_role(staffed):
    caller, secret = staffed.sign_in("vera", PASSWORD, HERE)
    assert caller == staffed.sessions.caller(secret, HERE)
    assert caller.rights == {Right.ANSWERS}
    assert staffed.sessions.caller(secret + "x") is None
    assert staffed.sessions.caller("") is None


def test_sessions_end(staffed):
    one = staffed.sessions.begin("ana", now=NOW)
    assert staffed.sessions.caller(one, now=NOW + IDLE) is None
    for hour in range(1, 12):
        assert staffed.sessions.caller(one, now=NOW + timedelta(hours=hour)) is not None
    assert staffed.sessions.caller(one, now=NOW + LASTS) is None


def test_sign_out_here_and_everywhere(staffed):
    first, second, other = (staffed.sessions.begin(name) for name in ("ana", "ana", "adam"))
    staffed.sessions.end(first)
    assert staffed.sessions.caller(first) is None
    assert staffed.sessions.caller(second) is not None
    assert staffed.sessions.end_all("ANA") == 1
    assert staffed.sessions.caller(second) is None
    assert staffed.sessions.caller(other) is not None


def fail(access: Access, name: str, address: str, now: datetime) -> bool:
    """Whether a failed attempt was let through."""
    try:
        access.attempts.count(name, address, now)
    except TooMany:
        return False
    return True


def test_few_attempts_of_a_user_from_a_place_and_a_restart_forgets_none(staffed):
    for _ in range(limits.MOST_OF_USER_AND_ADDRESS):
        assert staffed.sign_in("ana", "wrong password", HERE, NOW) is None
    again = Access(Store(staffed.store.path))
    with pytest.raises(TooMany) as told:
        again.sign_in("ANA", PASSWORD, HERE, NOW + timedelta(minutes=5))
    assert told.value.seconds == 600
    assert again.sign_in("ana", PASSWORD, "10.0.0.2", NOW) is not None, "nobody is locked out from elsewhere"
    assert again.sign_in("ana", PASSWORD, HERE, NOW + limits.WINDOW) is not None


def test_few_attempts_from_a_place_at_any_users(staffed):
    let = [fail(staffed, f"user{i}", HERE, NOW) for i in range(limits.MOST_OF_ADDRESS + 5)]
    assert sum(let) == limits.MOST_OF_ADDRESS


def test_few_attempts_at_a_user_from_any_places(staffed):
    let = [fail(staffed, "ana", f"10.1.0.{i}", NOW) for i in range(limits.MOST_OF_USER + 5)]
    assert sum(let) == limits.MOST_OF_USER


def test_many_at_once_do_not_slip_through(staffed):
    with ThreadPoolExecutor(8) as pool:
        let = list(pool.map(lambda _: fail(staffed, "ana", HERE, NOW), range(24)))
    assert sum(let) == limits.MOST_OF_USER_AND_ADDRESS


def test_the_password_is_not_looked_at_when_there_were_too_many(staffed, monkeypatch):
    for _ in range(limits.MOST_OF_USER_AND_ADDRESS):
        fail(staffed, "ana", HERE, NOW)
    monkeypatch.setattr(access_module.Users, "with_password", lambda *_: pytest.fail("looked at"))
    with pytest.raises(TooMany):
        staffed.sign_in("ana", PASSWORD, HERE, NOW)


def test_who_signs_in_begins_anew(staffed):
    for _ in range(3 * limits.MOST_OF_USER_AND_ADDRESS):
        assert staffed.sign_in("ana", PASSWORD, HERE, NOW) is not None


def test_both_ends_of_an_attempt_are_in_the_log(staffed):
    staffed.sign_in("ana", "wrong password", HERE)
    staffed.sign_in("ana", PASSWORD, HERE)
    assert [(entry.user, entry.action, entry.address) for entry in staffed.audit.list()] == [
        ("ana", "sign in", HERE),
        ("ana", "sign in failed", HERE),
    ]
    assert "wrong password" not in str(staffed.audit.list())
