"""Everything about access to one workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

from abmetry.access.attempts import Attempts
from abmetry.access.audit import Audit
from abmetry.access.caller import Caller
from abmetry.access.secret import signing_key
from abmetry.access.sessions import Sessions
from abmetry.access.store import Store
from abmetry.access.tokens import Tokens
from abmetry.access.users import Users
from abmetry.workspace.places import Places

FILE = "access.sqlite"


@dataclass(frozen=True)
class Access:
    """Users, tokens, sessions and the log of one workspace."""

    store: Store

    @classmethod
    def of(cls, places: Places) -> Self:
        """That of a workspace; nothing is made by asking for it."""
        return cls(Store(places.home / FILE))

    @cached_property
    def users(self) -> Users:
        """Who may ask."""
        return Users(self.store)

    @cached_property
    def tokens(self) -> Tokens:
        """What programs ask with."""
        return Tokens(self.store)

    @cached_property
    def sessions(self) -> Sessions:
        """Who has signed in."""
        return Sessions(self.store)

    @cached_property
    def attempts(self) -> Attempts:
        """Who tried to."""
        return Attempts(self.store)

    @cached_property
    def audit(self) -> Audit:
        """Who asked what."""
        return Audit(self.store)

    @cached_property
    def signing_key(self) -> bytes:
        """What cookies are signed with."""
        return signing_key(self.store)

    def sign_in(
        self, name: str, password: str, address: str, now: datetime | None = None
    ) -> tuple[Caller, str] | None:
        """Begin a session with a name and a password; None: they are nobody's.

        Returns:
            Who it is, and the secret of the session.

        Raises:
            TooMany: Too many attempts were made; the password is not even looked at.
        """
        self.attempts.count(name, address, now)
        user = self.users.with_password(name, password)
        if user is None:
            nobody = Caller(name[:100], frozenset(), "session", address)
            self.audit.record(nobody, "sign in failed", now=now)
            return None
        self.attempts.forget(name, address)
        secret = self.sessions.begin(user.name, address, now)
        caller = Caller(user.name, user.role.rights, "session", address)
        self.audit.record(caller, "sign in", now=now)
        return caller, secret
