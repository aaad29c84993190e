"""Every chart is a whole Vega-Lite, holds the answers' own numbers, and speaks the language of its reader."""

import json
from dataclasses import replace

import pytest

from abmetry.answers.answer import Result
from abmetry.answers.funnel import Movement, Times, stages_of
from abmetry.charts.bars import bars
from abmetry.charts.bars_by_model import bars_by_model
from abmetry.charts.dot_interval import dot_interval
from abmetry.charts.flow import flow
from abmetry.charts.heat_map import heat_map
from abmetry.charts.look import specification
from abmetry.charts.palette import DARK, LIGHT
from abmetry.charts.parts_over_time import parts_over_time
from abmetry.charts.room import broken
from abmetry.charts.spark import spark
from abmetry.charts.stage_bars import stage_bars
from abmetry.charts.survival import CurvePoint, survival
from abmetry.charts.trend import trend
from abmetry.lang.words import Words


def result(value, quarter="2026-07-01", **more):
    end = {"2026-04-01": "2026-07-01", "2026-07-01": "2026-10-01"}[quarter]
    shown = {
        "kpi": "engaged_account_rate",
        "unit": "percent",
        "period": {"start": quarter, "end": end},
        "as_of": "2026-10-01T00:00:00+02:00",
        "scope": {},
        "group": {},
        "status": "ok",
        "definition": "d",
        "build": "b",
        "value": value,
        "n": 40,
        "interval": None if value is None else {"low": value - 5, "high": value + 5, "level": 0.95},
        "comparison": {"cohort": "non_abm", "value": 31.5},
    }
    return Result(**(shown | more))


OVER_TIME = (result(52.5, "2026-04-01"), result(61.25))
BY_TIER = tuple(
    result(value, group={"tier": tier}, status=status)
    for tier, value, status in (("1", 71.5, "ok"), ("2", 44.5, "too_few"), (None, None, "empty"))
)
CREDIT = tuple(
    result(value, unit="money", currency="EUR", group={"channel": channel, "model": model}, comparison=None)
    for channel, model, value in (
        ("web", "linear", 900.0),
        ("web", "first", 700.0),
        ("email", "linear", 100.0),
        ("email", "first", 300.0),
    )
)
REVENUE = tuple(
    replace(one, unit="money", currency="EUR", extra={"new_business": 10.0, "renewal": 20.0})
    for one in OVER_TIME
)
STAGES = stages_of((5, 4, 3, 2, 1, 0), [Times(median=10.0)] * 6)
MOVES = (Movement("target", "engaged", 7, 7), Movement("engaged", "target", 3, 3))
CURVE = [CurvePoint(0, 100, 100, 100), CurvePoint(30, 61.5, 50, 70)]

CHARTS = {
    "trend": lambda words, theme: trend(OVER_TIME, words, theme, target=80, description="d"),
    "spark": lambda words, theme: spark(OVER_TIME, words, theme),
    "bars": lambda words, theme: bars(BY_TIER, "tier", words, theme),
    "stage_bars": lambda words, theme: stage_bars(STAGES, words, theme),
    "heat_map": lambda words, theme: heat_map(
        [replace(one, group={**one.group, "industry": "Retail"}) for one in BY_TIER],
        "industry",
        "tier",
        words,
        theme,
    ),
    "dot_interval": lambda words, theme: dot_interval(BY_TIER, words, theme, by="tier"),
    "flow": lambda words, theme: flow(MOVES, words, theme),
    "bars_by_model": lambda words, theme: bars_by_model(CREDIT, words, theme),
    "survival": lambda words, theme: survival({"ABM": CURVE, "Other": CURVE}, words, theme),
    "parts_over_time": lambda words, theme: parts_over_time(
        REVENUE, {"new_business": "New", "renewal": "Renewal"}, words, theme
    ),
}


def rows_of(spec):
    """Every row of the data that a chart holds."""
    return [row for rows in spec["datasets"].values() for row in rows]


def values(spec, name):
    """Every value of a field."""
    return [row[name] for row in rows_of(spec) if name in row]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es", "ca", "fa"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_whole(name, language, theme):
    spec = CHARTS[name](Words(language), theme).to_dict()
    assert spec["$schema"].endswith("v6.json") or "vega-lite" in spec["$schema"]
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    assert '"url"' not in json.dumps(spec)


def test_a_trend_holds_the_answers_numbers():
    spec = CHARTS["trend"](Words(), LIGHT).to_dict()
    assert {52.5, 61.25, 31.5} <= set(values(spec, "value"))
    assert set(values(spec, "low")) == {47.5, 56.25}
    assert values(spec, "target") == [80]
    assert "Target 80" in values(spec, "said")[-1]
    assert "Q2 2026" in values(spec, "label")
    assert spec["description"] == "d"


def test_a_trend_without_others_has_no_legend():
    alone = trend([replace(one, comparison=None) for one in OVER_TIME], Words()).to_dict()
    assert '"legend": null' in json.dumps(alone)


