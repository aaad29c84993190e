"""API tokens: shown once, kept as digests, with scopes and an end."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from abmetry.access.caller import Caller
from abmetry.access.roles import SCOPES, Right, Role
from abmetry.access.secret import digest, new_secret
from abmetry.access.store import Store, moment
from abmetry.errors import UsageError
from abmetry.lang.message import message

PREFIX = "abm"
LONGEST_DAYS = 366
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Token:
    """A token as it is listed: without its secret.

    Attributes:
        id: What it is listed and revoked by.
        user: Whose it is.
        label: What it is for.
        scopes: What it may be used for.
        created_at: When it was made.
        expires_at: When it ends; None: never.
        last_used_at: When it was last used, to the minute; None: never.
    """

    id: str
    user: str
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str | None
    last_used_at: str | None

    def to_dict(self) -> dict[str, Any]:
        """The token as it stands in JSON."""
        return {**asdict(self), "scopes": list(self.scopes)}


class Tokens:
    """The tokens of a store."""

    def __init__(self, store: Store) -> None:
        """Of a store."""
        self._store = store

    def create(
        self,
        user: str,
        label: str,
        scopes: Collection[Right] = (Right.ANSWERS,),
        days: int | None = 90,
        now: datetime | None = None,
    ) -> tuple[Token, str]:
        """Make a token; what is given away is told this once.

        Args:
            user: Whose it is.
            label: What it is for.
            scopes: What it may be used for: some of those that the user's role allows.
            days: After how many days it ends; None: never.
            now: The present; None for the clock's.

        Raises:
            UsageError: There is no such user, or their role does not allow tokens or these scopes.
        """
        with self._store.reading() as db:
            row = db.execute("select * from users where name = ?", (user,)).fetchone()
        if row is None:
            raise UsageError(
                message("There is no user '{name}'.", name=user),
                help=message("`abmetry users list` lists them all."),
            )
        rights = Role(row["role"]).rights
        if Right.TOKENS not in rights:
            raise UsageError(
                message(
                    "The role of {name} is '{role}', which has no tokens.", name=row["name"], role=row["role"]
                )
            )
        wanted = [scope for scope in SCOPES if scope in {*scopes, Right.ANSWERS}]
        for scope in scopes:
            if scope not in SCOPES or scope not in rights:
                raise UsageError(
                    message(
                        "A token of {name} cannot be for '{right}'.", name=row["name"], right=scope.value
                    ),
                    help=message(
                        "It can be for {scopes}.", scopes=[one.value for one in SCOPES if one in rights]
                    ),
                )
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            raise UsageError(message("A token lasts from 1 to {n} days.", n=LONGEST_DAYS))
        present = now or datetime.now(UTC)
        ends = moment(present + timedelta(days=days)) if days is not None else None
        id_, secret = secrets.token_hex(6), new_secret()
        told = " ".join(label.split())[:100] or "token"
        with self._store.writing() as db:
            db.execute(
                "insert into tokens values (?, ?, ?, ?, ?, ?, ?, null)",
                (id_, digest(secret), row["name"], told, " ".join(wanted), moment(present), ends),
            )
        return self.get(id_), f"{PREFIX}_{id_}_{secret}"

    def get(self, token_id: str) -> Token:
        """The token of that id.

        Raises:
            UsageError: There is none.
        """
        for token in self.list():
            if token.id == token_id:
                return token
        raise UsageError(
            message("There is no token '{id}'.", id=token_id),
            help=message("`abmetry tokens list` lists them all."),
        )

    def list(self, user: str | None = None) -> tuple[Token, ...]:
        """The tokens of a user, or of all, the newest first."""
        if not self._store.exists:
            return ()
        whose = "" if user is None else "where user = ?"
        with self._store.reading() as db:
            rows = db.execute(
                f"select * from tokens {whose} order by created_at desc", () if user is None else (user,)
            )
            return tuple(map(_token, rows))

    def revoke(self, token_id: str, user: str | None = None) -> Token:
        """End a token at once; of one user only, if one is named.

        Raises:
            UsageError: There is none of that id.
        """
        token = self.get(token_id)
        if user is not None and token.user.casefold() != user.casefold():
            raise UsageError(message("There is no token '{id}'.", id=token_id))
        with self._store.writing() as db:
            db.execute("delete from tokens where id = ?", (token_id,))
        return token

    def caller(self, given: str, address: str | None = None, now: datetime | None = None) -> Caller | None:
        """Who asks with a token: its scopes, as far as the user's present role allows them; None: nobody."""
        prefix, _, rest = given.partition("_")
        id_, _, secret = rest.partition("_")
        if prefix != PREFIX or not secret or len(given) > 200 or not self._store.exists:
            return None
        present = now or datetime.now(UTC)
        with self._store.reading() as db:
            row = db.execute(
                "select t.*, u.role from tokens t join users u on u.name = t.user where t.id = ?", (id_,)
            ).fetchone()
        if row is None or not hmac.compare_digest(row["digest"], digest(secret)):
            return None
        if row["expires_at"] is not None and row["expires_at"] <= moment(present):
            return None
        if row["last_used_at"] is None or row["last_used_at"] <= moment(present - USED_EVERY):
            with self._store.writing() as db:
                db.execute("update tokens set last_used_at = ? where id = ?", (moment(present), id_))
        rights = frozenset(map(Right, row["scopes"].split())) & Role(row["role"]).rights
        return Caller(row["user"], rights, "token", address)


def _token(row: sqlite3.Row) -> Token:
    return Token(
        row["id"],
        row["user"],
        row["label"],
        tuple(row["scopes"].split()),
        row["created_at"],
        row["expires_at"],
        row["last_used_at"],
    )
