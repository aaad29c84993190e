"""Passwords: hashed with Argon2id, and long enough."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from abmetry.errors import UsageError
from abmetry.lang.message import message

SHORTEST, LONGEST = 12, 256

_hasher = PasswordHasher()


def check_password(password: str, name: str) -> None:
    """Make sure that a password can be taken.

    Raises:
        UsageError: It is too short or too long, one sign over and over, or the user's name.
    """
    if len(password) < SHORTEST:
        raise UsageError(message("A password has at least {n} signs.", n=SHORTEST))
    if len(password) > LONGEST:
        raise UsageError(message("A password has at most {n} signs.", n=LONGEST))
    if len(set(password)) < 4 or password.casefold() == name.casefold():
        raise UsageError(message("The password is too easy to guess."), help=message("Take several words."))


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def is_password(kept: str | None, given: str) -> bool:
    """Whether a password is the one that was kept; of nobody's it takes as long to say no."""
    try:
        return _hasher.verify(kept or _nobodys(), given[: LONGEST + 1]) and kept is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
