"""Rows that could not be used, with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.conform import Problem
from abmetry.model.records import read_records
from abmetry.model.typed import TypedFile
from abmetry.sources.rejects import VALUE_LENGTH, Rejects
from abmetry.workspace.workspace import Workspace

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("table", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("loaded_at", pa.timestamp("us")),
    ]
)


def rejected(workspace: Workspace, table: str | None = None, *, every_load: bool = False) -> pa.Table:
    """The rows that could not be used.

    Args:
        workspace: The workspace.
        table: Only those of this canonical table.
        every_load: Of all loads, oldest first; else only of the last load of each source.

    Returns:
        source, table, file, line (of the file: the header of a text file is 1), column, value (cut to 200
        characters), reason, loaded_at (UTC).

    Raises:
        LoadError: A file of the lake cannot be read.
    """
    parts: list[pa.Table] = []
    loaded_later: set[str] = set()
    for record in reversed(read_records(workspace.places)):
        if record.rejected is not None:
            rows = _read(workspace.places.rejected / record.rejected)
            if not every_load and loaded_later:
                rows = rows.filter(pc.invert(pc.is_in(rows["source"], pa.array(sorted(loaded_later)))))
            parts.insert(0, rows)
        loaded_later.update(record.sources)
    every = pa.concat_tables(parts) if parts else SCHEMA.empty_table()
    return every if table is None else every.filter(pc.equal(every["table"], table))


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path).cast(SCHEMA)
    except (OSError, pa.ArrowException) as error:
        raise LoadError(
            message("The rejected rows of a load, {path}, cannot be read.", path=path),
            message("Put it back from a copy; all else is there without it."),
        ) from error


@dataclass
class RejectQueries:
    """Queries of the rows that a load rejects, gathered table by table."""

    engine: LoadingEngine
    source: str
    loaded_at: datetime
    parts: list[str]

    def structural(self, table: str | None, file: str, rejects: Rejects, relation: str) -> None:
        """Lines of a file that are no rows."""
        if rejects:
            self.engine.register(relation, rejects.table())
            self._add(
                table, file, f"select line, cast(null as varchar) as col, value, reason from {relation}"
            )

    def problems(self, table: str, file: TypedFile, problems: Sequence[Problem]) -> None:
        """Rows with a cell that cannot be used."""
        text = self.engine.dialect.text
        columns = "".join(f" when {i} then {text(p.column)}" for i, p in enumerate(problems))
        reasons = "".join(f" when {i} then {text(p.reason)}" for i, p in enumerate(problems))
        if columns:
            self._add(
                table,
                file.label,
                f"select _line as line, case _problem{columns} end as col, _value as value,"
                f" case _problem{reasons} end as reason"
                f" from {self.engine.dialect.read_parquet([str(file.path)])} where _problem is not null",
            )

    def repeated(self, table: str, files: Sequence[TypedFile], sql: str, relation: str) -> None:
        """Rows of which a later one of the load has the same key."""
        text = self.engine.dialect.text
        labels = "".join(f" when {i} then {text(file.label)}" for i, file in enumerate(files))
        self.engine.create_table(
            relation,
            f"select line, column_name as col, substr(value, 1, {VALUE_LENGTH}) as value,"
            f" reason || case when last_file = _file then '' else case last_file{labels} end end as reason,"
            f" case _file{labels} end as file from ({sql}) as r",
            temporary=True,
        )
        self._add(table, None, f"select * from {relation}")

    def _add(self, table: str | None, file: str | None, sql: str) -> None:
        dialect = self.engine.dialect
        named = dialect.text(table) if table else "cast(null as varchar)"
        label = dialect.text(file) if file is not None else "file"
        self.parts.append(
            f'select {dialect.text(self.source)} as source, {named} as "table", {label} as file,'
            f' cast(line as bigint) as line, col as "column", cast(value as varchar) as value, reason,'
            f" {dialect.timestamp(self.loaded_at.isoformat(' '))} as loaded_at from ({sql}) as q"
        )
