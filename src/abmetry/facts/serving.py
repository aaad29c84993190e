"""Opening a build for questions, on the engine that is wanted."""

from __future__ import annotations

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable
from abmetry.facts.build_record import SERVING, BuildRecord
from abmetry.facts.form import form_of_facts
from abmetry.lang.message import message
from abmetry.workspace.workspace import Workspace


def serve(workspace: Workspace, record: BuildRecord) -> Engine:
    """Open a build with its facts under their names.

    DuckDB reads the build's serving copy; Spark reads its Parquet.

    Raises:
        Unanswerable: The build's files are not there, or are those of another version.
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
            engine.open_parquet(name, [str(folder / "facts" / f"{name}.parquet")])
        return engine
    if not (folder / SERVING).is_file():
        raise Unanswerable(
            message("The build {record} has lost its files.", record=record.id),
            help=message("`abmetry build --full` makes a new one."),
        )
    return DuckDBEngine(
        folder / SERVING,
        memory=settings.memory,
        threads=settings.threads,
        spill=workspace.places.home / "spill",
        read_only=True,
    )
