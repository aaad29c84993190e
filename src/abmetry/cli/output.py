"""Where results go and in which shape: a table to read, JSON, CSV or Parquet, to the terminal or a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from abmetry.cli.terminal import print_view, view_text
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

GROUP = "How it is shown"
FILE_WIDTH = 120


class Format(StrEnum):
    """Shapes of a result."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True)
class OutputOptions:
    """The shape of a result and where it goes.

    Attributes:
        format: The shape; None: that of the file's ending, else a table.
        file: The file; None: standard output.
    """

    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="table|json|csv|parquet",
            help="Shape of the result; default: by the ending of the file, else a table.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    file: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the result to a file instead of the terminal.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None

    @property
    def shape(self) -> Format:
        """The shape that is meant."""
        if self.format is not None:
            return self.format
        ending = self.file.suffix.lower().removeprefix(".") if self.file else ""
        return Format(ending) if ending in ("json", "csv", "parquet") else Format.TABLE

    def check(self) -> None:
        """Make sure, before any work, that the result can go where it is to go.

        Raises:
            UsageError: Parquet for a terminal, or a file in a folder that is not there.
        """
        if self.shape is Format.PARQUET and self.file is None:
            raise UsageError(message("Parquet is not for reading: name a file with -o FILE."))
        if self.file is not None and not self.file.expanduser().parent.is_dir():
            raise UsageError(
                message(
                    "There is no folder {parent} to write {file} to.",
                    parent=self.file.parent,
                    file=self.file.name,
                )
            )


@dataclass(frozen=True)
class Shown:
    """A result in each of its shapes, made when it is asked for.

    Attributes:
        view: From the width in columns to what a terminal shows.
        data: The objects of the JSON.
        table: The rows of CSV and Parquet.
    """

    view: Callable[[int], RenderableType]
    data: Callable[[], Any]
    table: Callable[[], pa.Table]


def show(shown: Shown, output: OutputOptions) -> None:
    """Write a result in the shape that was asked for.

    Raises:
        AbmetryError: The file cannot be written.
    """
    if output.file is None:
        if output.shape is Format.TABLE:
            print_view(shown.view)
        else:
            _to_terminal(_content(shown, output.shape))
        return
    content = (
        view_text(shown.view, FILE_WIDTH).encode()
        if output.shape is Format.TABLE
        else _content(shown, output.shape)
    )
    _to_file(content, output.file.expanduser())


def _content(shown: Shown, shape: Format) -> bytes:
    match shape:
        case Format.JSON:
            text = json.dumps(shown.data(), ensure_ascii=False, indent=2, allow_nan=False)
            return text.encode() + b"\n"
        case Format.CSV:
            from abmetry.answers.written import csv_bytes

            return csv_bytes(shown.table())
        case _:
            from abmetry.answers.written import parquet_bytes

            return parquet_bytes(shown.table())


def _to_terminal(content: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _to_file(content: bytes, path: Path) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise AbmetryError(
            message("{path} cannot be written: {error}.", path=path, error=error.strerror or error)
        ) from error
