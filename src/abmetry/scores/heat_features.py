"""What research heat is judged by: an account's week on the site, and its four weeks before.

Each feature is a number of one account and one week, made of sums over the five weeks; amounts enter by ln(1 + x), so
that ten visits more count for less after a hundred. Features of one driver are told together.
"""

from __future__ import annotations

from dataclasses import dataclass

from abmetry.engine.dialect import Dialect

WEEKS_BEFORE = 4
_DAYS = 7 * (WEEKS_BEFORE + 1)

DRIVERS = {
    "visits": "visits",
    "people": "people",
    "depth": "pages per visit",
    "high_value": "high-value pages",
    "returns": "days between visits",
    "new_people": "new people",
    "minutes": "minutes",
}


@dataclass(frozen=True)
class Feature:
    """One number that the model weighs.

    Attributes:
        name: Its name, and that of its column.
        driver: What it is told as.
        doc: What it is.
    """

    name: str
    driver: str
    doc: str


FEATURES = (
    Feature("visits_now", "visits", "ln(1 + visits in the week)"),
    Feature("visits_then", "visits", "ln(1 + visits per week in the four weeks before)"),
    Feature("people_now", "people", "ln(1 + people in the week)"),
    Feature("people_then", "people", "ln(1 + people per week in the four weeks before)"),
    Feature("depth_now", "depth", "ln(1 + pages per visit in the week)"),
    Feature("high_value_now", "high_value", "ln(1 + views of high-value pages in the week)"),
    Feature(
        "high_value_then", "high_value", "ln(1 + views of high-value pages per week in the four weeks before)"
    ),
    Feature("days_now", "returns", "days with a visit in the week"),
    Feature(
        "interval", "returns", "ln(1 + days between visiting days in the five weeks), 35 where there is one"
    ),
    Feature("new_people_now", "new_people", "ln(1 + people in the week who had never come before)"),
    Feature("minutes_now", "minutes", "ln(1 + minutes in the week)"),
    Feature("minutes_then", "minutes", "ln(1 + minutes per week in the four weeks before)"),
)
SUMMED = ("visits", "views", "people", "new_people", "days", "minutes", "high_value")


def sums_sql(now: str) -> str:
    """Aggregates over the five weeks: ``<name>_sum`` of the week itself and ``<name>_before``, and the span of days.

    Args:
        now: Condition on the rows of the week itself.
    """
    parts = [
        f"sum(case when {now} then {name} else 0 end) as {name}_sum,"
        f" sum(case when {now} then 0 else {name} end) as {name}_before"
        for name in SUMMED
    ]
    return ", ".join([*parts, "min(first_on) as first_on", "max(last_on) as last_on"])


def features_sql(dialect: Dialect) -> str:
    """The features, as named columns, over the columns of [sums_sql][abmetry.scores.heat_features.sums_sql]."""

    def log(amount: str) -> str:
        return f"ln(cast(1 as double) + {amount})"

    def weekly(name: str) -> str:
        return log(f"{name}_before / cast({WEEKS_BEFORE} as double)")

    span = f"cast({dialect.dates_between('first_on', 'last_on')} as double)"
    between = dialect.divide(span, "(days_sum + days_before - 1)")
    interval = f"case when first_on = last_on then {_DAYS} else {between} end"
    found = {
        "visits_now": log("visits_sum"),
        "visits_then": weekly("visits"),
        "people_now": log("people_sum"),
        "people_then": weekly("people"),
        "depth_now": log(f"coalesce({dialect.divide('views_sum', 'visits_sum')}, 0)"),
        "high_value_now": log("high_value_sum"),
        "high_value_then": weekly("high_value"),
        "days_now": "cast(days_sum as double)",
        "interval": log(interval),
        "new_people_now": log("new_people_sum"),
        "minutes_now": log("minutes_sum"),
        "minutes_then": weekly("minutes"),
    }
    return ", ".join(f"{found[feature.name]} as {feature.name}" for feature in FEATURES)
