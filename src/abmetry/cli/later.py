"""Commands that later versions bring: they are known, and say that they are not built yet."""

from __future__ import annotations

from collections.abc import Callable

from abmetry.cli.command import Declared
from abmetry.cli.run_options import RunOptions
from abmetry.errors import Unanswerable

LATER = {
    "report": ("The numbers as a deck, a PDF, a workbook or a page", " --format pptx"),
    "serve": ("The dashboard in a browser", ""),
}


def _not_built(name: str, what: str) -> Callable[..., None]:
    def command(run: RunOptions) -> None:
        del run
        raise Unanswerable(
            f"`abmetry {name}` is not built yet.", help="`abmetry --help` lists the commands that are."
        )

    command.__doc__ = f"{what} (not built yet)."
    return command


COMMANDS = tuple(
    Declared(name, _not_built(name, what), f"abmetry {name}{options}", takes_anything=True)
    for name, (what, options) in LATER.items()
)
