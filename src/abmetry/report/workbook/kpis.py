"""The sheet of all KPIs: each value made of its parts again."""

from __future__ import annotations

from math import isclose

from abmetry.answers.answer import Result
from abmetry.report.answered import Answered
from abmetry.report.workbook.sheet import PERCENT, Book, Sheet, cell

VALUE, NUMERATOR, DENOMINATOR, FACTOR = 2, 3, 4, 5
LOW, HIGH, BEFORE, CHANGE, REST, DIFFERENCE, SAMPLE, STATE, REMARKS, NAME = range(6, 16)
_KNOWN_FACTORS = (1.0, 100.0, 1000.0)


def write_kpis(book: Book, answered: Answered) -> None:
    """Write the sheet."""
    words = book.words
    sheet = book.sheet(
        words.text("KPIs"),
        words.text("Every KPI of the period"),
        words.text("Value = numerator / denominator x factor. Change the parts, and the rates follow."),
    )
    names = [
        words.text("KPI"),
        words.text("Family"),
        words.text("Value"),
        words.text("Numerator"),
        words.text("Denominator"),
        words.text("Factor"),
        words.text("Lower bound"),
        words.text("Upper bound"),
        words.text("Period before"),
        words.text("Change"),
        words.text("Other accounts"),
        words.text("Difference"),
        words.text("Sample"),
        words.text("State"),
        words.text("Remarks"),
        words.text("Id"),
    ]
    sheet.heads(
        names,
        [32, 22, 14, 14, 14, 9, 14, 14, 14, 13, 14, 13, 10, 12, 60, 28],
        texts=(1, STATE, REMARKS, NAME),
    )
    for result in answered.results.values():
        _row(sheet, answered, result)
    sheet.sheet.autofilter(sheet.row - len(answered.results) - 1, 0, sheet.row - 1, NAME)


def _row(sheet: Sheet, answered: Answered, result: Result) -> None:
    words, row, kpi = sheet.book.words, sheet.row, answered.told[result.kpi]
    unit, currency = result.unit, result.currency
    sheet.write(row, 0, words.text(kpi.title), bold=True)
    sheet.write(row, 1, words.text(kpi.family))
    sheet.write(row, STATE, words.text(_STATES[result.status]))
    sheet.write(row, NAME, result.kpi)
    sheet.row += 1
    remarks = [words.text(flag) for flag in result.flags]
    if result.needs:
        remarks.append(words.text("Needs {tables}", tables=words.list(result.needs)))
    sheet.write(row, REMARKS, "; ".join(remarks))
    if result.status == "unavailable":
        return
    write_value(sheet, row, VALUE, NUMERATOR, result)
    interval, previous = result.interval or {}, result.previous or {}
    sheet.number(row, LOW, interval.get("low"), unit, currency)
    sheet.number(row, HIGH, interval.get("high"), unit, currency)
    sheet.number(row, BEFORE, previous.get("value"), unit, currency)
    if result.value is not None and previous.get("value") is not None:
        formula = f"={cell(row, VALUE)}-{cell(row, BEFORE)}"
        sheet.formula(row, CHANGE, formula, result.value - previous["value"], unit, currency)
    rest = (result.comparison or {}).get("value")
    sheet.number(row, REST, rest, unit, currency)
    if result.value is not None and rest is not None:
        sheet.formula(
            row, DIFFERENCE, f"={cell(row, VALUE)}-{cell(row, REST)}", result.value - rest, unit, currency
        )
    sheet.number(row, SAMPLE, result.n, "count")


_STATES = {
    "ok": "ok",
    "too_few": "too few cases",
    "empty": "nothing to measure",
    "unavailable": "not available",
}


def write_value(sheet: Sheet, row: int, value: int, parts: int, result: Result) -> None:
    """Write a value as a formula of its parts, which stand in three columns: numerator, denominator, factor.

    Args:
        sheet: The sheet.
        row: The row.
        value: The column of the value.
        parts: The column of the numerator; denominator and factor follow it.
        result: The result.
    """
    unit, currency = result.unit, result.currency
    of_parts = "money" if unit.startswith("money") else "number"
    if result.numerator is None:
        sheet.number(row, value, result.value, unit, currency)
        return
    if result.denominator is None:
        sheet.number(row, parts, result.numerator, unit, currency)
        sheet.formula(row, value, f"={cell(row, parts)}", result.value, unit, currency)
        return
    sheet.number(row, parts, result.numerator, of_parts, currency)
    sheet.number(row, parts + 1, result.denominator, "number")
    factor = factor_of(result)
    shown = factor / 100 if factor is not None and unit == PERCENT else factor
    if shown is None:
        sheet.number(row, value, result.value, unit, currency)
        return
    sheet.number(row, parts + 2, shown, "number" if not float(shown).is_integer() else "count")
    above, below, times = (cell(row, parts + place) for place in range(3))
    formula = f'=IF({below}=0,"",{above}/{below}*{times})'
    sheet.formula(row, value, formula, result.value, unit, currency)


def factor_of(result: Result) -> float | None:
    """What numerator / denominator is multiplied with; None where there is no value."""
    if result.value is None or result.numerator is None or not result.denominator:
        return 100.0 if result.unit == PERCENT else 1.0
    bare = result.numerator / result.denominator
    if bare == 0:
        return 100.0 if result.unit == PERCENT else 1.0
    factor = result.value / bare
    return next((known for known in _KNOWN_FACTORS if isclose(factor, known, rel_tol=1e-9)), factor)
