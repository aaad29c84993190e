"""Tokens: whose they are, what for, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from abmetry.access.roles import Right, Role
from abmetry.errors import UsageError

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_a_token_may_what_its_scopes_say(staffed):
    listed, token = staffed.tokens.create("ana", " for\n the  report ", [Right.EVIDENCE])
    assert token.startswith("abm_")
    assert listed.label == "for the report"
    caller = staffed.tokens.caller(token, "1.2.3.4")
    assert (caller.name, caller.via, caller.address) == ("ana", "token", "1.2.3.4")
    assert caller.rights == {Right.ANSWERS, Right.EVIDENCE}


def test_a_token_may_no_more_than_its_user_does_now(staffed):
    _, token = staffed.tokens.create("ana", "t", [Right.EVIDENCE, Right.EXPORT])
    staffed.users.set_role("ana", Role.VIEWER)
    assert staffed.tokens.caller(token).rights == {Right.ANSWERS}


def test_viewers_have_no_tokens(staffed):
    with pytest.raises(UsageError, match="no tokens"):
        staffed.tokens.create("vera", "t")


@pytest.mark.parametrize("right", [Right.ADMINISTER, Right.TOKENS])
def test_tokens_do_not_administer(staffed, right):
    with pytest.raises(UsageError, match="cannot be for"):
        staffed.tokens.create("adam", "t", [right])


def test_a_token_ends(staffed):
    _, token = staffed.tokens.create("ana", "t", days=30, now=NOW)
    assert staffed.tokens.caller(token, now=NOW + timedelta(days=30, seconds=-1)) is not None
    assert staffed.tokens.caller(token, now=NOW + timedelta(days=30)) is None
    with pytest.raises(UsageError, match="from 1 to"):
        staffed.tokens.create("ana", "t", days=0)


def test_a_revoked_token_is_none(staffed):
    listed, token = staffed.tokens.create("ana", "t")
    with pytest.raises(UsageError, match="no token"):
        staffed.tokens.revoke(listed.id, user="adam")
    assert staffed.tokens.caller(token) is not None
    staffed.tokens.revoke(listed.id, user="ANA")
    assert staffed.tokens.caller(token) is None


def test_what_is_no_token(staffed):
    listed, token = staffed.tokens.create("ana", "t")
    other, second = staffed.tokens.create("ana", "t")
    mixed = f"abm_{listed.id}_{second.split('_', 2)[2]}"
    digest = f"abm_{listed.id}_{_kept(staffed, listed.id)}"
    for given in (
        "",
        "abm",
        "abm__",
        f"abm_{listed.id}_",
        token[:-1],
        token.upper(),
        mixed,
        digest,
        "x" * 9999,
    ):
        assert staffed.tokens.caller(given) is None, given
    assert other.id != listed.id


def test_when_it_was_last_used(staffed):
    listed, token = staffed.tokens.create("ana", "t", now=NOW)
    assert listed.last_used_at is None
    staffed.tokens.caller(token, now=NOW)
    staffed.tokens.caller(token, now=NOW + timedelta(seconds=30))
    assert staffed.tokens.get(listed.id).last_used_at.startswith("2026-10-01T12:00:00")
    staffed.tokens.caller(token, now=NOW + timedelta(minutes=2))
    assert staffed.tokens.get(listed.id).last_used_at.startswith("2026-10-01T12:02:00")


def test_lists_tell_no_secret(staffed):
    _, token = staffed.tokens.create("ana", "t")
    assert token.split("_", 2)[2] not in str([one.to_dict() for one in staffed.tokens.list()])
    assert len(staffed.tokens.list("ANA")) == 1
    assert staffed.tokens.list("adam") == ()


def _kept(access, token_id):
    with access.store.reading() as db:
        return db.execute("select digest from tokens where id = ?", (token_id,)).fetchone()[0]
