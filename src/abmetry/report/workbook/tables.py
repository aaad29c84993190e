"""Sheets that tell what slides tell: lift, insights; and definitions and what the workbook is of."""

from __future__ import annotations

from abmetry.charts.look import capital
from abmetry.lang.message import message
from abmetry.report.answered import Answered
from abmetry.report.pack import Pack
from abmetry.report.slides.cover import scope_said
from abmetry.report.slides.insights import clause_said
from abmetry.report.workbook.sheet import Book, cell

_METHODS = {
    "experiment": message("Held out at random"),
    "matched": message("Matched"),
    "raw": message("As they are"),
}


_HELD = {
    "holds": message("yes"),
    "does not hold": message("no"),
    "too few to tell": message("too few"),
}
"""Whether what was found held in the last third of the time."""


def write_lift(book: Book, answered: Answered) -> None:
    """Write the program beside other accounts."""
    words = book.words
    known = [result for result in answered.lift if result.value is not None]
    if not known:
        return
    sheet = book.sheet(words.text("Against others"), words.text("The program beside other accounts"))
    heads = [
        words.text("KPI"),
        words.text("Method"),
        words.text("ABM accounts"),
        words.text("Other accounts"),
        words.text("Difference"),
        words.text("Lower bound"),
        words.text("Upper bound"),
    ]
    sheet.heads(heads, [30, 24, 15, 15, 15, 15, 15], texts=(1,))
    for result in known:
        row, unit, currency = sheet.row, result.unit, result.currency
        interval = result.interval or {}
        sheet.write(row, 0, words.text(answered.told[str(result.group["kpi"])].title), bold=True)
        sheet.write(row, 1, words.text(_METHODS[str(result.group["method"])]))
        sheet.number(row, 2, result.extra.get("abm"), unit, currency)
        sheet.number(row, 3, result.extra.get("non_abm"), unit, currency)
        sheet.formula(row, 4, f"={cell(row, 2)}-{cell(row, 3)}", result.value, unit, currency)
        sheet.number(row, 5, interval.get("low"), unit, currency)
        sheet.number(row, 6, interval.get("high"), unit, currency)
        sheet.row += 1


def write_insights(book: Book, answered: Answered) -> None:
    """Write what goes with what, as sentences."""
    words = book.words
    if answered.insights is None:
        return
    sheet = book.sheet(
        words.text("Insights"), words.text("What goes with what"), words.text("Associated, not caused.")
    )
    heads = [
        words.text("Outcome"),
        words.text("What went with it"),
        words.text("Held in the last third"),
        words.text("Sample"),
        words.text("Others"),
        words.text("In full"),
    ]
    sheet.heads(heads, [22, 56, 18, 10, 10, 100], texts=(1, 2, 5))
    for found in answered.insights.to_list():
        row = sheet.row
        told = {
            0: words.text(found["outcome"]),
            1: capital(clause_said(found, words)),
            2: words.text(_HELD[found["status"]]),
            5: words.text(found["sentence"]),
        }
        sheet.texts(row, told, bold=1)
        sheet.number(row, 3, found["n"], "count", valign="top")
        sheet.number(row, 4, found["n_other"], "count", valign="top")
        sheet.row += 1


def write_definitions(book: Book, answered: Answered) -> None:
    """Write the definition of every KPI."""
    words = book.words
    sheet = book.sheet(words.text("Definitions"), words.text("What every KPI is"))
    heads = [words.text("KPI"), words.text("Question"), words.text("Definition"), words.text("Id")]
    sheet.heads(heads, [32, 50, 90, 30], texts=(1, 2, 3))
    for kpi in answered.told.values():
        row = sheet.row
        told = {
            0: words.text(kpi.title),
            1: words.text(kpi.question),
            2: words.text(kpi.definition),
            3: kpi.id,
        }
        sheet.texts(row, told, bold=0)
        sheet.row += 1


def write_about(book: Book, answered: Answered, pack: Pack) -> None:
    """Write what the workbook is of."""
    words = book.words
    sheet = book.sheet(words.text("About"), pack.slides[0].title, pack.company)
    sheet.sheet.set_column(0, 0, 24)
    sheet.sheet.set_column(1, 1, 110)
    first = next(iter(answered.results.values()))
    rows = [
        (words.text("Accounts"), scope_said(answered, words)),
        (words.text("Period"), pack.period),
        (words.text("As of"), words.instant(answered.as_of)),
        (words.text("Build"), first.build),
        (words.text("Definitions"), first.definition),
        *(("", point) for point in pack.slides[-1].points),
    ]
    for name, text in rows:
        sheet.write(sheet.row, 0, name, bold=True, valign="top")
        sheet.write(sheet.row, 1, text, text_wrap=True)
        sheet.row += 1
