"""The command `abmetry`: its commands, and how every run of it ends."""

from __future__ import annotations

import errno
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from abmetry.cli import (
    account,
    attribution,
    audit,
    build,
    catalogue,
    demo,
    diff,
    evidence,
    explain,
    funnel,
    holdout,
    init,
    insights,
    kpi,
    lift,
    links,
    load,
    mcp,
    rejected,
    report,
    serve,
    status,
    tokens,
    users,
)
from abmetry.cli.bundles import spread
from abmetry.cli.help_text import Command, Commands
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import listen, t
from abmetry.errors import AbmetryError
from abmetry.lang.message import message

EXAMPLES = """
abmetry demo                                         a sample company, made, loaded, built and shown
abmetry init acme && cd acme                         a workspace of your own
abmetry load && abmetry build                        its sources into the model, the model into facts
abmetry kpi --period 2026-Q3                         every KPI of a quarter
abmetry kpi engaged_account_rate --by tier           one KPI, tier by tier
abmetry evidence engaged_accounts --limit 20         the rows behind a number
"""

INTERRUPTED = 130
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# Typer has click inside or beside it, as its version goes; its public BadParameter leads to the error that both share.
WrongUse: Any = typer.BadParameter.__mro__[1]

app = typer.Typer(
    cls=Commands,
    name="abmetry",
    epilog=EXAMPLES,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _show_version(asked: bool) -> None:
    if asked:
        from abmetry import __version__

        sys.stdout.write(f"abmetry {__version__}\n")
        raise typer.Exit


def _before(
    run: RunOptions,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version.", is_eager=True, callback=_show_version, show_default=False
        ),
    ] = False,
) -> None:
    """Measures account-based marketing: every KPI with its evidence, from your own data."""


app.callback()(spread(_before))

for module in (
    init,
    demo,
    load,
    build,
    status,
    catalogue,
    kpi,
    funnel,
    evidence,
    explain,
    diff,
    account,
    rejected,
    links,
    attribution,
    lift,
    holdout,
    insights,
    users,
    tokens,
    audit,
    mcp,
    report,
    serve,
):
    for command in module.COMMANDS:
        loose = {"allow_extra_args": True, "ignore_unknown_options": True} if command.takes_anything else None
        register = app.command(command.name, cls=Command, epilog=command.examples, context_settings=loose)
        register(spread(command.function))


def main() -> None:
    """Run the command that was typed, and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if "--debug" not in sys.argv:
        warnings.simplefilter("ignore")
    sys.exit(run(sys.argv[1:]))


def run(given: Sequence[str]) -> int:
    """Run a command; its exit status. Whatever goes wrong is told in one sentence on standard error."""
    debug = "--debug" in given
    if (failed := _without_folder()) is not None:
        return failed
    try:
        listen(given)
        status = app(list(given) or ["--help"], prog_name="abmetry", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; Python would complain about it once more when it flushes at its end.
        _close_output()
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _failed(message("Interrupted."), None, INTERRUPTED)
    except AbmetryError as error:
        return _failed(error.message, error.help, error.exit_status, debug)
    except WrongUse as error:
        return _failed(_sentence(error), _hint(error), 2, debug)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            _close_output()  # what it still holds would fail once more at the end
            no_room = message("The disk takes no more: {error}.", error=error.strerror or error)
            return _failed(no_room, message("Free space, then run it again."), 1, debug)
        if "Query interrupted" in str(error):  # what the engine makes of Ctrl-C
            return _failed(message("Interrupted."), None, INTERRUPTED)
        what = (str(error).strip().splitlines() or [""])[0].rstrip(".")
        hint = message("Run it again with --debug to see where it came from.")
        return _failed(
            message("Internal error: {error}.", error=f"{type(error).__name__}: {what}"), hint, 1, debug
        )
    if status == INTERRUPTED:
        return _failed(message("Interrupted."), None, INTERRUPTED)
    return status if isinstance(status, int) else 0


def _close_output() -> None:
    """Take no more on standard output, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _without_folder() -> int | None:
    """Tell that the working folder is gone, if it is: nothing can be found from there, not even by its full name."""
    try:
        Path.cwd()
    except FileNotFoundError:
        gone, helps = message("The folder you are in is no longer there."), message("`cd` to one that is.")
        return _failed(gone, helps, 1)
    return None


def _failed(sentence: str, hint: str | None, status: int, debug: bool = False) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"{t(sentence)}\n")
    if debug:
        traceback.print_exc()
    elif hint:
        sys.stderr.write(f"{t(hint)}\n")
    return status


def _sentence(error: Any) -> str:
    # "Value error" is how a library beneath Typer begins what it says of any value; it tells people nothing.
    sentence = str(error.format_message()).strip().replace("\n", " ").replace(": Value error, ", ": ")
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _hint(error: Any) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "abmetry"
    return message("`{command} --help` shows how it is used.", command=command)
