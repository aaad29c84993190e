"""Who sends a request."""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request

from abmetry.access.access import Access
from abmetry.access.caller import Caller, NotSignedIn, Refused, local_caller

COOKIE = "abmetry_session"


def access_of(request: Request) -> Access | None:
    """The users of the workspace; None where nobody has to sign in."""
    access: Access | None = request.app.state.access
    return access


def caller_of(request: Request) -> Caller:
    """Who sends a request.

    Raises:
        NotSignedIn: Nobody that is known, and users must sign in.
    """
    access, address = access_of(request), _address(request)
    if access is None:
        return local_caller(address)
    secret = request.cookies.get(COOKIE)
    caller = access.sessions.caller(secret, address) if secret else None
    if caller is None:
        raise NotSignedIn("Sign in to see this page.")
    return caller


def csrf_of(request: Request) -> str:
    """What a form of this session has to send with it; nobody else can know it."""
    access = access_of(request)
    secret = request.cookies.get(COOKIE, "")
    if access is None:
        return ""
    return hmac.new(access.signing_key, b"form:" + secret.encode(), hashlib.sha256).hexdigest()


def check_form(request: Request, given: str) -> None:
    """Make sure that a form comes from a page of this session.

    Raises:
        Refused: It does not.
    """
    if not hmac.compare_digest(csrf_of(request).encode(), given.encode()):
        raise Refused("The form is not of this session.", help="Open the page again and send it once more.")


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None
