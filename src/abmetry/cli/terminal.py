"""Printing for people: as wide as the terminal, plain in a pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

PIPE_WIDTH = 120
NARROWEST = 60

View = Callable[[int], "RenderableType"]


def print_view(view: View) -> None:
    """Print a view on standard output: in colour on a terminal, as plain text elsewhere."""
    if not sys.stdout.isatty():
        width = os.environ.get("COLUMNS", "")
        sys.stdout.write(view_text(view, int(width) if width.isdigit() else PIPE_WIDTH))
        return
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    console.print(view(max(console.width, NARROWEST)))


def view_text(view: View, width: int) -> str:
    """A view as plain text, without colours and without blanks at the ends of lines."""
    from rich.console import Console

    width = max(width, NARROWEST)
    page = io.StringIO()
    Console(file=page, width=width, markup=False, highlight=False, emoji=False, color_system=None).print(
        view(width)
    )
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def say(sentence: str, quiet: bool = False) -> None:
    """A sentence about the work, on standard output."""
    if not quiet:
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
