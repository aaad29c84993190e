"""Charts as vector drawings, with the fonts of the package."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from abmetry.charts.look import specification
from abmetry.charts.palette import Theme
from abmetry.report.pack import ChartData

SIZES = {
    "spark": (260, 60),
    "line": (430, 118),
    "bars": (560, 310),
    "columns": (560, 270),
    "curve": (560, 310),
}
HALF = (330, 300)
_TEXT = re.compile(r"(<t(?:ext|span)[^>]*>)([^<]+)(</t)")


def fonts() -> Path:
    """The folder of the fonts."""
    with as_file(files("abmetry.report") / "fonts") as folder:
        return Path(folder)


def step_of(height: int, bars: int) -> int:
    """Pixels from one bar to the next, so that they fill a height but are not stout."""
    return max(28, min(54, height // max(bars, 1)))


def spec_of(chart: ChartData, theme: Theme, *, fills: bool = False) -> dict[str, Any]:
    """The Vega-Lite of a chart; one that fills is as wide as what is around it."""
    width, height = HALF if chart.halved else SIZES[chart.kind]
    return specification(chart.draw(theme, "container" if fills else width, height))


def svg_of(chart: ChartData, theme: Theme) -> str:
    """The SVG of a chart."""
    import vl_convert

    _with_fonts()
    spec = spec_of(chart, theme)
    drawn = str(vl_convert.vegalite_to_svg(spec))
    return _read_from_right(drawn) if spec.get("usermeta", {}).get("direction") == "rtl" else drawn


def _read_from_right(svg: str) -> str:
    """Texts of a drawing in the order in which each is read, by its first letter: nothing around it tells that."""
    return _TEXT.sub("\\1\u2068\\2\u2069\\3", svg)


@cache
def _with_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(fonts()))
