"""The sheet of trends: each KPI by period, with its parts, and a chart."""

from __future__ import annotations

from abmetry.charts.palette import LIGHT
from abmetry.charts.rows import period_label
from abmetry.report.answered import Answered
from abmetry.report.workbook.kpis import write_value
from abmetry.report.workbook.sheet import PERCENT, Book

_HEIGHT = 18


def write_trends(book: Book, answered: Answered) -> None:
    """Write the trends, one block per KPI beneath the other."""
    words = book.words
    trends = [results for results in answered.trends.values() if results]
    if not trends:
        return
    sheet = book.sheet(words.text("Trends"), words.text("The executive KPIs over time"))
    sheet.heads(
        [
            words.text("Period"),
            words.text("Value"),
            words.text("Numerator"),
            words.text("Denominator"),
            words.text("Factor"),
            words.text("Lower bound"),
            words.text("Upper bound"),
            words.text("Other accounts"),
        ],
        [24, 14, 14, 14, 9, 14, 14, 15],
    )
    for results in trends:
        start = sheet.row
        title = words.text(answered.told[results[0].kpi].title)
        sheet.write(start, 0, title, bold=True, font_color=LIGHT.accent)
        for row, result in enumerate(results, start + 1):
            interval = result.interval or {}
            sheet.write(row, 0, period_label(result, words))
            write_value(sheet, row, 1, 2, result)
            sheet.number(row, 5, interval.get("low"), result.unit, result.currency)
            sheet.number(row, 6, interval.get("high"), result.unit, result.currency)
            sheet.number(row, 7, (result.comparison or {}).get("value"), result.unit, result.currency)
        last = start + len(results)
        chart = book.workbook.add_chart({"type": "line"})
        for column, name, colour in (
            (1, words.text("ABM accounts"), LIGHT.accent),
            (7, words.text("Other accounts"), LIGHT.rest),
        ):
            chart.add_series(
                {
                    "name": name,
                    "categories": [sheet.sheet.name, start + 1, 0, last, 0],
                    "values": [sheet.sheet.name, start + 1, column, last, column],
                    "line": {"color": colour, "width": 2.25},
                    "marker": {
                        "type": "circle",
                        "size": 5,
                        "fill": {"color": colour},
                        "border": {"color": colour},
                    },
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 11, "color": LIGHT.ink}, "overlay": False})
        percent = results[0].unit == PERCENT
        chart.set_y_axis(
            {
                "major_gridlines": {"visible": True, "line": {"color": LIGHT.line}},
                "line": {"none": True},
                **({"num_format": "0%", "min": 0} if percent else {}),
            }
        )
        chart.set_x_axis({"reverse": words.direction == "rtl"})
        chart.set_legend({"position": "top"})
        chart.set_size({"width": 560, "height": 320})
        sheet.sheet.insert_chart(start, 9, chart)
        sheet.row = max(last + 2, start + _HEIGHT)
