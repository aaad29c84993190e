"""Who sends a request."""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie

from fastapi import Request
from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from abmetry.access.access import Access
from abmetry.access.caller import Caller, NotSignedIn, Refused, local_caller
from abmetry.lang.message import message

COOKIE = "abmetry_session"
OPEN = ("/static/", "/sign-in", "/favicon.ico")
"""Addresses at which nobody has to be known."""


class Gate:
    """Looks who sends a request, by the session in its cookie, and keeps it as ``state.caller``."""

    def __init__(self, app: ASGIApp, access: Access | None) -> None:
        """Wrap an application.

        Args:
            app: The application.
            access: The users; None: nobody has to sign in.
        """
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and not scope["path"].startswith(OPEN):
            address = scope["client"][0] if scope.get("client") else None
            caller: Caller | None = local_caller(address)
            if self._access is not None:
                caller = await run_in_threadpool(_caller, self._access, Headers(scope=scope), address)
            if caller is not None:
                scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)


def _caller(access: Access, headers: Headers, address: str | None) -> Caller | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    secret = unsealed(access, morsel.value) if morsel else None
    return access.sessions.caller(secret, address) if secret else None


def access_of(request: Request) -> Access | None:
    """The users of the workspace; None where nobody has to sign in."""
    access: Access | None = request.app.state.access
    return access


def caller_of(request: Request) -> Caller:
    """Who sends a request.

    Raises:
        NotSignedIn: Nobody that is known, and users must sign in.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn(message("Sign in to see this page."))
    return caller


def sealed(access: Access, secret: str) -> str:
    """The secret of a session as its cookie holds it: signed."""
    return Signer(access.signing_key, salt=COOKIE).sign(secret).decode()


def unsealed(access: Access, cookie: str) -> str | None:
    """The secret in a cookie; None: we did not sign it."""
    try:
        return Signer(access.signing_key, salt=COOKIE).unsign(cookie).decode()
    except BadSignature:
        return None


def secret_of(request: Request) -> str | None:
    """The secret of the session that a request belongs to."""
    access, cookie = access_of(request), request.cookies.get(COOKIE)
    return unsealed(access, cookie) if access is not None and cookie else None


def csrf_of(request: Request) -> str:
    """What a form of this session has to send with it; nobody else can know it."""
    access, secret = access_of(request), secret_of(request)
    if access is None or secret is None:
        return ""
    return hmac.new(access.signing_key, b"form:" + secret.encode(), hashlib.sha256).hexdigest()


def check_form(request: Request, given: str) -> None:
    """Make sure that a form comes from a page of this session.

    Raises:
        Refused: It does not.
    """
    if not hmac.compare_digest(csrf_of(request).encode(), given.encode()):
        raise Refused(
            message("The form is not of this session."),
            help=message("Open the page again and send it once more."),
        )
