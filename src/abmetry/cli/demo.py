"""`abmetry demo`: a sample company, made, loaded, built and shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.build import build_facts
from abmetry.cli.command import Declared
from abmetry.cli.load import load_sources
from abmetry.cli.opened import open_analysis, open_workspace
from abmetry.cli.progress import progress_bar
from abmetry.cli.run_options import RunOptions
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
        int, typer.Option("--accounts", metavar="N", help="Companies, 300 to 100,000.")
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
        int, typer.Option("--port", metavar="P", help="Of the dashboard.", min=1, max=65535)
    ] = 8760,
) -> None:
    """Make a sample company, load it, build it, and show its board. Nothing in it is real."""
    from abmetry.answers.board import board
    from abmetry.cli.views.board import board_view

    del port
    asked = {"accounts": accounts, "months": months, "seed": seed}
    root = folder.expanduser()
    if not _is_made(root, asked):
        _make(root, asked, run.quiet)
    here = RunOptions(root, run.engine, run.quiet, run.debug)
    _bring_up_to_date(open_workspace(here), run.quiet)
    with open_analysis(here) as analysis:
        shown = board(analysis)
    print_view(lambda width: board_view(shown, width))
    say("", run.quiet)
    if serve:
        say("The dashboard is not built yet; this is the board in the terminal.", run.quiet)
    say(f"Go on with: cd {root} && abmetry kpi", run.quiet)


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
        with progress_bar("Making", quiet) as tell:
            make(partial, asked["accounts"], asked["months"], asked["seed"], progress=tell)
        partial.replace(root)
    except OSError as error:
        raise AbmetryError(
            message("{root} cannot be written: {error}.", root=root, error=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    say(
        f"{root} holds a sample company of {asked['accounts']:,} accounts and {asked['months']} months.",
        quiet,
    )


def _bring_up_to_date(workspace: Workspace, quiet: bool) -> None:
    from abmetry.model.records import read_records

    if not read_records(workspace.places):
        with progress_bar("Loading", quiet) as tell:
            record = load_sources(workspace, [], tell).record
        rows = sum(counts.rows_in for counts in record.tables)
        bad = sum(counts.rejected for counts in record.tables)
        say(f"Loaded {rows:,} rows in {record.seconds:,.0f} s; {bad:,} were rejected, as planted.", quiet)
    with progress_bar("Building", quiet) as tell:
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
