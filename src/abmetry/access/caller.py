"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from abmetry.access.roles import Right
from abmetry.errors import AbmetryError
from abmetry.lang.message import message

Via = Literal["local", "session", "token"]


class Refused(AbmetryError):  # noqa: N818  (the name is what it says)
    """A caller who is known, and may not."""


class NotSignedIn(AbmetryError):  # noqa: N818
    """A caller who is not known, where only known ones may ask."""


@dataclass(frozen=True)
class Caller:
    """Somebody who asks.

    Attributes:
        name: The user's; ``local`` for whoever sits at a machine that serves nobody else and has no users.
        rights: What they may do: those of the role, and with a token only those of its scopes.
        via: How they are known.
        address: Where they ask from.
    """

    name: str
    rights: frozenset[Right]
    via: Via
    address: str | None = None

    def may(self, right: Right) -> bool:
        """Whether they may."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Make sure that they may.

        Raises:
            Refused: They may not.
        """
        if right in self.rights:
            return
        lacking = (
            message("The token is not for '{right}'.", right=right.value)
            if self.via == "token"
            else message("{user} does not have the right '{right}'.", user=self.name, right=right.value)
        )
        help = message("An administrator can give another role, or a token of more scopes.")
        raise Refused(lacking, help=help)


def local_caller(address: str | None = None) -> Caller:
    """Whoever sits at a machine that has no users and serves nobody else: they may do everything."""
    return Caller("local", frozenset(Right), "local", address)
