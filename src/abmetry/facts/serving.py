"""Opening a build for questions, on the engine that is wanted."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable
from abmetry.facts.build_record import SERVING, BuildRecord
from abmetry.facts.form import form_of_facts
from abmetry.facts.incremental.parts import parts_of, rows_sql
from abmetry.facts.incremental.touch_renewal import renewal_of
from abmetry.facts.stores.opening import is_in_reach
from abmetry.lang.message import message
from abmetry.workspace.workspace import Workspace


def serve(workspace: Workspace, record: BuildRecord) -> Engine:
    """Open a build with its facts under their names.

    DuckDB reads the build's serving copy, or its Parquet where Spark has made it; Spark reads its Parquet.

    Raises:
        Unanswerable: The build's files are not there or out of the engine's reach, or are those of another version.
        AbmetryError: The engine does not start.
    """
    if record.form != form_of_facts():
        raise Unanswerable(
            message("The build was made by another version of Abmetry."),
            help=message("`abmetry build` makes it anew."),
        )
    folder = workspace.places.build(record.id)
    settings = workspace.settings.engine
    if settings.name == "spark":
        from abmetry.engine.spark import SparkEngine

        engine = SparkEngine(settings.spark.master, dict(settings.spark.conf))
        for name in record.rows:
            if record.address is None and parts_of(folder / "facts", name):
                engine.open_rows(name, rows_sql(engine, renewal_of(name), folder / "facts", name))
            else:
                engine.open_parquet(name, [f"{record.address or folder / 'facts'}/{name}.parquet"])
        return engine
    if not is_in_reach(record, workspace.settings):
        raise Unanswerable(
            message(
                "The facts of build {record} are at {address}, where only Spark reads them.",
                record=record.id,
                address=record.address,
            ),
            help=message("Ask with --engine spark, or build with --engine duckdb."),
        )
    if SERVING in record.sizes or (folder / SERVING).is_file():
        record.check_files(folder, SERVING)
        return _opened(workspace, folder / SERVING)
    if not all((folder / "facts" / f"{name}.parquet").is_dir() for name in record.rows):
        raise Unanswerable(
            message("The build {record} has lost its files.", record=record.id),
            help=message("`abmetry build --full` makes a new one."),
        )
    embedded = _opened(workspace, None)
    for name in record.rows:
        parts = embedded.dialect.read_parquet([f"{folder / 'facts' / f'{name}.parquet'}/*.parquet"])
        # Of the database, not of the session: other sessions are to see it.
        embedded.execute(f"create view {embedded.dialect.identifier(name)} as select * from {parts}")
    return embedded


def _opened(workspace: Workspace, file: Path | None) -> DuckDBEngine:
    settings = workspace.settings.engine
    # Processes must not share it, and all who open a database in one process must name the same.
    spill = f"{os.getpid()}-{file.parent.name if file else uuid4().hex}"
    return DuckDBEngine(
        file,
        memory=settings.memory,
        threads=settings.threads,
        spill=workspace.places.spill / spill,
        read_only=file is not None,
    )
