"""The formats of the board pack, and what each needs installed."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from abmetry.errors import AbmetryError, Unanswerable
from abmetry.lang.message import message
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.packing import pack_of

FormatName = Literal["pptx", "pdf", "xlsx", "html"]
NEEDS: dict[FormatName, tuple[tuple[str, str], ...]] = {
    "pptx": (("pptx", "python-pptx"),),
    "pdf": (("typst", "typst"), ("vl_convert", "vl-convert-python")),
    "xlsx": (("xlsxwriter", "xlsxwriter"),),
    "html": (("vl_convert", "vl-convert-python"),),
}
"""Modules that a format needs, and the packages that have them."""


def check_installed(name: FormatName) -> None:
    """Make sure, before any work, that a format can be written.

    Raises:
        Unanswerable: A package that it needs is not installed.
    """
    missing = [package for module, package in NEEDS[name] if find_spec(module) is None]
    if missing:
        raise Unanswerable(
            message(
                "A report as {format} needs {packages}, which is not installed.",
                format=name,
                packages=" and ".join(missing),
            ),
            help=message("`pip install 'abmetry[report]'` brings all that reports need."),
        )


def write_report(answered: Answered, words: Words, name: FormatName, path: Path) -> None:
    """Write the board pack; a file that was there stays until the new one is whole.

    Args:
        answered: The answers.
        words: The language.
        name: The format.
        path: The file.

    Raises:
        AbmetryError: The file cannot be written, or a package that the format needs is not installed.
    """
    check_installed(name)
    try:
        with NamedTemporaryFile(dir=path.parent, suffix=f".{name}", delete=False) as made:
            scratch = Path(made.name)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        _write(answered, words, name, scratch)
        scratch.chmod(0o666 & ~_umask())
        scratch.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        scratch.unlink(missing_ok=True)


def _write(answered: Answered, words: Words, name: FormatName, path: Path) -> None:
    pack = pack_of(answered, words)
    match name:
        case "pptx":
            from abmetry.report.deck.deck import write_deck

            write_deck(pack, path)
        case "pdf":
            from abmetry.report.paper.paper import write_paper

            write_paper(pack, path)
        case "xlsx":
            from abmetry.report.workbook.workbook import write_workbook

            write_workbook(answered, pack, path)
        case "html":
            from abmetry.report.page.page import write_page

            write_page(pack, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> AbmetryError:
    reason = error.strerror or str(error)
    return AbmetryError(message("{file} cannot be written: {reason}.", file=str(path), reason=reason))
