"""Commands that later versions bring: they are known, and say that they are not built yet."""

from __future__ import annotations

from collections.abc import Callable

from abmetry.cli.command import Declared
from abmetry.cli.run_options import RunOptions
from abmetry.errors import Unanswerable
from abmetry.lang.message import message

LATER = {
    "report": ("The numbers as a deck, a PDF, a workbook or a page", " --format pptx"),
}


def _not_built(name: str, what: str) -> Callable[..., None]:
    def command(run: RunOptions) -> None:
        del run
        raise Unanswerable(
            message("`abmetry {name}` is not built yet.", name=name),
            help=message("`abmetry --help` lists the commands that are."),
        )

    command.__doc__ = f"{what} (not built yet)."
    return command


COMMANDS = tuple(
    Declared(name, _not_built(name, what), f"abmetry {name}{options}", takes_anything=True)
    for name, (what, options) in LATER.items()
)
