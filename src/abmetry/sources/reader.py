"""Reading raw files of a source, whatever their format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from abmetry.engine.loading import LakeUnwritableError, LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.delimited import Staged, stage_delimited
from abmetry.sources.extract import RawFile, Refused
from abmetry.sources.parquet import stage_parquet
from abmetry.sources.workbook import sheet_names, stage_sheet

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DELIMITED = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
PARQUET = (".parquet", ".pq")
FORMATS = (*DELIMITED, *PARQUET, *WORKBOOKS)
_NUMBERS = count(1)


@dataclass(frozen=True)
class TableShape:
    """What a source is told of a canonical table: its columns, and those that a file must have."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Reader:
    """Raw files of one source.

    Attributes:
        engine: Where the files go.
        folder: The source's file or folder.
        staging: A folder for copies; it is removed after the load.
        tables: The canonical tables by name.
        own_domains: Domains of our own people, as the workspace names them.
    """

    engine: LoadingEngine
    folder: Path
    staging: Path
    tables: Mapping[str, TableShape] = field(default_factory=dict)
    own_domains: tuple[str, ...] = ()

    def label(self, path: Path, sheet: str | None = None) -> str:
        """What users call a file: its path within the source."""
        inside = (
            path.relative_to(self.folder)
            if path != self.folder and path.is_relative_to(self.folder)
            else path.name
        )
        shown = str(inside).encode("utf-8", "backslashreplace").decode("utf-8")
        return f"{shown} [{sheet}]" if sheet else shown

    def read(
        self,
        path: Path,
        *,
        sheet: str | None = None,
        typed: bool = False,
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> RawFile | Refused:
        """Bring a file into the engine.

        Args:
            path: The file.
            sheet: The sheet of a workbook; None: its first.
            typed: Keep the types of a Parquet file; else every column is text.
            encoding: Of a text file; None: found out.
            delimiter: Of a text file; None: found out.

        Returns:
            The file, or why it cannot be used.

        Raises:
            LakeUnwritableError: There is no room for what is written on the way.
        """
        number = next(_NUMBERS)
        folder = self.staging / f"raw{number}"
        try:
            _readable(path)
            folder.mkdir(parents=True, exist_ok=True)
            ending = format_of(path)
            if ending in WORKBOOKS:
                sheet = sheet or sheet_names(path)[0]
                staged = stage_sheet(self.engine, path, sheet, folder)
            elif ending in PARQUET:
                staged = stage_parquet(self.engine, path, typed=typed)
            elif ending in DELIMITED:
                staged = stage_delimited(self.engine, path, folder, encoding=encoding, delimiter=delimiter)
            else:
                raise LoadError(
                    message("Its format is not known; known are {formats}.", formats=", ".join(FORMATS))
                )
            return self._registered(f"raw_{number}", path, sheet, staged)
        except LakeUnwritableError:
            raise
        except LoadError as error:
            return Refused(self.label(path, sheet), str(error))

    def _registered(self, relation: str, path: Path, sheet: str | None, staged: Staged) -> RawFile:
        self.engine.create_view(relation, staged.sql)
        return RawFile(path, self.label(path, sheet), relation, staged.names, staged.rows, staged.rejected)


def format_of(path: Path) -> str | None:
    """The ending of a file's name that tells its format, such as ``.csv.gz``; None if it tells none."""
    name = path.name.lower()
    return next((ending for ending in sorted(FORMATS, key=len, reverse=True) if name.endswith(ending)), None)


def stem_of(path: Path) -> str:
    """A file's name without the ending of its format."""
    ending = format_of(path)
    return path.name[: -len(ending)] if ending else path.name


def _readable(path: Path) -> None:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        raise LoadError(message("Its name is no UTF-8; rename it.")) from error
    if not path.exists():
        raise LoadError(message("There is no such file."))
    if path.is_dir():
        raise LoadError(message("It is a folder where a file is expected."))
    if not path.is_file():
        raise LoadError(message("It is no regular file."))
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise LoadError(message("It cannot be read: {error}.", error=error.strerror or error)) from error
