"""`abmetry report`: the board pack as a deck, a PDF, a workbook or a page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import t, words
from abmetry.cli.terminal import say
from abmetry.errors import UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.lang.words import Words
    from abmetry.workspace.settings import Settings


class ReportFormat(StrEnum):
    """Formats of a report."""

    PPTX = "pptx"
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"


def report(
    question: QuestionOptions,
    run: RunOptions,
    format: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            metavar="pptx|pdf|xlsx|html",
            help="A deck, a PDF, a workbook or a page; default: by the ending of the file, else pptx.",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The file; default: one named after the period, in this folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the board pack: the executive KPIs, the stages, what changed and why, influence, velocity, insights."""
    shape = _shape(format, file)
    if file is not None and not file.expanduser().parent.is_dir():
        raise UsageError(
            message(
                "There is no folder {parent} to write {file} to.", parent=str(file.parent), file=file.name
            )
        )
    if question.by:
        raise UsageError(message("A report is split as it is: leave --by out."))
    from abmetry.report.answered import gather
    from abmetry.report.formats import check_installed, write_report

    check_installed(shape.value)
    with open_analysis(run) as analysis:
        answered = gather(analysis, question.question())
        start, end = answered.period
        path = (file or Path(f"board-pack-{start}-{end}.{shape.value}")).expanduser()
        write_report(answered, _words(analysis.workspace.settings), shape.value, path)
    say(t("Written: {file}", file=str(path)), run.quiet)


def _shape(format: ReportFormat | None, file: Path | None) -> ReportFormat:
    """The format that is meant.

    Raises:
        UsageError: The file's ending is of no format, and none is named.
    """
    if format is not None:
        return format
    ending = file.suffix.lower().removeprefix(".") if file else ReportFormat.PPTX.value
    if ending not in set(ReportFormat):
        raise UsageError(
            message("Say the format of {file}: --format pptx, pdf, xlsx or html.", file=str(file))
        )
    return ReportFormat(ending)


def _words(settings: Settings) -> Words:
    """The language of this run, with the company's fiscal year."""
    from abmetry.lang.words import Words

    spoken = words()
    starts = settings.workspace.fiscal_year_starts
    return Words(spoken.code, calendar=spoken.calendar, fiscal_year_starts=starts)


COMMANDS = (
    Declared(
        "report",
        report,
        """
        abmetry report                                     a deck of the last quarter
        abmetry report --format pdf --lang es              a PDF in Spanish
        abmetry report --period 2026-Q3 -o board.xlsx      a workbook whose rates are formulas
        abmetry report --list named --tier 1 -o t1.html    one page that asks nothing of the network
        """,
    ),
)
