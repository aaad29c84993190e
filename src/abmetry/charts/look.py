"""How every chart looks: fonts, axes, legends, direction of writing."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from abmetry.charts.palette import Theme
from abmetry.lang.words import Words

Width = int | Literal["container"]
ABBREVIATIONS = ("mqa",)
Drawn = alt.Chart | alt.LayerChart | alt.FacetChart


def is_rtl(words: Words) -> bool:
    """Whether the language is written from right to left."""
    return words.direction == "rtl"


def dressed(
    chart: Drawn, words: Words, theme: Theme, description: str, width: Width, height: int | alt.Step
) -> Drawn:
    """A chart with its size, its description for those who cannot see it, and the look of a theme.

    Args:
        chart: The chart.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        width: Pixels, or ``container`` to fill what is around it.
        height: Pixels.
    """
    sized: Drawn = chart.properties(
        width=width,
        height=height,
        description=description,
        background="transparent",
        usermeta={"direction": words.direction},
        autosize=alt.AutoSizeParams(type="fit-x" if width == "container" else "pad", contains="padding"),
    )
    seen = "isFinite(containerSize()[0]) ? containerSize()[0] : 700" if width == "container" else str(width)
    finished: Drawn = sized.add_params(alt.param(name="room", expr=seen)).configure(
        **_config(theme, rtl=is_rtl(words))
    )
    return finished


def specification(chart: Drawn) -> dict[str, Any]:
    """The Vega-Lite of a chart; its legend begins where reading does, for which Altair has no word."""
    spec: dict[str, Any] = chart.to_dict()
    if spec.get("usermeta", {}).get("direction") == "rtl":
        spec["config"]["legend"]["layout"] = {"top": {"anchor": "end"}}
    return spec


def _config(theme: Theme, *, rtl: bool) -> dict[str, Any]:
    font = theme.font("rtl" if rtl else "ltr")
    label: dict[str, Any] = {"labelColor": theme.muted, "labelFont": font, "labelFontSize": 12}
    title: dict[str, Any] = {
        "titleColor": theme.muted,
        "titleFont": font,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "font": font,
        "padding": 4,
        "view": alt.ViewConfig(stroke=None),
        "axis": alt.AxisConfig(
            **label,
            **title,
            gridColor=theme.line,
            gridWidth=1,
            domainColor=theme.line,
            tickColor=theme.line,
            labelPadding=6,
        ),
        "legend": alt.LegendConfig(
            **label,
            **title,
            orient="top",
            symbolSize=90,
            columnPadding=18,
            rowPadding=4,
            offset=8,
            direction="horizontal",
            symbolOpacity=1,
        ),
        "text": alt.MarkConfig(color=theme.ink, font=font, fontSize=12),
    }


def capital(text: str) -> str:
    """A text that begins with a capital, as labels do; an abbreviation is all capitals."""
    return text.upper() if text in ABBREVIATIONS else text[:1].upper() + text[1:]


def side(*, rtl: bool) -> Literal["left", "right"]:
    """The side at which reading begins."""
    return "right" if rtl else "left"
