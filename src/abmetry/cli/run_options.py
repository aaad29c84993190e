"""Options of every command, before or behind its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

GROUP = "Every command"


class EngineName(StrEnum):
    """Engines that can be asked for."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class LanguageCode(StrEnum):
    """Languages that can be asked for."""

    ENGLISH = "en"
    SPANISH = "es"
    CATALAN = "ca"
    PERSIAN = "fa"


@dataclass(frozen=True)
class RunOptions:
    """How a command runs.

    Attributes:
        workspace: The workspace's folder; None: the nearest folder above with an abmetry.toml.
        engine: The engine; None: the one of abmetry.toml.
        lang: The language of what is shown; None: the one of abmetry.toml.
        quiet: Only results and errors.
        debug: Tracebacks of errors.
    """

    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            help="The workspace; default: the nearest folder above with an abmetry.toml.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    engine: Annotated[
        EngineName | None,
        typer.Option(
            "--engine",
            metavar="duckdb|spark",
            help="The engine; default: the one of abmetry.toml.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    lang: Annotated[
        LanguageCode | None,
        typer.Option(
            "--lang",
            metavar="en|es|ca|fa",
            help="The language; default: `workspace.language` of abmetry.toml.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    quiet: Annotated[
        bool,
        typer.Option("--quiet", help="Only results and errors.", rich_help_panel=GROUP, show_default=False),
    ] = False
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Show where an error came from.", rich_help_panel=GROUP, show_default=False
        ),
    ] = False

    def over(self, before: RunOptions) -> RunOptions:
        """These options, and those given before the command's name where these are not given."""
        return RunOptions(
            self.workspace or before.workspace,
            self.engine or before.engine,
            self.lang or before.lang,
            self.quiet or before.quiet,
            self.debug or before.debug,
        )
