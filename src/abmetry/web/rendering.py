"""Templates, and what every one of them can use."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from abmetry.web import theme

HERE = Path(str(resources.files("abmetry.web")))
STATIC = HERE / "static"


@cache
def environment() -> Environment:
    """The templates."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(("html", "svg")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = static
    made.globals["dark_colours"] = theme.dark_colours
    return made


def static(path: str) -> str:
    """The address of a file of the package, which changes with its content."""
    return f"/static/{path}?v={_version()}"


@cache
def _version() -> str:
    digest = hashlib.sha256(theme.style_sheet().encode())
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
