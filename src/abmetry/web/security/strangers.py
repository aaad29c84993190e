"""Requests that are not even looked at: by a strange name, from a strange page, or too large."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from abmetry.lang.message import message
from abmetry.web.security.refusal import refusal

READING = ("GET", "HEAD", "OPTIONS")
LARGEST_BODY = 64 * 1024
LONGEST_ADDRESS = 16 * 1024
STRANGE_NAME = message(
    "This is not the name of this site; `abmetry serve --host-name NAME` says which it has."
)
STRANGE_SITE = message("The request comes from another site.")
LONG = message("The address is too long.")
MUCH = message("That is too much.")


class Strangers:
    """Turns strange requests away.

    A page of another site could give its own name the address of this machine and ask from there: only the names that
    are meant are answered. It could send a form here: what changes anything must come from a page of this very site.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """Wrap an application.

        Args:
            app: The application.
            hosts: Names by which it may be called, without a port; none: any.
        """
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if self._hosts and name_of(headers.get("host", "")) not in self._hosts:
            turned = refusal(scope, STRANGE_NAME, 421)
        elif len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            turned = refusal(scope, LONG, 414)
        elif not length.isdecimal() or int(length) > LARGEST_BODY:
            turned = refusal(scope, MUCH, 413)
        elif scope["method"] not in READING and not is_from_here(headers):
            turned = refusal(scope, STRANGE_SITE, 403)
        else:
            body = await _whole(receive) if scope["method"] not in READING else b""
            if body is not None:
                again = _again(body, receive) if scope["method"] not in READING else receive
                scope["abmetry.body"] = body
                await self._app(scope, again, send)
                return
            turned = refusal(scope, MUCH, 413)
        await turned(scope, receive, send)


def name_of(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host.split("]", 1)[0].lstrip("[").lower()
    return host.rsplit(":", 1)[0].lower()


def is_from_here(headers: Headers) -> bool:
    """Whether a page of this site sends it, or no page at all: browsers always tell, programs never do."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == headers.get("host")


async def _whole(receive: Receive) -> bytes | None:
    """The body, however it comes; None: it is too large."""
    body = b""
    while True:
        received = await receive()
        if received["type"] != "http.request":
            return body
        part: bytes = received.get("body", b"")
        body += part
        if len(body) > LARGEST_BODY:
            return None
        if not received.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Receives a body that was read already."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
