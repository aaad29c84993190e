"""Who asks the API: a program with a token, or somebody who has signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from abmetry.access.access import Access
from abmetry.access.caller import Caller, NotSignedIn, local_caller
from abmetry.lang.message import message

bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="An API token, made with `abmetry tokens create`."
)
cookie = APIKeyCookie(
    name="abmetry_session",
    auto_error=False,
    scheme_name="session",
    description="The session of somebody who has signed in to the dashboard.",
)


def caller_of(request: Request) -> Caller:
    """Who sends a request: by its token if it has one, else whoever the dashboard's gate knows.

    Raises:
        NotSignedIn: Nobody that is known, where users have to sign in.
    """
    access: Access | None = getattr(request.app.state, "access", None)
    known: Caller | None = getattr(request.state, "caller", None)
    given = request.headers.get("authorization")
    address = request.client.host if request.client else None
    if given is not None and access is not None:
        scheme, _, token = given.partition(" ")
        caller = access.tokens.caller(token.strip(), address) if scheme.lower() == "bearer" else None
        if caller is None:
            raise NotSignedIn(message("The token is none, or has ended."))
        return caller
    if known is not None:
        return known
    if access is None:
        return local_caller(address)
    raise NotSignedIn(
        message("Say who asks, with a token."),
        help=message("`abmetry tokens create` makes one; send it as `Authorization: Bearer ...`."),
    )


Asking = Annotated[Caller, Depends(caller_of)]
"""Who asks, as an endpoint takes it."""
