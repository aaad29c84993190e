"""All of it around an application, in its order."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI

from abmetry.access.access import Access
from abmetry.web.security.forms import OwnForms
from abmetry.web.security.headers import SecurityHeaders
from abmetry.web.security.keys import Keys
from abmetry.web.security.strangers import Strangers
from abmetry.web.security.visitor import Gate


def shield(
    app: FastAPI, access: Access | None, *, hosts: Collection[str], secure: bool, alone: bool = False
) -> None:
    """Put an application behind all that protects it.

    From the outside: headers on every response; strange names, strange pages and too large requests turned away;
    nobody let in who is not known; nothing changed but by a form of our own.

    Args:
        app: The application; its state gets ``access`` and ``keys``.
        access: Its users; None: nobody has to sign in.
        hosts: Names by which it may be called; none: any.
        secure: Whether it is reached by HTTPS only.
        alone: Only this machine reaches it: while there are no users, whoever sits at it may see everything.
    """
    keys = Keys(access, secure)
    app.state.access, app.state.keys = access, keys
    app.add_middleware(OwnForms, keys=keys)
    app.add_middleware(Gate, access=access, keys=keys, alone=alone)
    app.add_middleware(Strangers, hosts=hosts)
    app.add_middleware(SecurityHeaders, secure=secure)
