"""What every response says to the browser, and which requests are not even looked at."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
SAID = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
READING = ("GET", "HEAD", "OPTIONS")


class SecurityHeaders:
    """Adds the headers, and turns away requests by a strange name or from a strange page.

    A page of another site could give its own name the address of this machine and ask from there: only the names that
    are meant are answered. It could send a form here: what changes anything must come from a page of this very site.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), secure: bool = False) -> None:
        """Wrap an application.

        Args:
            app: The application.
            hosts: Names by which it may be called, without a port; none: any.
            secure: Whether it is reached by HTTPS only.
        """
        self._app = app
        self._hosts = frozenset(hosts)
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in SAID.items():
                    said.setdefault(name, value)
                said.setdefault("cache-control", "no-store")
                if self._secure:
                    said.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        if self._hosts and _name(headers.get("host", "")) not in self._hosts:
            await PlainTextResponse("This is not the name of this site.", 421)(scope, receive, say)
        elif scope["method"] not in READING and not _is_from_here(headers):
            await PlainTextResponse("The request comes from another site.", 403)(scope, receive, say)
        else:
            await self._app(scope, receive, say)


def _name(host: str) -> str:
    return host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0].lower()


def _is_from_here(headers: Headers) -> bool:
    """Whether a page of this site sends it, or no page at all: browsers always tell, programs never do."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == headers.get("host")
