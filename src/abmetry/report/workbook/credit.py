"""The sheet of credit: what each model gives to each channel, with totals."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.answers.answer import Result
from abmetry.charts.palette import LIGHT
from abmetry.charts.rows import group_label
from abmetry.report.answered import Answered
from abmetry.report.workbook.sheet import Book, Sheet, cell


def write_credit(book: Book, answered: Answered) -> None:
    """Write credit for revenue and for pipeline, one block each."""
    words = book.words
    known = [result for result in answered.credit if result.value is not None]
    if not known:
        return
    models = list(dict.fromkeys(str(result.group.get("model")) for result in known))
    sheet = book.sheet(
        words.text("Credit"),
        words.text("Credit by channel and model"),
        words.text("Each model shares the same amounts among the channels: the totals are alike."),
    )
    names = [
        group_label(next(r for r in known if r.group.get("model") == model), "model", words)
        for model in models
    ]
    sheet.heads([words.text("Channel"), *names], [26, *[15] * len(models)])
    for kpi in dict.fromkeys(result.kpi for result in known):
        sheet.write(sheet.row, 0, words.text(answered.told[kpi].title), bold=True, font_color=LIGHT.accent)
        sheet.row += 1
        _block(book, sheet, [r for r in known if r.kpi == kpi], models)
        sheet.row += 1


def _block(book: Book, sheet: Sheet, results: Sequence[Result], models: list[str]) -> None:
    words = book.words
    channels = dict.fromkeys(result.group.get("channel") for result in results)
    by = {(result.group.get("channel"), result.group.get("model")): result for result in results}
    first, currency = sheet.row, results[0].currency
    for channel in channels:
        own = next(result for result in results if result.group.get("channel") == channel)
        sheet.write(sheet.row, 0, group_label(own, "channel", words))
        for place, model in enumerate(models, 1):
            found = by.get((channel, model))
            sheet.number(sheet.row, place, found.value if found else None, "money", currency)
        sheet.row += 1
    sheet.write(sheet.row, 0, words.text("Total"), bold=True)
    for place, model in enumerate(models, 1):
        total = sum(result.value or 0 for result in results if result.group.get("model") == model)
        formula = f"=SUM({cell(first, place)}:{cell(sheet.row - 1, place)})"
        sheet.formula(sheet.row, place, formula, total, "money", currency)
    sheet.row += 1
