"""Attempts to sign in: few are let through in a while, and a restart forgets none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from abmetry.access.store import Store, moment
from abmetry.errors import AbmetryError
from abmetry.lang.message import message

WINDOW = timedelta(minutes=15)
MOST_OF_USER_AND_ADDRESS = 5
MOST_OF_ADDRESS = 30
MOST_OF_USER = 50


class TooMany(AbmetryError):  # noqa: N818  (the name is what it says)
    """Too many attempts.

    Attributes:
        seconds: After how many seconds another is let through.
    """

    def __init__(self, seconds: int) -> None:
        """Say when to come back."""
        minutes = max(1, round(seconds / 60))
        super().__init__(
            message("Too many attempts to sign in."),
            help=message("Try again in {n} minute.", "Try again in {n} minutes.", n=minutes),
        )
        self.seconds = seconds


class Attempts:
    """The attempts of a store.

    Counted by user and address together, by address, and by user from everywhere. The last is the widest, so that
    nobody locks somebody else out from one place.
    """

    def __init__(self, store: Store) -> None:
        """Of a store."""
        self._store = store

    def count(self, name: str, address: str, now: datetime | None = None) -> None:
        """Count an attempt before its password is looked at: many at once cannot slip through.

        Raises:
            TooMany: There were too many; this one is not counted.
        """
        present = now or datetime.now(UTC)
        since = moment(present - WINDOW)
        name = name[:100]
        ways = (
            ("name = ? and address = ?", (name, address), MOST_OF_USER_AND_ADDRESS),
            ("address = ?", (address,), MOST_OF_ADDRESS),
            ("name = ?", (name,), MOST_OF_USER),
        )
        with self._store.writing() as db:
            db.execute("delete from attempts where at <= ?", (since,))
            for condition, values, most in ways:
                ats = [
                    row["at"]
                    for row in db.execute(f"select at from attempts where {condition} order by at", values)
                ]
                if len(ats) >= most:
                    again = datetime.fromisoformat(ats[len(ats) - most]) + WINDOW
                    raise TooMany(max(1, round((again - present).total_seconds())))
            db.execute("insert into attempts values (?, ?, ?)", (name, address, moment(present)))

    def forget(self, name: str, address: str) -> None:
        """Forget those of a user from an address: they have signed in."""
        with self._store.writing() as db:
            db.execute("delete from attempts where name = ? and address = ?", (name[:100], address))
