"""What a command is: its name, what it does, and examples of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """A command.

    Attributes:
        name: Its name.
        function: What it does; its docstring is the help text, its parameters are arguments, options and bundles
            of options, and what it returns is the exit status (None: 0).
        examples: What somebody might type, one on a line, with a remark behind.
        takes_anything: Arguments and options that it does not know are no wrong use.
    """

    name: str
    function: Callable[..., int | None]
    examples: str
    takes_anything: bool = False
