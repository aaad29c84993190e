"""The sheets of the funnel: stages, and cohorts of entry."""

from __future__ import annotations

from abmetry.answers.funnel import Funnel
from abmetry.charts.look import capital
from abmetry.charts.palette import LIGHT
from abmetry.report.answered import Answered
from abmetry.report.slides.cohorts import entered_said
from abmetry.report.workbook.sheet import Book, cell


def write_stages(book: Book, funnel: Funnel) -> None:
    """Write the stages, with a chart."""
    words = book.words
    name = words.text("Stages")
    sheet = book.sheet(name, words.text("Accounts by stage"))
    sheet.heads(
        [
            words.text("Stage"),
            words.text("At this stage"),
            words.text("At it or beyond"),
            words.text("Of the stage before"),
            words.text("Of all"),
            words.text("Median stay in days"),
            words.text("Stays that ended"),
            words.text("Stays that last"),
        ],
        [20, 13, 15, 15, 11, 15, 14, 14],
    )
    first, last = sheet.row, sheet.row + len(funnel.stages) - 1
    for stage in funnel.stages:
        row = sheet.row
        sheet.write(row, 0, capital(words.text(stage.stage)), bold=True)
        sheet.number(row, 1, stage.accounts, "count")
        sheet.formula(row, 2, f"=SUM({cell(row, 1)}:{cell(last, 1)})", stage.reached, "count")
        if row > first:
            above = cell(row - 1, 2)
            sheet.formula(row, 3, f'=IF({above}=0,"",{cell(row, 2)}/{above})', stage.from_previous, "percent")
        top = cell(first, 2)
        sheet.formula(row, 4, f'=IF({top}=0,"",{cell(row, 2)}/{top})', stage.from_targets, "percent")
        sheet.number(row, 5, stage.times.median, "days")
        sheet.number(row, 6, stage.times.n, "count")
        sheet.number(row, 7, stage.times.n_open, "count")
        sheet.row += 1
    chart = book.workbook.add_chart({"type": "bar"})
    for column, colour in ((2, LIGHT.sequential[1]), (1, LIGHT.accent)):
        chart.add_series(
            {
                "name": [sheet.sheet.name, first - 1, column],
                "categories": [sheet.sheet.name, first, 0, last, 0],
                "values": [sheet.sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 45,
                "overlap": 100,
            }
        )
    rtl = words.direction == "rtl"
    chart.set_y_axis({"reverse": True, "line": {"none": True}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "reverse": rtl})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 720, "height": 340})
    sheet.sheet.insert_chart(last + 2, 0, chart)


def write_cohorts(book: Book, answered: Answered, funnel: Funnel) -> None:
    """Write the cohorts: counts, and shares made of them."""
    words = book.words
    known = [cohort for cohort in funnel.cohorts if cohort.entered is not None]
    if not known:
        return
    sheet = book.sheet(
        words.text("Cohorts"),
        words.text("Conversion by quarter of entry"),
        words.text("Accounts that ever came to a stage or beyond, and their share of the cohort."),
    )
    stages = [capital(words.text(stage.stage)) for stage in known[0].stages]
    shares = [words.text("{stage}, share", stage=stage) for stage in stages]
    sheet.heads(
        [words.text("Entered in"), words.text("Accounts"), *stages, *shares, words.text("Too young")],
        [18, 11, *[12] * 5, *[14] * 5, 30],
        texts=(12,),
    )
    for cohort in known:
        row = sheet.row
        assert cohort.entered is not None
        sheet.write(row, 0, entered_said(cohort.entered, answered, words), bold=True)
        sheet.number(row, 1, cohort.accounts, "count")
        for place, stage in enumerate(cohort.stages):
            count, whole = cell(row, 2 + place), cell(row, 1)
            sheet.number(row, 2 + place, stage.reached, "count")
            sheet.formula(row, 7 + place, f'=IF({whole}=0,"",{count}/{whole})', stage.from_targets, "percent")
        young = [
            name for name, stage in zip(stages, cohort.stages, strict=True) if stage.too_young is not False
        ]
        sheet.write(row, 12, words.list(young) if young else "")
        sheet.row += 1
