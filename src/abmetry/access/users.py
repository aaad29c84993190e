"""Users of a workspace."""

from __future__ import annotations

import difflib
import re
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from abmetry.access.passwords import check_password, hash_password, is_outdated, is_password
from abmetry.access.roles import Role
from abmetry.access.store import Store, moment
from abmetry.errors import UsageError
from abmetry.lang.message import message

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


@dataclass(frozen=True)
class User:
    """A user; names differ by more than their case."""

    name: str
    role: Role
    created_at: str

    def to_dict(self) -> dict[str, Any]:
        """The user as it stands in JSON."""
        return asdict(self)


class Users:
    """The users of a store."""

    def __init__(self, store: Store) -> None:
        """Of a store."""
        self._store = store

    def list(self) -> tuple[User, ...]:
        """All users, by name."""
        if not self._store.exists:
            return ()
        with self._store.reading() as db:
            return tuple(map(_user, db.execute("select * from users order by name")))

    @property
    def are_there(self) -> bool:
        """Whether there is a user."""
        if not self._store.exists:
            return False
        with self._store.reading() as db:
            return db.execute("select 1 from users limit 1").fetchone() is not None

    def get(self, name: str) -> User:
        """The user of that name.

        Raises:
            UsageError: There is none; names the nearest.
        """
        users = {user.name.casefold(): user for user in self.list()}
        if name.casefold() in users:
            return users[name.casefold()]
        near = difflib.get_close_matches(name.casefold(), users, 3)
        raise UsageError(
            message("There is no user '{name}'.", name=name),
            help=message("Did you mean {near}?", near=[users[one].name for one in near])
            if near
            else message("`abmetry users list` lists them all."),
        )

    def check_new(self, name: str) -> None:
        """Make sure that a user can be called so.

        Raises:
            UsageError: The name is none, or is taken.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                message("'{name}' cannot be a user's name.", name=name),
                help=message(
                    "It has letters, digits and . _ @ + - only, at most 100, and begins with a letter or digit."
                ),
            )
        if any(user.name.casefold() == name.casefold() for user in self.list()):
            raise UsageError(message("There is a user '{name}' already.", name=name))

    def add(self, name: str, role: Role, password: str) -> User:
        """Add a user.

        Raises:
            UsageError: The name is none, is taken, or the password cannot be.
        """
        self.check_new(name)
        check_password(password, name)
        kept = hash_password(password)
        with self._store.writing() as db:
            try:
                db.execute("insert into users values (?, ?, ?, ?)", (name, role.value, kept, moment()))
            except sqlite3.IntegrityError:
                raise UsageError(message("There is a user '{name}' already.", name=name)) from None
        return self.get(name)

    def set_role(self, name: str, role: Role) -> User:
        """Give a user another role; every session of theirs ends.

        Raises:
            UsageError: There is none of that name.
        """
        user = self.get(name)
        with self._store.writing() as db:
            db.execute("update users set role = ? where name = ?", (role.value, user.name))
            db.execute("delete from sessions where user = ?", (user.name,))
        return self.get(name)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password; every session of theirs ends.

        Raises:
            UsageError: There is none of that name, or the password cannot be taken.
        """
        user = self.get(name)
        check_password(password, user.name)
        kept = hash_password(password)
        with self._store.writing() as db:
            db.execute("update users set password_hash = ? where name = ?", (kept, user.name))
            db.execute("delete from sessions where user = ?", (user.name,))

    def remove(self, name: str) -> User:
        """Remove a user, with their sessions and tokens. The audit log keeps what they asked.

        Raises:
            UsageError: There is none of that name.
        """
        user = self.get(name)
        with self._store.writing() as db:
            db.execute("delete from users where name = ?", (user.name,))
        return user

    def with_password(self, name: str, password: str) -> User | None:
        """The user whose name and password these are; it takes as long to find that there is none."""
        with self._store.reading() as db:
            row = db.execute("select * from users where name = ?", (name,)).fetchone()
        if not is_password(row["password_hash"] if row else None, password):
            return None
        if is_outdated(row["password_hash"]):
            with self._store.writing() as db:
                db.execute(
                    "update users set password_hash = ? where name = ? and password_hash = ?",
                    (hash_password(password), row["name"], row["password_hash"]),
                )
        return _user(row)


def _user(row: sqlite3.Row) -> User:
    return User(row["name"], Role(row["role"]), row["created_at"])
