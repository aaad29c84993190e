"""The file: its owner's only, whole, and fit for many at once."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from abmetry.access.roles import Role
from abmetry.access.secret import signing_key
from abmetry.access.store import Store
from abmetry.errors import AbmetryError


def test_asking_makes_no_file(access):
    assert access.users.list() == ()
    assert not access.users.are_there
    assert access.tokens.list() == ()
    assert access.audit.list() == ()
    assert access.tokens.caller("abm_1_2") is None
    assert access.sessions.caller("nothing") is None
    assert not access.store.exists


def test_only_its_owner_may_read_it(staffed):
    with staffed.store.writing() as db:
        db.execute("update users set role = role")
        files = list(staffed.store.path.parent.iterdir())
        assert len(files) > 1, "the write-ahead log is there too"
        for file in files:
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_many_make_it_at_once(access):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: signing_key(access.store), range(16)))
    assert len(keys) == 1
    assert [file.name for file in access.store.path.parent.iterdir() if file.name.startswith(".access")] == []


def test_what_fails_half_way_is_not_kept(staffed):
    def fail() -> None:
        with staffed.store.writing() as db:
            db.execute("delete from users")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(staffed.users.list()) == 3


def test_a_file_that_is_none(tmp_path):
    path = tmp_path / "access.sqlite"
    path.write_text("no database " * 100)
    with pytest.raises(AbmetryError, match="cannot be used"):
        Store(path).reading().__enter__()


def test_a_file_of_another_version(staffed):
    with sqlite3.connect(staffed.store.path) as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(AbmetryError, match="another version"):
        staffed.users.list()


def test_no_secret_stands_in_the_file(staffed):
    """Not a password, not a token, not a session: whoever reads the file cannot sign in with it."""
    _, token = staffed.tokens.create("ana", "t")
    _, session = staffed.sign_in("ana", "correct horse battery", "1.2.3.4")
    with sqlite3.connect(staffed.store.path) as db:
        kept = "\n".join(db.iterdump())
    for secret in ("correct horse", token, token.split("_", 2)[2], session):
        assert secret not in kept
    assert kept.count("$argon2id$") == 3
    assert Role.ADMIN.value in kept
