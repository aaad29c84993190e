"""From what was answered to a workbook."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from abmetry.report.answered import Answered
from abmetry.report.pack import Pack
from abmetry.report.workbook.credit import write_credit
from abmetry.report.workbook.kpis import write_kpis
from abmetry.report.workbook.over_time import write_trends
from abmetry.report.workbook.sheet import Book
from abmetry.report.workbook.stages import write_cohorts, write_stages
from abmetry.report.workbook.tables import write_about, write_definitions, write_insights, write_lift

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(answered: Answered, pack: Pack, path: Path) -> None:
    """Write the workbook.

    Args:
        answered: The answers, whose numbers it holds.
        pack: The pack of them in a language.
        path: The file.
    """
    import xlsxwriter

    content = BytesIO()  # a file that cannot be written to its end would be told of twice
    with xlsxwriter.Workbook(content, _OPTIONS) as workbook:
        workbook.set_properties({"title": pack.slides[0].title, "author": "Abmetry", "subject": pack.foot})
        book = Book(workbook, pack.words)
        write_about(book, answered, pack)
        write_kpis(book, answered)
        write_trends(book, answered)
        if answered.funnel is not None:
            write_stages(book, answered.funnel)
            write_cohorts(book, answered, answered.funnel)
        write_credit(book, answered)
        write_lift(book, answered)
        write_insights(book, answered)
        write_definitions(book, answered)
    path.write_bytes(content.getvalue())
