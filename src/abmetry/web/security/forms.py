"""Whatever changes something must be sent by a form of our own: it has a token that nobody else can know."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from abmetry.lang.message import message
from abmetry.web.security.keys import Keys
from abmetry.web.security.refusal import refusal
from abmetry.web.security.strangers import READING

FIELD, HEADER = "csrf", "x-csrf-token"
STRANGE_FORM = message("The form is not of this session. Open the page again and send it once more.")


class OwnForms:
    """Refuses what has no token of ours, whichever page or address it is for."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        """Wrap an application."""
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and scope["method"] not in READING:
            headers = Headers(scope=scope)
            wanted = self._keys.form_token(headers.get("cookie", ""))
            given = _given(headers, scope.get("abmetry.body", b""))
            if wanted is None or not hmac.compare_digest(wanted.encode(), given.encode()):
                await refusal(scope, STRANGE_FORM, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _given(headers: Headers, body: bytes) -> str:
    if HEADER in headers:
        return headers[HEADER]
    if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    try:
        return parse_qs(body.decode("ascii", "replace"), max_num_fields=100).get(FIELD, [""])[0]
    except ValueError:
        return ""
