"""`abmetry demo`: a sample company, made, loaded, built and shown."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.build import build_facts
from abmetry.cli.command import Declared
from abmetry.cli.load import load_sources
from abmetry.cli.opened import open_analysis, open_workspace
from abmetry.cli.progress import progress_bar
from abmetry.cli.run_options import RunOptions
from abmetry.cli.serve import serve_here
from abmetry.cli.spoken import t
from abmetry.cli.terminal import print_view, say
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.workspace.workspace import Workspace

TRUTH = "truth.json"


def demo(
    run: RunOptions,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where; default: ./abmetry-demo.", show_default=False)
    ] = Path("abmetry-demo"),
    accounts: Annotated[
        int, typer.Option("--accounts", metavar="N", help="Companies, 300 to 500,000.")
    ] = 2000,
    months: Annotated[int, typer.Option("--months", metavar="M", help="Months of history, 12 to 60.")] = 30,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Of every random draw.")] = 7,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve/--no-serve", help="Open the dashboard, or only show the board.", show_default=False
        ),
    ] = True,
    port: Annotated[
        int,
        typer.Option("--port", metavar="P", help="Of the dashboard; 0: any that is free.", min=0, max=65535),
    ] = 8760,
) -> None:
    """Make a sample company, load it, build it, and show its board. Nothing in it is real."""
    from abmetry.answers.board import board
    from abmetry.cli.views.board import board_view

    asked = {"accounts": accounts, "months": months, "seed": seed}
    root = folder.expanduser()
    if not _is_made(root, asked):
        _make(root, asked, run.quiet)
    here = replace(run, workspace=root)
    _bring_up_to_date(open_workspace(here), run.quiet)
    with open_analysis(here) as analysis:
        shown = board(analysis)
    print_view(lambda width: board_view(shown, width))
    say("", run.quiet)
    say(t("Go on with: {command}", command=f"cd {root} && abmetry kpi"), run.quiet)
    if serve:
        from abmetry.web.server import Place

        serve_here(analysis.workspace, Place(port=port), run.quiet, open_browser=sys.stdout.isatty())


def _is_made(root: Path, asked: dict[str, int]) -> bool:
    """Whether the folder holds this very sample company.

    Raises:
        UsageError: It holds something else.
    """
    if not root.exists() or (root.is_dir() and not any(root.iterdir())):
        return False
    try:
        company = json.loads((root / TRUTH).read_text(encoding="utf-8"))["company"]
        made = {name: company[name] for name in asked}
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            message("{root} is there and is no sample company; it is left as it is.", root=root),
            help=message("Name another folder."),
        ) from None
    if made != asked:
        told = ", ".join(f"--{name} {value}" for name, value in made.items())
        raise UsageError(
            message("{root} holds a sample company made with {told}.", root=root, told=told),
            help=message("Name another folder, or ask for that one."),
        )
    return True


def _make(root: Path, asked: dict[str, int], quiet: bool) -> None:
    from abmetry.sample.company import make

    partial = root.with_name(f".{root.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with progress_bar(t("Making"), quiet) as tell:
            make(partial, asked["accounts"], asked["months"], asked["seed"], progress=tell)
        partial.replace(root)
    except OSError as error:
        raise AbmetryError(
            message("{root} cannot be written: {error}.", root=root, error=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    say(
        t(
            "{root} holds a sample company of {accounts} accounts and {months} months.",
            root=root,
            accounts=asked["accounts"],
            months=asked["months"],
        ),
        quiet,
    )


def _bring_up_to_date(workspace: Workspace, quiet: bool) -> None:
    from abmetry.model.records import read_records

    if not read_records(workspace.places):
        with progress_bar(t("Loading"), quiet) as tell:
            record = load_sources(workspace, [], tell).record
        rows = sum(counts.rows_in for counts in record.tables)
        bad = sum(counts.rejected for counts in record.tables)
        say(
            t(
                "Loaded {rows} rows in {seconds} s; {bad} were rejected, as planted.",
                rows=rows,
                seconds=round(record.seconds),
                bad=bad,
            ),
            quiet,
        )
    with progress_bar(t("Building"), quiet) as tell:
        build_facts(workspace, False, tell)
    say("", quiet)


COMMANDS = (
    Declared(
        "demo",
        demo,
        """
        abmetry demo                                     2,000 accounts, 30 months
        abmetry demo big --accounts 20000 --no-serve     larger, in a folder of its own
        """,
    ),
)
