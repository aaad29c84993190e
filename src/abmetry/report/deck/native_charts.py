"""Charts that PowerPoint itself draws and edits."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Pt

from abmetry.charts.palette import LIGHT
from abmetry.charts.ticks import round_ticks
from abmetry.lang.words import Words
from abmetry.report.number_formats import number_format, whole_format
from abmetry.report.pack import ChartData, Series

_KINDS = {
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "spark": XL_CHART_TYPE.LINE_MARKERS,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_STACKED,
}
_EMBEDDED, _END, _RTL = "\u202b", "\u202c", "\u200f"
"""Marks of a text from right to left within an axis, which Office writes from left to right."""
_CLOSE = 0.16
"""Share of an axis within which two numbers would touch."""
_END_ROOM = 0.1
"""Share of a chart's width for the numbers at the ends of lines."""
_CROWDED = 90
"""Letters of all labels along an axis from which only some are shown."""
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def insert(placeholder: Any, data: ChartData, words: Words) -> Any:
    """Put a chart into a placeholder.

    Args:
        placeholder: The placeholder of a slide.
        data: The chart.
        words: The language.

    Returns:
        The chart of python-pptx.
    """
    filled: Any = CategoryChartData(  # type: ignore[no-untyped-call]
        number_format=number_format(data.unit, data.currency, words)
    )
    filled.categories = list(names_of(data, rtl=words.direction == "rtl"))
    for series in data.series:
        filled.add_series(series.name, series.values)
    frame = placeholder.insert_chart(_KINDS[data.kind], filled)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", data.description)
    chart = frame.chart
    _common(chart, data)
    for drawn, series in zip(chart.plots[0].series, data.series, strict=True):
        _series(drawn, series, data)
    _axes(chart, data, words)
    _labels(chart, data, words)
    return chart


def names_of(data: ChartData, *, rtl: bool = False) -> tuple[str, ...]:
    """The categories; of bars with whiskers with their values, which would not be read among the whiskers."""
    series = data.series[0]
    if data.kind != "bars" or not any(high is not None for high in series.high):
        return data.categories
    pairs = zip(data.categories, series.said, strict=True)
    return tuple(
        f"{_EMBEDDED}{name}{_RTL}   {said}{_END}" if rtl else f"{name}   {said}" for name, said in pairs
    )


def colour_of(name: str) -> RGBColor:
    """A colour of the theme by its name."""
    if name.startswith("series-"):
        said = LIGHT.categorical[int(name[-1]) - 1]
    elif name.startswith("step-"):
        said = LIGHT.sequential[int(name[-1]) - 1]
    else:
        said = getattr(LIGHT, name)
    return rgb(said)


def rgb(colour: str) -> RGBColor:
    """``#RRGGBB`` as python-pptx has it."""
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]


