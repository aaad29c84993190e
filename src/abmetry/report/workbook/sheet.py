"""A sheet that is written row by row: heads, text that is never a formula, numbers in the format of their unit."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from abmetry.charts.palette import LIGHT
from abmetry.lang.words import Words
from abmetry.report.number_formats import PERSIAN_DIGITS, money_format

PERCENT = "percent"
_INDENT: dict[bool, dict[str, Any]] = {True: {"indent": 1}, False: {}}
_LINE = 13.5
"""Points of a line of text."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Book:
    """A workbook, and the formats of its cells."""

    def __init__(self, workbook: Any, words: Words) -> None:
        """Begin.

        Args:
            workbook: The workbook of XlsxWriter.
            words: The language.
        """
        self.workbook = workbook
        self.words = words
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A format of cells, made once."""
        family = "Tahoma" if self.words.direction == "rtl" else "Arial"
        whole = {
            "font_name": family,
            "font_size": 10,
            "valign": "vcenter",
            "font_color": LIGHT.ink,
        } | properties
        if self.words.direction == "rtl":
            whole.setdefault("reading_order", 2)
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def of_unit(self, unit: str, currency: str | None, **properties: Any) -> Any:
        """The format of a unit; percents are kept as shares of one."""
        digits = PERSIAN_DIGITS if self.words.code == "fa" else ""
        match unit:
            case "percent":
                code = "0.0%"
            case "money" | "money/year" | "money/day":
                code = money_format(currency, self.words, compact=False)
            case "days" | "score" | "minutes":
                code = "#,##0.0"
            case "number":
                code = "#,##0.00"
            case _:
                code = "#,##0"
        return self.format(num_format=digits + code, align="right", **properties)

    def sheet(self, name: str, title: str, lede: str = "") -> Sheet:
        """A new sheet with its title."""
        kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31]
        return Sheet(self, self.workbook.add_worksheet(kept), title, lede)


class Sheet:
    """One sheet."""

    def __init__(self, book: Book, sheet: Any, title: str, lede: str) -> None:
        """Begin with a title."""
        self.book = book
        self.sheet = sheet
        if book.words.direction == "rtl":
            sheet.right_to_left()
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 26)
        self.write(0, 0, title, bold=True, font_size=16)
        if lede:
            self.write(1, 0, lede, font_color=LIGHT.muted)
        self.row = 3
        self._widths: list[float] = []

    def heads(
        self, names: list[str], widths: list[float], *, fixed: int = 1, texts: Collection[int] = ()
    ) -> None:
        """The heads of the columns; they and the first columns stay in sight.

        Args:
            names: What they are called.
            widths: In letters.
            fixed: How many columns stay in sight; they are text.
            texts: The further columns that are text, which begins where reading does.
        """
        self._widths = widths
        self.sheet.set_row(self.row, 30)
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            self.sheet.set_column(column, column, width)
            begins = column < fixed or column in texts
            self.write(
                self.row,
                column,
                name,
                bold=True,
                font_color=LIGHT.muted,
                bottom=2,
                bottom_color=LIGHT.muted,
                text_wrap=True,
                **_INDENT[column in texts],
                align="left" if begins and self.book.words.direction == "ltr" else "right",
            )
        self.sheet.freeze_panes(self.row + 1, fixed)
        self.sheet.repeat_rows(self.row)
        self.row += 1

    def write(self, row: int, column: int, text: str, **properties: Any) -> None:
        """Text, whatever it begins with."""
        if text.startswith(_RISKY):
            properties["quote_prefix"] = True
        self.sheet.write_string(row, column, text, self.book.format(**properties))

    def texts(self, row: int, texts: dict[int, str], *, bold: int) -> None:
        """Texts of a row by column, broken into lines, and the row as tall as the longest of them.

        Args:
            row: The row.
            texts: What stands in each column.
            bold: The column that is bold.
        """
        side = "right" if self.book.words.direction == "rtl" else "left"
        for column, text in texts.items():
            look: dict[str, Any] = {"bold": True} if column == bold else {}
            look |= {"align": side, **_INDENT[column > 0]}
            self.write(row, column, text, text_wrap=True, valign="top", **look)
        lines = max(
            math.ceil(len(text) * (1.06 if column == bold else 0.96) / self._widths[column])
            for column, text in texts.items()
        )
        self.sheet.set_row(row, 4 + _LINE * max(lines, 1))

    def number(
        self,
        row: int,
        column: int,
        value: float | None,
        unit: str,
        currency: str | None = None,
        **properties: Any,
    ) -> None:
        """A number of a unit; nothing where there is none. Percents are given from 0 to 100."""
        if value is not None:
            shown = value / 100 if unit == PERCENT else value
            form = self.book.of_unit(unit, currency, **properties)
            self.sheet.write_number(row, column, shown, form)

    def formula(
        self, row: int, column: int, formula: str, value: float | None, unit: str, currency: str | None = None
    ) -> None:
        """A formula, with the value that it has."""
        shown = "" if value is None else value / 100 if unit == PERCENT else value
        self.sheet.write_formula(row, column, formula, self.book.of_unit(unit, currency), shown)


def cell(row: int, column: int) -> str:
    """The name of a cell, such as B7."""
    letters, place = "", column
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return f"{letters}{row + 1}"
