"""Sessions of users who signed in with a password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from abmetry.access.caller import Caller
from abmetry.access.roles import Role
from abmetry.access.secret import digest, new_secret
from abmetry.access.store import Store, moment

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)


class Sessions:
    """The sessions of a store. What a browser holds is a secret; kept is its digest."""

    def __init__(self, store: Store) -> None:
        """Of a store."""
        self._store = store

    def begin(self, user: str, address: str | None = None, now: datetime | None = None) -> str:
        """Begin a session; returns the secret that the browser holds."""
        present = now or datetime.now(UTC)
        secret = new_secret()
        with self._store.writing() as db:
            db.execute("delete from sessions where expires_at <= ?", (moment(present),))
            db.execute(
                "insert into sessions values (?, ?, ?, ?, ?, ?)",
                (digest(secret), user, moment(present), moment(present + LASTS), moment(present), address),
            )
        return secret

    def caller(self, secret: str, address: str | None = None, now: datetime | None = None) -> Caller | None:
        """Whose session it is, with the rights of their present role; None: it ended, or never began."""
        if not self._store.exists:
            return None
        present = now or datetime.now(UTC)
        with self._store.reading() as db:
            row = db.execute(
                "select s.*, u.role, u.name from sessions s join users u on u.name = s.user where s.digest = ?",
                (digest(secret),),
            ).fetchone()
        if row is None or row["expires_at"] <= moment(present) or row["seen_at"] <= moment(present - IDLE):
            return None
        if row["seen_at"] <= moment(present - SEEN_EVERY):
            with self._store.writing() as db:
                db.execute(
                    "update sessions set seen_at = ? where digest = ?", (moment(present), row["digest"])
                )
        return Caller(row["name"], Role(row["role"]).rights, "session", address)

    def end(self, secret: str) -> None:
        """End a session."""
        with self._store.writing() as db:
            db.execute("delete from sessions where digest = ?", (digest(secret),))

    def end_all(self, user: str) -> int:
        """End every session of a user; how many there were."""
        with self._store.writing() as db:
            return db.execute("delete from sessions where user = ?", (user,)).rowcount
