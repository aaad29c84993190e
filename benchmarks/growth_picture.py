"""The picture of growth: a panel per step, its seconds and its memory over the touches, beside linear growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt

PANELS = {
    "load": "First load",
    "build": "Full build",
    "build_day": "Build after a day (0.2 % new)",
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
WIDTH, HEIGHT = 190, 190


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
            subtitle="logarithmic axes; grey: linear growth from the smallest size; under each panel: growth from the "
            "smallest size to the largest",
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
        {"millions": int(row["touches"]) / 1e6, "value": float(row[name]), "line": said}
        for row in mine
        for name, said in lines.items()
    ]
    first = next(iter(lines))
    if mine:
        low = int(mine[0]["touches"])
        points += [
            {
                "millions": int(row["touches"]) / 1e6,
                "line": LINEAR,
                "value": float(mine[0][first]) * int(row["touches"]) / low,
            }
            for row in mine
        ]
    sizes = sorted({round(int(row["touches"]) / 1e6) for row in rows})
    shown = [*lines.values(), LINEAR]
    x = alt.X(
        "millions:Q",
        title=_growth(mine, first),
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(
            values=sizes,
            format="~g",
            grid=False,
            labelExpr="datum.label + ' M'",
            titleColor="#555",
            titleFontWeight="normal",
        ),
    )
    y = alt.Y(
        "value:Q",
        title=axis if step == next(iter(PANELS)) else None,
        scale=alt.Scale(type="log", domain=bounds, nice=False, clamp=True),
        axis=alt.Axis(format="~g", values=[0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000], gridColor="#eee"),
    )
    colour = alt.Color(
        "line:N",
        scale=alt.Scale(domain=shown, range=[COLOURS[name] for name in shown]),
        legend=alt.Legend(title=None, orient="bottom", direction="horizontal", labelLimit=260),
    )
    dash = alt.StrokeDash(
        "line:N", legend=None, scale=alt.Scale(domain=shown, range=[[1, 0]] * len(lines) + [[5, 4]])
    )
    base = alt.Chart(alt.Data(values=points), title=alt.TitleParams(title, anchor="start", fontSize=12))
    drawn = base.mark_line(strokeWidth=2, clip=True).encode(x, y, colour, dash)
    dots = (
        base.transform_filter(f"datum.line != '{LINEAR}'")
        .mark_point(filled=True, size=40)
        .encode(x, y, colour)
    )
    return alt.layer(drawn, dots).properties(width=WIDTH, height=HEIGHT)


def _growth(mine: list[dict[str, str]], name: str) -> str:
    """From the smallest size to the largest: how much bigger the value, over how much bigger the company."""
    if len(mine) < 2:
        return "touches"
    times = int(mine[-1]["touches"]) / int(mine[0]["touches"])
    rise = float(mine[-1][name]) / float(mine[0][name])
    return f"touches; {rise:.1f} times for {times:.1f} times: {rise / times:.2f} of linear"
