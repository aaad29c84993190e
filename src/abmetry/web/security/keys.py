"""Cookies that we signed, and what forms have to send with them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cached_property
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, Signer
from starlette.responses import Response

from abmetry.access.access import Access

SESSION = "abmetry_session"
VISIT = "abmetry_visit"
LONGEST = 400


class Keys:
    """Signs cookies, and makes the tokens of forms, with the key of a workspace; without users with one of its own."""

    def __init__(self, access: Access | None, secure: bool) -> None:
        """Prepare.

        Args:
            access: The users.
            secure: Whether cookies go over HTTPS only.
        """
        self._access = access
        self.secure = secure

    @cached_property
    def _key(self) -> bytes:
        return self._access.signing_key if self._access is not None else secrets.token_bytes(32)

    def put(self, response: Response, name: str, value: str) -> None:
        """Give a browser a signed cookie that no script reads and no other site sends; it ends with the browser."""
        sealed = Signer(self._key, salt=name, digest_method=hashlib.sha256).sign(value).decode()
        response.set_cookie(name, sealed, httponly=True, samesite="lax", secure=self.secure, path="/")

    def take(self, response: Response, name: str) -> None:
        """Take a cookie away."""
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=self.secure)

    def read(self, header: str, name: str) -> str | None:
        """The value of a cookie; None: there is none, or we did not sign it."""
        try:
            morsel = SimpleCookie(header).get(name)
        except CookieError:
            return None
        if morsel is None or len(morsel.value) > LONGEST:
            return None
        try:
            return Signer(self._key, salt=name, digest_method=hashlib.sha256).unsign(morsel.value).decode()
        except (BadSignature, UnicodeDecodeError):
            return None

    def form_token(self, header: str) -> str | None:
        """What a form of this browser has to send with it; None: the browser has no cookie of ours."""
        for name in (SESSION, VISIT):
            if (value := self.read(header, name)) is not None:
                told = f"form:{name}:{value}".encode()
                return hmac.new(self._key, told, hashlib.sha256).hexdigest()
        return None

    def token_of_visit(self, visit: str) -> str:
        """What the forms of a visit have to send, before the browser has its cookie."""
        return hmac.new(self._key, f"form:{VISIT}:{visit}".encode(), hashlib.sha256).hexdigest()
