"""`abmetry diff`: what newly loaded rows, or other definitions, do to the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_to_write
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import AskedOptions
from abmetry.cli.run_options import RunOptions
from abmetry.errors import UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.answers.changes.change import Changes

SHOWN = 20


def diff(
    question: AskedOptions,
    output: OutputOptions,
    run: RunOptions,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="KPIs by id; none: the whole catalogue.")
    ] = None,
    definitions: Annotated[
        Path | None,
        typer.Option(
            "--definitions",
            metavar="FILE",
            help="Another abmetry.toml: what it would do to accounts and numbers. Nothing is written.",
            show_default=False,
        ),
    ] = None,
    known_at: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--known-at",
            metavar="A B",
            help="Two instants: what was loaded between them.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="The most rows and accounts shown of each change.")
    ] = SHOWN,
) -> None:
    """Show which numbers change, and take each change apart: new rows, changed rows, links, definitions."""
    from abmetry.cli.views.diff import changes_view

    output.check()
    if (definitions is None) == (known_at is None):
        raise UsageError(message("Say what to compare: --definitions FILE, or --known-at A B."))
    found = _found(run, question, ids or [], definitions, known_at, limit)
    show(Shown(lambda width: changes_view(found, width), found.to_dict, found.to_arrow), output)


def _found(
    run: RunOptions,
    question: AskedOptions,
    ids: list[str],
    definitions: Path | None,
    known_at: tuple[str, str] | None,
    limit: int,
) -> Changes:
    workspace = open_to_write(run, "diff")
    if known_at is not None:
        from abmetry.answers.changes.known import known_changes

        return known_changes(workspace, question.question(*ids), *known_at, limit=limit)
    from abmetry.answers.changes.defined import defined_changes

    assert definitions is not None
    return defined_changes(workspace, question.question(*ids), definitions, limit=limit)


COMMANDS = (
    Declared(
        "diff",
        diff,
        """
        abmetry diff --definitions next.toml                        before a changed definition is taken
        abmetry diff --known-at 2026-10-02 now                      what came in since
        abmetry diff engaged_accounts --known-at 2026-10-02 now     and the rows that did it
        """,
    ),
)
