"""A workspace on disk whose source is a folder of files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.model.load import LoadReport, load
from abmetry.model.versions import open_model
from abmetry.workspace.workspace import Workspace


class Loading:
    """A workspace with one files source named crm, in the folder `in`."""

    def __init__(self, root: Path, settings: str = "") -> None:
        self.files = root / "in"
        self.files.mkdir(parents=True)
        text = f'[[sources]]\nname = "crm"\ntype = "files"\npath = "in"\n{settings}\n'
        (root / "abmetry.toml").write_text(text, encoding="utf-8")
        self.workspace = Workspace.open(root)

    def load(self, files: Mapping[str, str | bytes] | None = None) -> LoadReport:
        """Write files and load them; the sum of rows must hold."""
        for name, content in (files or {}).items():
            path = self.files / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = load(self.workspace)
        for counts in report.record.tables:
            assert counts.rows_in == counts.loaded + counts.unchanged + counts.rejected
        return report

    def rows(self, relation: str, order: str = "1", **how: Any) -> list[dict[str, Any]]:
        """Rows of a model relation."""
        with DuckDBEngine() as engine:
            open_model(engine, self.workspace.places, **how)
            return engine.query(f"select * from {relation} order by {order}").to_pylist()


def counts(report: LoadReport, table: str) -> tuple[int, int, int, int]:
    """Rows in, loaded, unchanged and rejected of a table."""
    found = next(c for c in report.record.tables if c.table == table)
    return found.rows_in, found.loaded, found.unchanged, found.rejected


def parquet(path: Path, ids: range, name: str = "n") -> None:
    """Write accounts of these ids."""
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [str(i) for i in ids]
    pq.write_table(pa.table({"account_id": texts, "name": [f"{name}{i % 7}" for i in ids]}), path)
