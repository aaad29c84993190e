"""The file that access is kept in: SQLite in the workspace, readable by its owner only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from abmetry.errors import AbmetryError
from abmetry.lang.message import message

VERSION = 1
BUSY_SECONDS = 10

SCHEMA = """
create table users (
    name text primary key collate nocase,
    role text not null,
    password_hash text not null,
    created_at text not null
);
create table tokens (
    id text primary key,
    digest text not null,
    user text not null collate nocase references users(name) on delete cascade,
    label text not null,
    scopes text not null,
    created_at text not null,
    expires_at text,
    last_used_at text
);
create table sessions (
    digest text primary key,
    user text not null collate nocase references users(name) on delete cascade,
    created_at text not null,
    expires_at text not null,
    seen_at text not null,
    address text
);
create table attempts (
    name text not null collate nocase,
    address text not null,
    at text not null
);
create index attempts_at on attempts(at);
create table audit (
    id integer primary key,
    at text not null,
    user text not null,
    via text not null,
    address text,
    action text not null,
    question text not null,
    rows integer
);
create index audit_at on audit(at);
create table secrets (
    name text primary key,
    value blob not null
);
"""


class Store:
    """The database. Every use opens it anew and closes it: threads and processes may use it at once."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made when something is first written."""
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self.path.is_file()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with.

        Raises:
            AbmetryError: The file cannot be used.
        """
        with self._opened() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that nobody else writes in; it is kept if nothing is raised.

        Raises:
            AbmetryError: The file cannot be used.
        """
        with self._opened() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.execute("rollback")
                raise
            db.execute("commit")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self.exists:
                self._make()
            with closing(self._connect(self.path)) as db:
                if db.execute("pragma user_version").fetchone()[0] != VERSION:
                    raise AbmetryError(
                        message("{file} was written by another version of Abmetry.", file=self.path.name)
                    )
                yield db
        except sqlite3.Error as error:
            raise AbmetryError(
                message("{file} cannot be used: {error}.", file=self.path.name, error=str(error))
            ) from error
        except OSError as error:
            raise AbmetryError(
                message(
                    "{file} cannot be used: {error}.", file=self.path.name, error=error.strerror or str(error)
                )
            ) from error

    def _make(self) -> None:
        """Make the file whole beside its place, and put it there unless somebody else has in the meantime."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with closing(self._connect(partial, journal="delete")) as db:
                db.executescript(f"begin; {SCHEMA} pragma user_version = {VERSION}; commit;")
            try:
                os.link(partial, self.path)
            except FileExistsError:
                return
        finally:
            partial.unlink(missing_ok=True)

    @staticmethod
    def _connect(path: Path, journal: str = "wal") -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute(f"pragma journal_mode = {journal}")
        db.execute("pragma synchronous = normal")
        db.execute("pragma foreign_keys = on")
        return db


def moment(instant: datetime | None = None) -> str:
    """An instant as it is kept: ISO 8601 in UTC, of one length, so that text sorts as time does."""
    return (instant or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds")
