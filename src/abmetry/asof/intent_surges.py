"""Surges of intent on our own topics, week by week (KPIS.md, scores)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

COUNTS = (
    Caution(
        "is_surge_of_counts",
        "{n} [surge is|surges are] of counts;"
        " at most {share} of [its week's|their weeks'] are chance (Benjamini-Hochberg)",
        share="false_discovery_rate",
    ),
    Caution(
        "is_not_judged",
        "{n} [count|counts] of a topic not judged: [it has|they have] neither a vendor's score nor weeks before",
    ),
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    sunday = dialect.add_days_to_date("week_on", 6)
    own = [topic.strip().lower() for topic in settings.intent.own_topics]
    is_own = dialect.in_list("lower(topic)", own) if own else "1 = 1"
    return [
        Step(
            "intent_surges",
            f"""
            select account_id, week_on, topic, vendor, score, count as signals, expected, tail, q_value,
                false_discovery_rate, coalesce(is_surge, false) as is_surge,
                coalesce(is_surge, false) and score is null as is_surge_of_counts,
                is_surge is null as is_not_judged, week_on <> given_on as is_moved,
                concat(cast(week_on as string), ' ', topic, ' ', coalesce(vendor, '')) as signal
            from intent
            where not is_competitor and {is_own} and {bounds.visible()} and week_ends_at <= {bounds.t}
                and {sunday} > {bounds.first_day} and {sunday} <= {bounds.last_day}
            """,
        ),
    ]


INTENT_SURGES = AsOf(
    name="intent_surges",
    doc="A signal of interest in one of our own topics, in a week that ends in the period.",
    columns=fact_columns(
        "account_id text: The account; null: none is known.",
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
        "is_moved boolean: The week was given by another day than its Monday.",
        "signal text: Week, topic and vendor.",
    ),
    reads=("intent",),
    steps=_steps,
    table="'intent'",
    key="signal",
    shows=("week_on", "topic", "vendor", "score", "signals", "expected", "tail", "q_value"),
    cautions=(
        *COUNTS,
        Caution("is_moved", "{n} [week was|weeks were] given by another day: the Monday before was taken"),
        Caution("account_id is null", "{n} [signal|signals] of no known account left out", everyone=True),
    ),
)
