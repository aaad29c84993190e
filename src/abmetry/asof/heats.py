"""The research heat of accounts in the last week that ended by t, with what drove it (KPIS.md, scores).

The model that held at the week's end gives the log-odds of an opportunity soon: those of the average active account,
and what each driver adds (scores/heat_model.py). Heat counts how many of `heat.lifts` the probability reaches, as
multiples of the share of active account-weeks that an opportunity followed. Where the rule holds, it counts points.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.scores.heat_features import DRIVERS, FEATURES, WEEKS_BEFORE, features_sql, sums_sql
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

# A driver that changes the odds by less than a tenth is not told.
_TOLD = 0.0953

RULE = {
    "visited": "visits_sum >= 1",
    "visits twice as usual": "visits_sum >= 3 and visits_sum >= 2 * (visits_before / cast(4 as double))",
    "two people or more": "people_sum >= 2",
    "a high-value page": "high_value_sum >= 1",
    "somebody new": "new_people_sum >= 1",
}


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    monday = dialect.add_days_to_date(dialect.monday_of(dialect.local_date(bounds.t_local)), -7)
    earliest = dialect.add_days_to_date("week_on", -7 * WEEKS_BEFORE)
    ends = dialect.utc_time(
        f"cast({dialect.add_days_to_date('week_on', 7)} as timestamp)", settings.workspace.timezone
    )
    pivot = ", ".join(
        f"max(case when feature = '{f.name}' then weight end) as w_{f.name},"
        f" max(case when feature = '{f.name}' then mean end) as m_{f.name}"
        for f in FEATURES
    )
    added = " + ".join(f"by_{name}" for name in DRIVERS)
    return [
        Step("asked", f"select *, {ends} as week_ends_at from (select {monday} as week_on) given"),
        Step(
            "model",
            f"""
            select q.week_on, h.model as version, h.base_rate, h.intercept, w.*
            from (select *, {earliest} as earliest_on from asked) q
            left join heat_models h on (h.holds_from is null or h.holds_from <= q.week_ends_at)
                and (h.holds_to is null or h.holds_to > q.week_ends_at)
            left join (select model, {pivot} from heat_weights group by model) w on w.model = h.model
            """,
        ),
        Step(
            "five_weeks",
            f"""
            select a.account_id, {sums_sql("a.week_on = q.week_on")}
            from account_weeks a
            join (select *, {earliest} as earliest_on from asked) q
                on a.week_on <= q.week_on and a.week_on >= q.earliest_on
            group by a.account_id
            """,
        ),
        Step("featured", f"select *, {features_sql(dialect)} from five_weeks"),
        Step(
            "driven",
            f"select f.*, m.version, m.base_rate, m.intercept, {_drivers_sql()} from featured f cross join model m",
        ),
        Step(
            "judged",
            f"""
            select *, {dialect.divide("1", f"1 + exp(-(intercept + {added}))")} as probability
            from driven
            """,
        ),
        Step(
            "heated",
            f"""
            select *, {dialect.divide("probability", "base_rate")} as lift,
                case when version is null then {_points_sql()} else {_heat_sql(dialect, settings)} end as own_heat,
                case when version is null then {_rule_words_sql()} else {_words_sql(dialect)} end as drivers
            from judged
            """,
        ),
        Step(
            "heats",
            f"""
            select a.account_id, m.week_on, cast(coalesce(h.own_heat, 0) as bigint) as heat, h.probability, h.lift,
                m.version as model, m.version is null as is_by_rule, h.drivers,
                coalesce(h.visits_sum, 0) as visits, coalesce(h.people_sum, 0) as people,
                coalesce(h.high_value_sum, 0) as high_value, coalesce(h.new_people_sum, 0) as new_people,
                coalesce(h.visits_before, 0) / cast({WEEKS_BEFORE} as double) as visits_before,
                {", ".join(f"case when m.version is not null then h.by_{name} end as by_{name}" for name in DRIVERS)}
            from accounts a
            cross join model m
            left join heated h on h.account_id = a.account_id
            """,
        ),
    ]


def _drivers_sql() -> str:
    def added(driver: str) -> str:
        own = [f.name for f in FEATURES if f.driver == driver]
        return " + ".join(f"m.w_{name} * (f.{name} - m.m_{name})" for name in own)

    return ", ".join(f"{added(driver)} as by_{driver}" for driver in DRIVERS)


def _points_sql() -> str:
    points = " + ".join(f"case when {condition} then 1 else 0 end" for condition in RULE.values())
    return f"(case when visits_sum = 0 then 0 else {points} end)"


def _heat_sql(dialect: Dialect, settings: Settings) -> str:
    lift = dialect.divide("probability", "base_rate")
    steps = " + ".join(f"case when {lift} >= {least} then 1 else 0 end" for least in settings.heat.lifts)
    return f"({steps})"


def _words_sql(dialect: Dialect) -> str:
    parts = [
        f"case when abs(by_{name}) >= {_TOLD} then concat('{words} ×',"
        f" {dialect.float_text(f'round(exp(by_{name}), 1)')}) end"
        for name, words in DRIVERS.items()
    ]
    return f"concat_ws(', ', {', '.join(parts)})"


def _rule_words_sql() -> str:
    parts = [
        f"case when visits_sum > 0 and {condition} then '{words}' end" for words, condition in RULE.items()
    ]
    return f"concat_ws(', ', {', '.join(parts)})"


HEATS = AsOf(
    name="heats",
    doc="An account, and its research heat in the last week that ended by t.",
    columns=fact_columns(
        "account_id text: The account.",
        "week_on date: Monday of the week.",
        "heat integer: 0 to 5.",
        "probability number: Of a new-business opportunity within `heat.within_days`; null: by the rule.",
        "lift number: The same over the share of active account-weeks that one followed; null: by the rule.",
        "model text: The model's version; null: by the rule.",
        "is_by_rule boolean: The rule holds, for want of accounts to learn from.",
        "drivers text: What multiplies the odds of the average active account, by how much; by the rule: its points.",
        "visits integer: Visits in the week.",
        "people integer: People in the week.",
        "high_value integer: Views of high-value pages in the week.",
        "new_people integer: People in the week who had never come before.",
        "visits_before number: Visits per week in the four weeks before.",
        *(
            f"by_{name} number: What {words} add to the log-odds of the average active account."
            for name, words in DRIVERS.items()
        ),
    ),
    reads=("account_weeks", "heat_models", "heat_weights", "accounts"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=(
        "heat",
        "lift",
        "drivers",
        "visits",
        "visits_before",
        "people",
        "new_people",
        "high_value",
        "probability",
        "week_on",
        "model",
    ),
    cautions=(
        Caution(
            "is_by_rule and heat > 0",
            "{n} [heat is|heats are] by the rule: too few accounts had opened an opportunity to learn from",
        ),
    ),
)
