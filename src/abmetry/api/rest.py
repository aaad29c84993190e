"""The REST API: the same questions, names and shapes as at the command line, under /api/v1."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from abmetry import __version__
from abmetry.api.caller import Asking, bearer, cookie
from abmetry.api.problem import MEDIA_TYPE, RESPONSES, Problem
from abmetry.api.problem import install as install_problems
from abmetry.api.routes import accounts, evidence, funnel, influence, kpis, status

PREFIX = "/api/v1"
DESCRIPTION = """Account-based marketing, measured: every KPI with its interval, its comparison and its evidence.

Every answer is that of the command line, in the same shape. A token is made with `abmetry tokens create NAME` and sent
as `Authorization: Bearer ...`; what it may be used for are its scopes, as far as its user's role allows them.
"""

router = APIRouter(prefix=PREFIX, responses=RESPONSES, dependencies=[Depends(bearer), Depends(cookie)])
for module in (kpis, evidence, funnel, influence, accounts, status):
    router.include_router(module.router)


@cache
def describe() -> dict[str, Any]:
    """The OpenAPI description of the API, whatever else an application serves."""
    alone = FastAPI(
        title="Abmetry",
        version=__version__,
        summary="Measures account-based marketing.",
        description=DESCRIPTION,
    )
    alone.include_router(router)
    told: dict[str, Any] = alone.openapi()
    schemas = told["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for operations in told["paths"].values():
        for operation in operations.values():
            operation["security"] = [{scheme.scheme_name: []} for scheme in (bearer, cookie)]
            for status_, response in operation["responses"].items():
                if status_.startswith(("4", "5")):
                    response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return told


def mount(app: FastAPI) -> None:
    """Serve the API from an application whose state holds ``builds``, ``answers`` and ``access``."""
    app.include_router(router)

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def openapi(caller: Asking) -> dict[str, Any]:
        """The description of the API."""
        del caller
        return describe()

    install_problems(app)
