"""The names of the Python interface, each brought in when it is first used: a quick start asks nothing of the rest.

`abmetry.open("acme").ask("engaged_account_rate", period="2026-Q3").to_pandas()` is a whole program.
"""

from importlib import import_module
from typing import Any

NAMES = {
    "open": ("abmetry.answers.analysis", "open_workspace"),
    "Analysis": ("abmetry.answers.analysis", "Analysis"),
    "Question": ("abmetry.answers.question", "Question"),
    "Answer": ("abmetry.answers.answer", "Answer"),
    "Result": ("abmetry.answers.answer", "Result"),
    "AbmetryError": ("abmetry.errors", "AbmetryError"),
}


def __getattr__(name: str) -> Any:
    """A public name of the package.

    Raises:
        AttributeError: There is none of that name.
    """
    if name not in NAMES:
        raise AttributeError(f"module 'abmetry' has no attribute '{name}'")
    module, own = NAMES[name]
    return getattr(import_module(module), own)