def _common(chart: Any, data: ChartData) -> None:
    chart.has_title = False
    chart.font.size = Pt(10)
    chart.font.color.rgb = colour_of("muted")
    chart.has_legend = data.kind in ("bars", "columns") and len(data.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(10)
    plot = chart.plots[0]
    if data.kind in ("bars", "columns"):
        plot.gap_width = 45
        if data.overlapped or data.kind == "columns":
            plot.overlap = 100


def _series(drawn: Any, series: Series, data: ChartData) -> None:
    colour = colour_of(series.colour)
    if data.kind in ("line", "spark"):
        drawn.smooth = False
        drawn.format.line.width = Pt(2.25)
        drawn.format.line.color.rgb = colour
        drawn.marker.style = XL_MARKER_STYLE.CIRCLE if data.kind == "line" else XL_MARKER_STYLE.NONE
        drawn.marker.size = 6
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = colour
        drawn.marker.format.line.color.rgb = colour_of("surface")
        if data.kind == "spark" and (last := _last_known(series)) is not None:
            end = drawn.points[last].marker
            end.style, end.size = XL_MARKER_STYLE.CIRCLE, 8
            end.format.fill.solid()
            end.format.fill.fore_color.rgb = colour
    else:
        drawn.invert_if_negative = False
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = colour
    if any(low is not None for low in series.low):
        shade = LIGHT.ink if data.kind == "bars" else LIGHT.accent
        _error_bars(drawn._element, series, shade[1:])


def _error_bars(element: Any, series: Series, colour: str) -> None:
    """Whiskers from the lower to the upper bound; the numbers are kept in the chart."""
    ends = {"plus": series.high, "minus": series.low}
    parts = []
    for name, bounds in ends.items():
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{abs(bound - value):.10g}</c:v></c:pt>'
            for place, (bound, value) in enumerate(zip(bounds, series.values, strict=True))
            if bound is not None and value is not None
        )
        count = len(series.values)
        parts.append(
            f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{count}"/>{points}</c:numLit></c:{name}>'
        )
    bars = etree.fromstring(
        f'<c:errBars xmlns:c="{_C}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>{"".join(parts)}'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    element.find(qn("c:cat")).addprevious(bars)


def _axes(chart: Any, data: ChartData, words: Words) -> None:
    rtl = words.direction == "rtl"
    names, values = chart.category_axis, chart.value_axis
    names.format.line.color.rgb = colour_of("line")
    names.has_major_gridlines = False
    names.tick_labels.font.size = Pt(10)
    if data.kind != "bars" and sum(len(name) for name in data.categories) > _CROWDED:
        skip = etree.SubElement(names._element, qn("c:tickLblSkip"), val="3")
        names._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
        names.tick_labels.font.size = Pt(8)
    values.has_major_gridlines = data.kind != "bars"
    values.format.line.fill.background()
    values.tick_labels.font.size = Pt(9)
    values.tick_labels.number_format = number_format(data.unit, data.currency, words)
    values.tick_labels.number_format_is_linked = False
    if values.has_major_gridlines:
        values.major_gridlines.format.line.color.rgb = colour_of("line")
        values.major_gridlines.format.line.width = Pt(0.5)
    if data.kind == "bars":
        names.reverse_order = True
        names.format.line.fill.background()
        names.tick_labels.font.color.rgb = colour_of("ink")
        values.visible = False
        if rtl:
            values.reverse_order = True
    elif rtl:
        names.reverse_order = True
    shown = [bound for series in data.series for bound in (*series.low, *series.high, *series.values)]
    known = [bound for bound in shown if bound is not None]
    if data.kind == "spark":
        names.visible = values.visible = False
        values.has_major_gridlines = False
        low, high = min(known, default=0), max(known, default=1)
        room = 0.25 * (high - low) or 1
        values.minimum_scale, values.maximum_scale = low - room, high + 2 * room
    elif data.kind == "bars":
        values.minimum_scale = 0
        values.maximum_scale = 1.12 * max(known, default=1) or 1
    elif data.kind == "line":
        ticks = round_ticks(min([*known, 0]), max([*known, 0]), 4)
        values.minimum_scale, values.maximum_scale = ticks[0], ticks[-1]
        if data.unit == "percent":
            values.maximum_scale = min(ticks[-1], 100.0) if max(known, default=0) <= 100 else ticks[-1]
        values.major_unit = ticks[1] - ticks[0]
        values.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        _leave_room(chart, rtl=rtl)
        values.tick_labels.number_format = whole_format(data.unit, words)


def _leave_room(chart: Any, *, rtl: bool) -> None:
    """Keep the side at which lines end free for their numbers."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    places = {"x": _END_ROOM if rtl else 0.08, "y": 0.04, "w": 0.92 - _END_ROOM, "h": 0.74}
    said = "".join(f'<c:{name} val="{place}"/>' for name, place in places.items())
    area.insert(
        0,
        etree.fromstring(
            f'<c:layout xmlns:c="{_C}"><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/>{said}</c:manualLayout></c:layout>'
        ),
    )


def _labels(chart: Any, data: ChartData, words: Words) -> None:
    """Numbers on the chart: on every bar without whiskers, on the last point of a line."""
    written = words.code != "en"
    if data.kind in ("columns", "spark") or (data.kind == "bars" and names_of(data) != data.categories):
        return
    ends = [_last(series) for series in data.series]
    for place, (drawn, series) in enumerate(zip(chart.plots[0].series, data.series, strict=True)):
        if data.kind == "bars":
            points = [] if data.overlapped and place else list(range(len(series.values)))
            where = XL_LABEL_POSITION.OUTSIDE_END
        else:
            points = [i for i in (_last_known(series),) if i is not None]
            where = _beside(ends, place, chart.value_axis, rtl=words.direction == "rtl")
        for point in points:
            if series.values[point] is not None:
                said = words.number(series.values[point], 1) if data.unit == "days" else series.said[point]
                _label(drawn.points[point].data_label, said if written else None, where)


def _beside(ends: list[float | None], place: int, axis: Any, *, rtl: bool) -> Any:
    """Where the number of a line's end stands: beside it, or above and below where two ends are close."""
    known = [end for end in ends if end is not None]
    if len(known) > 1 and max(known) - min(known) < _CLOSE * (axis.maximum_scale - axis.minimum_scale):
        return XL_LABEL_POSITION.BELOW if ends[place] == min(known) else XL_LABEL_POSITION.ABOVE
    return XL_LABEL_POSITION.LEFT if rtl else XL_LABEL_POSITION.RIGHT


def _last_known(series: Series) -> int | None:
    known = [place for place, value in enumerate(series.values) if value is not None]
    return known[-1] if known else None


def _last(series: Series) -> float | None:
    place = _last_known(series)
    return None if place is None else series.values[place]


def _label(label: Any, written: str | None, where: Any) -> None:
    """A label that follows the number, or, where the digits are not Office's own, one that is written."""
    if written is not None:
        label.has_text_frame = True
        label.text_frame.text = written
        font = label.text_frame.paragraphs[0].runs[0].font
    else:
        font = label.font
    label.position = where
    font.size, font.bold = Pt(10.5), True
    font.color.rgb = colour_of("ink")
