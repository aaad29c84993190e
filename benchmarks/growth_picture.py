"""The picture of growth: a panel per step, its seconds and its memory over the touches, beside linear growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt

PANELS = {
    "load": "First load",
    "build": "Full build",
    "load_day": "Load of a day (0.2 % new)",
    "build_day": "Build of that day",
    "catalogue": "Whole catalogue",
    "one_kpi": "One KPI",
}
WALL, PROCESSOR, MEMORY, LINEAR = (
    "seconds of wall time",
    "seconds of processor",
    "peak memory, GB",
    "linear growth",
)
COLOURS = {WALL: "#1f5fa8", PROCESSOR: "#d1782c", MEMORY: "#3b7d4f", LINEAR: "#8a8a8a"}
WIDTH, HEIGHT = 185, 190
TICKS = [0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000]


def draw(rows: list[dict[str, str]], stem: Path) -> None:
    """Write `<stem>.svg` and `<stem>.png`.

    Args:
        rows: Rows of growth.csv.
        stem: The path without its ending.
    """
    chart = picture(rows)
    chart.save(str(stem.with_suffix(".svg")))
    chart.save(str(stem.with_suffix(".png")), scale_factor=2)


def picture(rows: list[dict[str, str]]) -> alt.VConcatChart:
    """The chart of what was measured; sizes of which a step is missing have a gap there."""
    most = {
        what: _bounds(rows, names)
        for what, names in (("time", ("seconds", "processor")), ("gb", ("peak_gb",)))
    }
    time = alt.hconcat(
        *(
            _panel(rows, name, {"seconds": WALL, "processor": PROCESSOR}, most["time"], "seconds", title)
            for name, title in PANELS.items()
        )
    )
    memory = alt.hconcat(
        *(_panel(rows, name, {"peak_gb": MEMORY}, most["gb"], "gigabytes", "") for name in PANELS)
    )
    drawn = alt.vconcat(
        time,
        memory,
        spacing=14,
        title=alt.TitleParams(
            "Time and memory by size of the company",
            subtitle="logarithmic axes; grey: linear growth, of processor time and of memory; under each panel: growth "
            "of these from the smallest size to the largest, beside that of the touches",
            anchor="start",
            fontSize=18,
            subtitleFontSize=12,
            subtitleColor="#555",
            offset=14,
        ),
    )
    return drawn.configure_view(stroke="#d8d8d8").configure(font="sans-serif", background="white", padding=16)


def _bounds(rows: list[dict[str, str]], names: tuple[str, ...]) -> list[float]:
    values = [float(row[name]) for row in rows if row["step"] in PANELS for name in names]
    return [min(values) * 0.7, max(values) * 1.6]


def _panel(
    rows: list[dict[str, str]], step: str, lines: dict[str, str], bounds: list[float], axis: str, title: str
) -> alt.LayerChart:
    mine = [row for row in rows if row["step"] == step]
    points: list[dict[str, Any]] = [
        {"millions": _millions(row), "value": float(row[name]), "line": said}
        for row in mine
        for name, said in lines.items()
    ]
    told = list(lines)[-1]
    low = int(mine[0]["touches"]) if mine else 1
    linear = [
        {
            "millions": int(row["touches"]) / 1e6,
            "line": LINEAR,
            "value": float(mine[0][told]) * int(row["touches"]) / low,
        }
        for row in mine
    ]
    sizes = sorted({_millions(row) for row in rows})
    x = alt.X(
        "millions:Q",
        title=_growth(mine, told),
        scale=alt.Scale(type="log", domain=[sizes[0] * 0.85, sizes[-1] * 1.2], nice=False),
        axis=alt.Axis(
            values=sizes,
            grid=False,
            labelExpr="format(datum.value, datum.value < 0.95 ? '.1f' : '.0f') + ' M'",
            labelOverlap=True,
            titleColor="#555",
            titleFontWeight="normal",
        ),
    )
    y = alt.Y(
        "value:Q",
        title=axis if step == next(iter(PANELS)) else None,
        scale=alt.Scale(type="log", domain=bounds, nice=False),
        axis=alt.Axis(
            format="~g",
            values=[tick for tick in TICKS if bounds[0] <= tick <= bounds[1]],
            gridColor="#eee",
            minExtent=34,
        ),
    )
    colour = alt.Color(
        "line:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(
            title=None, orient="bottom", direction="horizontal", labelLimit=260, symbolType="stroke"
        ),
    )
    name = alt.TitleParams(title, anchor="start", fontSize=13)
    drawn = (
        alt.Chart(alt.Data(values=points), title=name)
        .mark_line(strokeWidth=2, clip=True, point=alt.OverlayMarkDef(filled=True, size=36))
        .encode(x, y, colour)
    )
    grey = alt.Chart(alt.Data(values=linear)).mark_line(strokeWidth=1.5, clip=True, strokeDash=[5, 4])
    return alt.layer(grey.encode(x, y, colour), drawn).properties(width=WIDTH, height=HEIGHT)


def _within(bounds: list[float]) -> list[float]:
    return [tick for tick in TICKS if bounds[0] <= tick <= bounds[1]]


def _millions(row: dict[str, str]) -> float:
    return int(row["touches"]) / 1e6


def _growth(mine: list[dict[str, str]], name: str) -> str:
    """From the smallest size to the largest: how much bigger the value, over how much bigger the company."""
    if len(mine) < 2:
        return "touches"
    times = _millions(mine[-1]) / _millions(mine[0])
    rise = float(mine[-1][name]) / float(mine[0][name])
    return f"{rise:.1f} times for {times:.1f} times: {rise / times:.2f} of linear"
