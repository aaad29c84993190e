"""The relationship score of accounts at t, and some days before (KPIS.md, scores).

With a mail or meeting of age d days weighing w x 2^(-d/half-life): strength s is their sum; reciprocity r is
2 min(in, out)/(in + out) over the weights of mails, 1 with meetings only; breadth b is how many people of the account
had any of them in the days of breadth; score = 100 (1 - exp(-s (0.5 + 0.5 r)(1 + ln(1 + b))/scale)).
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.asof.relationship_sums import SUMMED, sums_steps
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.scores import Relationship
from abmetry.workspace.settings import Settings

_NOW, _THEN = "", "_before"


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    rule = settings.relationship
    summed = (*(f"{name}{when}" for when in (_NOW, _THEN) for name in (*SUMMED, "breadth")), "strongest")
    return [
        Step(
            "by_account",
            f"""
            select account_id, cast(touches_{bounds.index} as bigint) as touches, last_at_{bounds.index} as last_at,
                {", ".join(f"{name}_{bounds.index} as {name}" for name in summed)}
            from once_relationships where touches_{bounds.index} > 0
            """,
        ),
        Step(
            "with_reciprocity",
            f"select *, {_reciprocity_sql(dialect, _NOW)}, {_reciprocity_sql(dialect, _THEN)} from by_account",
        ),
        Step(
            "scored",
            f"select *, {_score_sql(dialect, rule, _NOW)}, {_score_sql(dialect, rule, _THEN)} from with_reciprocity",
        ),
        Step(
            "relationships",
            f"""
            select *, score - score_before as change,
                score - score_before >= {rule.trend_points} as is_improving,
                score_before - score >= {rule.trend_points} as is_degrading,
                strongest > {rule.single_thread_share} * strength as is_single_thread
            from scored
            """,
        ),
    ]


def _reciprocity_sql(dialect: Dialect, when: str) -> str:
    mails = f"(mail_in{when} + mail_out{when})"
    return (
        f"case when {mails} > 0"
        f" then 2 * {dialect.divide(f'least(mail_in{when}, mail_out{when})', mails)}"
        f" when met{when} > 0 then 1 else 0 end as reciprocity{when}"
    )


def _score_sql(dialect: Dialect, rule: Relationship, when: str) -> str:
    depth = f"strength{when} * (0.5 + 0.5 * reciprocity{when}) * (1 + ln(cast(1 + breadth{when} as double)))"
    return f"100 * (1 - exp(-{dialect.divide(depth, str(rule.scale))})) as score{when}"


RELATIONSHIPS = AsOf(
    name="relationships",
    doc="An account with a mail or meeting before t, and its relationship score.",
    columns=fact_columns(
        "account_id text: The account.",
        "score number: Its score at t, 0 to 100.",
        "score_before number: Its score `relationship.trend_days` before t, by the links known at t.",
        "change number: Score minus score before.",
        "is_improving boolean: The score rose by `relationship.trend_points` or more.",
        "is_degrading boolean: The score fell by `relationship.trend_points` or more.",
        "is_single_thread boolean: One person carries more than `relationship.single_thread_share` of the strength.",
        "strength number: Decayed weights of its mails and meetings.",
        "reciprocity number: How even mails in and out are, 0 to 1.",
        "breadth integer: People of the account with any in `relationship.breadth_days`.",
        "touches integer: Its mails, and its people at meetings.",
        "last_at timestamp: The last of them, UTC.",
    ),
    reads=("relationship_touches", "people"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    once=sums_steps,
    shows=(
        "score",
        "score_before",
        "strength",
        "reciprocity",
        "breadth",
        "is_single_thread",
        "touches",
        "last_at",
    ),
)