def test_bars_begin_with_the_greatest_and_end_with_what_is_not_known():
    labels = values(CHARTS["bars"](Words(), LIGHT).to_dict(), "label")
    assert labels == ["Tier 1", "Tier 2", "None"]


def test_too_few_is_marked():
    spec = CHARTS["heat_map"](Words(), LIGHT).to_dict()
    assert values(spec, "shown") == ["71.5%", "44.5% *", "–"]


def test_stages_tell_how_many_came_so_far():
    spec = CHARTS["stage_bars"](Words(), LIGHT).to_dict()
    assert values(spec, "reached")[:2] == [15, 15]
    assert "66.7%" in values(spec, "rate")


def test_a_flow_is_as_broad_as_its_moves():
    rows = [row for row in rows_of(CHARTS["flow"](Words(), LIGHT).to_dict()) if row.get("x") == 0.0]
    broad = {row["from"]: row["bottom"] - row["top"] for row in rows}
    assert broad["Target"] / broad["Engaged"] == pytest.approx(7 / 3, rel=0.01)
    assert {row["from"]: row["way"] for row in rows} == {"Target": "Forward", "Engaged": "Back"}


def test_the_greatest_credit_stands_first():
    spec = json.dumps(CHARTS["bars_by_model"](Words(), LIGHT).to_dict())
    assert '"sort": ["Web", "Email"]' in spec


def test_persian_is_mirrored_and_has_its_digits():
    spec = CHARTS["bars"](Words("fa"), LIGHT).to_dict()
    assert '"orient": "right"' in json.dumps(spec)
    assert values(spec, "said")[0] == "۷۱٫۵٪"
    assert spec["config"]["font"].startswith("Vazirmatn")


EMPTY = {
    "trend": lambda words: trend([], words),
    "bars": lambda words: bars([], "tier", words),
    "stage_bars": lambda words: stage_bars([], words),
    "heat_map": lambda words: heat_map([], "industry", "tier", words),
    "dot_interval": lambda words: dot_interval([], words),
    "flow": lambda words: flow([], words),
    "bars_by_model": lambda words: bars_by_model([], words),
    "survival": lambda words: survival({}, words),
    "parts_over_time": lambda words: parts_over_time([], {"value": "New"}, words),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_of_nothing_says_so(name):
    assert values(EMPTY[name](Words()).to_dict(), "said") == ["Nothing to measure in this period"]


def test_periods_without_values_are_nothing_to_draw():
    unknown = [replace(one, value=None, interval=None, comparison=None) for one in OVER_TIME]
    assert values(trend(unknown, Words()).to_dict(), "said") == ["Nothing to measure in this period"]


def test_a_group_without_value_keeps_its_place():
    encoding = CHARTS["bars"](Words(), LIGHT).to_dict()["layer"][0]["encoding"]
    assert encoding["y"]["scale"]["domain"] == ["Tier 1", "Tier 2", "None"]
    order = dot_interval([BY_TIER[2], BY_TIER[0]], Words(), by="tier").to_dict()["layer"][0]["encoding"]
    assert order["y"]["scale"]["domain"] == ["None", "Tier 1"]


@pytest.mark.parametrize(("language", "first"), [("en", "(0)"), ("fa", "width - (0)")])
def test_bars_leave_room_for_the_numbers_at_their_end(language, first):
    across = CHARTS["bars"](Words(language), LIGHT).to_dict()["layer"][0]["encoding"]["x"]["scale"]["range"]
    assert across[0] == {"expr": first}
    assert across[1]["expr"] != "width"


def test_columns_get_as_narrow_as_their_place():
    mark = CHARTS["parts_over_time"](Words(), LIGHT).to_dict()["mark"]
    assert mark["width"]["expr"] == "min(34, 0.72 * bandwidth('x'))"


def test_a_heat_map_has_short_numbers_for_narrow_columns():
    spec = CHARTS["heat_map"](Words("fa"), LIGHT).to_dict()
    assert values(spec, "tiny") == ["۷۲٪", "۴۴٪", "–"]


def test_the_legend_of_persian_begins_at_the_right():
    right = specification(CHARTS["trend"](Words("fa"), LIGHT))["config"]["legend"]
    assert right["layout"] == {"top": {"anchor": "end"}}
    assert "layout" not in specification(CHARTS["trend"](Words(), LIGHT))["config"]["legend"]


def test_what_a_chart_has_of_room_is_its_width_or_that_of_its_place():
    assert trend(OVER_TIME, Words(), width=430).to_dict()["params"] == [{"name": "room", "expr": "430"}]
    assert "containerSize" in trend(OVER_TIME, Words()).to_dict()["params"][0]["expr"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Champion", ["Champion"]),
        ("Manufacturing and engineering", ["Manufacturing", "and engineering"]),
        ("Telecommunications", ["Telecommunications"]),
        ("", [""]),
    ],
)
def test_a_long_name_is_broken_in_its_middle(text, lines):
    assert broken(text) == lines
