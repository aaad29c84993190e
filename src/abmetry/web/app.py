"""The dashboard as an application."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

import abmetry.web.pages
from abmetry import __version__
from abmetry.access.access import Access
from abmetry.api import rest
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.web import assets, problems
from abmetry.web.patience import Patience
from abmetry.web.security import sign_in
from abmetry.web.security.shield import shield
from abmetry.workspace.workspace import Workspace

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def create_app(
    workspace: Workspace,
    access: Access | None = None,
    *,
    hosts: Collection[str] = LOOPBACK,
    secure: bool = False,
    alone: bool = False,
    patience: Patience | None = None,
) -> FastAPI:
    """The dashboard of a workspace, and its API.

    Its state holds ``builds`` and ``answers`` (see `serving`), of which a `Reader` is made per request, ``access``
    and ``patience``.

    Args:
        workspace: The workspace.
        access: Its users, who have to sign in; None: whoever reaches it may see everything.
        hosts: Names by which it may be called; none: any.
        secure: Whether it is reached by HTTPS only.
        alone: Only this machine reaches it: while there are no users, whoever sits at it may see everything.
        patience: How long a page waits for its answers; None: not long.
    """
    builds, answers = Builds(workspace), Answers()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        del app
        yield
        answers.close()
        builds.close()

    app = FastAPI(
        title="Abmetry",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=life,
    )
    app.state.builds, app.state.answers = builds, answers
    app.state.patience = patience or Patience()
    for router in (assets.router, sign_in.router, *page_routers()):
        app.include_router(router)
    problems.install(app)
    rest.mount(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    shield(app, access, hosts=hosts, secure=secure, alone=alone)
    return app


def page_routers() -> Iterator[APIRouter]:
    """The routers of the pages."""
    for module in pkgutil.iter_modules(abmetry.web.pages.__path__, "abmetry.web.pages."):
        router = getattr(importlib.import_module(module.name), "router", None)
        if isinstance(router, APIRouter):
            yield router
