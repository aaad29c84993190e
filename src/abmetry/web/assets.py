"""Style sheets, scripts and fonts: all of them in the package."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from abmetry.web.rendering import STATIC
from abmetry.web.theme import style_sheet

KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
LASTING = {"cache-control": "public, max-age=31536000, immutable"}
BRIEF = {"cache-control": "public, max-age=3600"}
FILES = {
    file.relative_to(STATIC).as_posix(): file
    for file in STATIC.rglob("*")
    if file.is_file() and file.suffix in KINDS
}

router = APIRouter(include_in_schema=False)


@router.get("/static/theme.css")
def theme_css(request: Request) -> Response:
    """The palette."""
    return Response(style_sheet(), media_type="text/css", headers=_kept(request))


@router.get("/static/{path:path}")
def asset(path: str, request: Request) -> Response:
    """A file of the package; only those that were there when it was started have an address."""
    file = FILES.get(path)
    if file is None:
        return Response(status_code=404)
    return FileResponse(file, media_type=KINDS[file.suffix], headers=_kept(request))


@router.get("/favicon.ico")
def favicon(request: Request) -> Response:
    """The mark."""
    return asset("mark.svg", request)


def _kept(request: Request) -> dict[str, str]:
    return LASTING if "v" in request.query_params else BRIEF
