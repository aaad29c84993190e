"""Customers' interest in competitors, week by week (KPIS.md, stage 5 and intent surge)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.intent_surges import COUNTS
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    sunday = dialect.add_days_to_date("i.week_on", 6)
    return [
        Step("customers_at_t", "select distinct account_id from known_customers where is_at_t"),
        Step(
            "competitor_intent",
            f"""
            select
                i.account_id, i.week_on, i.topic, i.vendor, i.score, i.count as signals, i.expected, i.tail, i.q_value,
                i.false_discovery_rate, coalesce(i.is_surge, false) as is_surge,
                coalesce(i.is_surge, false) and i.score is null as is_surge_of_counts,
                i.is_surge is null as is_not_judged,
                concat(cast(i.week_on as string), ' ', i.topic, ' ', coalesce(i.vendor, '')) as signal
            from intent i
            join customers_at_t k on k.account_id = i.account_id
            where i.is_competitor and {bounds.visible("i")} and i.week_ends_at <= {bounds.t}
                and {sunday} > {bounds.first_day}
            """,
        ),
    ]


COMPETITOR_INTENT = AsOf(
    name="competitor_intent",
    doc="A signal of a customer's interest in a competitor, in a week that ends in the period.",
    columns=fact_columns(
        "account_id text: The account, a customer at t.",
        "week_on date: Monday of the week.",
        "topic text: The topic.",
        "vendor text: Who measured it.",
        "score number: The vendor's score, 0 to 100; null: only signals are counted.",
        "signals number: How many signals.",
        "expected number: The count that was to be expected after the account's weeks before.",
        "tail number: Probability of a count as high, or higher.",
        "q_value number: False-discovery rate over the week with which the count would still be a surge.",
        "false_discovery_rate number: Of a surge of counts: the share of the week's that chance explains, at most.",
        "is_surge boolean: The score reaches the threshold; without a score: the count is improbable.",
        "is_surge_of_counts boolean: It is a surge, and of a count.",
        "is_not_judged boolean: There is no score, and no week before to judge the count by.",
        "signal text: Week, topic and vendor.",
    ),
    reads=("intent",),
    steps=_steps,
    cautions=COUNTS,
    table="'intent'",
    key="signal",
    shows=("week_on", "topic", "vendor", "score", "signals", "expected", "tail", "q_value"),
    upon=("customers",),
)
