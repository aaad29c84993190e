"""Secrets that are given away once and kept as digests, and the key that cookies are signed with."""

from __future__ import annotations

import hashlib
import secrets

from abmetry.access.store import Store

BYTES = 32
SIGNING = "signing"


def new_secret() -> str:
    """256 random bits, as text for cookies and headers."""
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret: of 256 random bits a plain SHA-256 cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signing_key(store: Store) -> bytes:
    """The workspace's own key, made when it is first asked for."""
    with store.writing() as db:
        db.execute("insert or ignore into secrets values (?, ?)", (SIGNING, secrets.token_bytes(BYTES)))
        kept: bytes = db.execute("select value from secrets where name = ?", (SIGNING,)).fetchone()["value"]
    return kept
