"""The workspace and the build that a command works on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abmetry.cli.run_options import EngineName, RunOptions
from abmetry.errors import Unanswerable, UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis
    from abmetry.workspace.settings import Settings
    from abmetry.workspace.workspace import Workspace


def open_workspace(run: RunOptions) -> Workspace:
    """The workspace that is named, else the nearest one above, with the engine that is asked for.

    Raises:
        SettingsError: There is none, or its abmetry.toml cannot be used.
    """
    from abmetry.workspace.workspace import Workspace

    workspace = Workspace.find() if run.workspace is None else Workspace.open(run.workspace)
    settings = workspace.settings
    if run.engine is not None:
        engine = settings.engine.model_copy(update={"name": run.engine.value})
        settings = settings.model_copy(update={"engine": engine})
    return replace(workspace, settings=settings)


def settings_here(run: RunOptions) -> Settings:
    """The settings of the workspace that is named or near; the defaults where there is none.

    Raises:
        SettingsError: One is named that is none, or its abmetry.toml cannot be used.
    """
    from abmetry.workspace.settings import Settings
    from abmetry.workspace.workspace import Workspace

    if run.workspace is None and not Workspace.is_near():
        return Settings()
    return open_workspace(run).settings


def open_to_write(run: RunOptions, command: str) -> Workspace:
    """The workspace, for a command that DuckDB carries out whatever engine builds and answers questions.

    Raises:
        UsageError: Another engine is asked for.
        SettingsError: There is none, or its abmetry.toml cannot be used.
    """
    if run.engine not in (None, EngineName.DUCKDB):
        raise UsageError(
            message(
                "`abmetry {command}` cannot run on {engine}; it always runs on DuckDB.",
                command=command,
                engine=run.engine.value,
            ),
            help=message(
                "Leave --engine out here; {engine} answers questions over what is built.",
                engine=run.engine.value,
            ),
        )
    return open_workspace(replace(run, engine=EngineName.DUCKDB))


def open_analysis(run: RunOptions) -> Analysis:
    """The current build of the workspace.

    Raises:
        SettingsError: There is no workspace, or its abmetry.toml cannot be used.
        Unanswerable: Nothing is built yet.
    """
    from abmetry.answers.analysis import Analysis
    from abmetry.facts.build_record import current_build

    workspace = open_workspace(run)
    record = current_build(workspace.places)
    if record is None:
        raise Unanswerable(
            message("Nothing is built in this workspace yet."),
            help=message("`abmetry load` reads the sources, `abmetry build` makes the facts of them."),
        )
    return Analysis(workspace, record)
