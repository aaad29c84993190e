"""Curves that PowerPoint itself draws and edits: points along two axes of numbers, in steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from abmetry.charts.ticks import round_ticks
from abmetry.lang.words import Words
from abmetry.report.deck.native_charts import colour_of
from abmetry.report.number_formats import number_format, whole_format
from abmetry.report.pack import ChartData, Series

Points = list[tuple[float, float]]


def insert_curves(placeholder: Any, data: ChartData, words: Words) -> Any:
    """Put curves into a placeholder, the bounds of each as thin broken lines.

    Args:
        placeholder: The placeholder of a slide.
        data: The chart; its series say where their values lie.
        words: The language.

    Returns:
        The chart of python-pptx.
    """
    filled: Any = XyChartData(number_format=number_format(data.unit, data.currency, words))  # type: ignore[no-untyped-call]
    lines = [(series, name, points) for series in data.series for name, points in _lines(series, words)]
    for _, name, points in lines:
        drawn = filled.add_series(name)
        for across, value in points:
            drawn.add_data_point(across, value)
    frame = placeholder.insert_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, filled)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", data.description)
    chart = frame.chart
    chart.has_title = False
    chart.font.size = Pt(10)
    chart.font.color.rgb = colour_of("muted")
    for drawn, (series, name, _) in zip(chart.plots[0].series, lines, strict=True):
        _line(drawn, series, is_bound=name != series.name)
    _legend(chart, [place for place, (series, name, _) in enumerate(lines) if name != series.name])
    _axes(chart, data, words)
    return chart


def _lines(series: Series, words: Words) -> Iterator[tuple[str, Points]]:
    yield series.name, in_steps(series.across, series.values)
    for name, bounds in ((words.text("Lower bound"), series.low), (words.text("Upper bound"), series.high)):
        points = in_steps(series.across, bounds)
        if len(points) > 1:
            yield f"{series.name}: {name}", points


def in_steps(across: tuple[float, ...], values: tuple[float | None, ...]) -> Points:
    """The corners of a staircase: each value holds until the next one."""
    points: Points = []
    for place, value in zip(across, values, strict=True):
        if value is None:
            continue
        if points and value != points[-1][1]:
            points.append((place, points[-1][1]))
        points.append((place, value))
    return points


def _line(drawn: Any, series: Series, *, is_bound: bool) -> None:
    drawn.smooth = False
    line = drawn.format.line
    line.width = Pt(0.75 if is_bound else 2.5)
    line.color.rgb = colour_of(series.colour)
    if is_bound:
        line.dash_style = MSO_LINE.DASH


def _legend(chart: Any, bounds: list[int]) -> None:
    """The names of the curves, and none of their bounds."""
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(10)
    place = chart.legend._element.find(qn("c:legendPos"))
    for bound in reversed(bounds):
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx"), val=str(bound))
        etree.SubElement(entry, qn("c:delete"), val="1")
        place.addnext(entry)


def _axes(chart: Any, data: ChartData, words: Words) -> None:
    across, up = chart.category_axis, chart.value_axis
    last = max((place for series in data.series for place in series.across), default=1.0)
    days = round_ticks(0, last)
    for axis, ticks, form in (
        (across, days, whole_format("days", words)),
        (up, [0, 25, 50, 75, 100], whole_format(data.unit, words)),
    ):
        axis.minimum_scale, axis.maximum_scale = ticks[0], ticks[-1]
        axis.major_unit = ticks[1] - ticks[0]
        axis.tick_labels.font.size = Pt(9)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = axis is up
        axis.format.line.color.rgb = colour_of("line")
    up.major_gridlines.format.line.color.rgb = colour_of("line")
    up.major_gridlines.format.line.width = Pt(0.5)
    across.has_title = True
    across.axis_title.text_frame.text = words.text("Days")
    font = across.axis_title.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(9), False
    font.color.rgb = colour_of("muted")
    if words.direction == "rtl":
        across.reverse_order = True
