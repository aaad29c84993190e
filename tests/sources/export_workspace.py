"""A workspace on disk whose source is a known export, in the folder `in`."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.model.load import load
from abmetry.model.rejected import rejected
from abmetry.model.versions import open_model
from abmetry.workspace.workspace import Workspace


class ExportWorkspace:
    """Loads files that tests write; the sum of rows must hold in every load."""

    def __init__(self, root: Path, kind: str, settings: str = "") -> None:
        self.files = root / "in"
        self.files.mkdir(parents=True, exist_ok=True)
        text = f'[workspace]\ntimezone = "UTC"\n[[sources]]\nname = "crm"\ntype = "{kind}"\npath = "in"\n{settings}\n'
        (root / "abmetry.toml").write_text(text, encoding="utf-8")
        self.workspace = Workspace.open(root)

    def load(self, files: Mapping[str, str]) -> Any:
        """Write files (of which .gz ones are compressed), load them, and give the load's record."""
        for name, content in files.items():
            data = content.encode()
            (self.files / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        self.record = load(self.workspace).record
        for counts in self.record.tables:
            assert counts.rows_in == counts.loaded + counts.unchanged + counts.rejected
        return self.record

    def rows(self, table: str, *columns: str) -> list[Any]:
        """Rows of a canonical table in the order of their first column, as tuples; of one column, as its values."""
        with DuckDBEngine() as engine:
            open_model(engine, self.workspace.places)
            query = f"select {', '.join(columns)} from model_{table} order by {columns[0]}"
            found = engine.query(query).to_pylist()
        rows = [tuple(row.values()) for row in found]
        return [row[0] for row in rows] if len(columns) == 1 else rows

    @property
    def told(self) -> list[tuple[str, str]]:
        """Files, or rows of them, that were refused or ignored, and why."""
        return [(left.file, left.reason) for left in (*self.record.refused, *self.record.ignored)]

    @property
    def rejected(self) -> list[tuple[str, int, str, str]]:
        """Rejected rows of the load: table, line, value, reason."""
        names = ("table", "line", "value", "reason")
        return [tuple(row[name] for name in names) for row in rejected(self.workspace).to_pylist()]
