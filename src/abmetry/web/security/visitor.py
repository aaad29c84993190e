"""Who sends a request."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from abmetry.access.access import Access
from abmetry.access.caller import Caller, NotSignedIn, local_caller
from abmetry.lang.message import message
from abmetry.web.security.keys import SESSION, Keys

OPEN = ("/sign-in", "/favicon.ico")
OPEN_FOLDER = "/static/"
API = "/api/"


class Gate:
    """Looks who sends a request, keeps it as ``state.caller``, and lets nobody else in.

    The API lets nobody in either, and tells why in its own way: it knows tokens too.
    """

    def __init__(self, app: ASGIApp, access: Access | None, keys: Keys, alone: bool = False) -> None:
        """Wrap an application.

        Args:
            app: The application.
            access: The users; None: nobody has to sign in.
            keys: What cookies are signed with.
            alone: Only this machine reaches it: while there are no users, whoever sits at it may see everything.
        """
        self._app = app
        self._access = access
        self._keys = keys
        self._alone = alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or ask to sign in."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            address = scope["client"][0] if scope.get("client") else None
            caller = await run_in_threadpool(self._caller, headers.get("cookie", ""), address)
            if caller is not None:
                scope.setdefault("state", {})["caller"] = caller
            elif not _is_open(scope["path"]):
                query = scope["query_string"].decode("latin-1")
                await asks_to_sign_in(scope["method"], scope["path"], query, headers)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _caller(self, cookies: str, address: str | None) -> Caller | None:
        if self._access is None:
            return local_caller(address)
        secret = self._keys.read(cookies, SESSION) if SESSION in cookies else None
        if secret is not None and (caller := self._access.sessions.caller(secret, address)) is not None:
            return caller
        return local_caller(address) if self._alone and not self._access.users.are_there else None


def asks_to_sign_in(method: str, path: str, query: str, headers: Headers) -> Response:
    """What somebody is told who has to sign in first; of a part of a page, for the page itself."""
    is_part = "hx-request" in headers
    if is_part:
        page = urlsplit(headers.get("hx-current-url", "/"))
        path, query = page.path, page.query
    after = f"{path}?{query}" if query else path
    where = f"/sign-in?next={quote(after)}" if method == "GET" and after not in ("/", "") else "/sign-in"
    if is_part:
        return Response(status_code=204, headers={"hx-redirect": where})
    return RedirectResponse(where, 303)


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith((OPEN_FOLDER, API))


def access_of(request: Request) -> Access | None:
    """The users of the workspace; None where nobody has to sign in."""
    access: Access | None = request.app.state.access
    return access


def keys_of(request: Request) -> Keys:
    """What cookies are signed with."""
    keys: Keys = request.app.state.keys
    return keys


def caller_of(request: Request) -> Caller:
    """Who sends a request.

    Raises:
        NotSignedIn: Nobody that is known, and users must sign in.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn(message("Sign in to see this page."))
    return caller


def secret_of(request: Request) -> str | None:
    """The secret of the session that a request belongs to."""
    return keys_of(request).read(request.headers.get("cookie", ""), SESSION)


def csrf_of(request: Request) -> str:
    """What a form of this browser has to send with it; nobody else can know it."""
    return keys_of(request).form_token(request.headers.get("cookie", "")) or ""
