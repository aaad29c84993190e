"""Relationship scores of the customers at t (KPIS.md, stage 5)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step("customers_at_t", "select distinct account_id from known_customers where is_at_t"),
        Step(
            "scores",
            """
            select k.account_id, coalesce(r.score, 0) as score, coalesce(r.score_before, 0) as score_before,
                coalesce(r.is_degrading, false) as is_degrading, r.last_at
            from customers_at_t k
            left join known_relationships r on r.account_id = k.account_id
            """,
        ),
        Step(
            "customer_relationships",
            f"select *, score < {settings.relationship.low} as is_low from scores",
        ),
    ]


CUSTOMER_RELATIONSHIPS = AsOf(
    name="customer_relationships",
    doc="A customer at t with its relationship score then and some days before.",
    columns=fact_columns(
        "account_id text: The account.",
        "score number: Its score at t, 0 to 100; 0 without any mail or meeting.",
        "score_before number: Its score so many days before.",
        "is_low boolean: The score is below the low mark.",
        "is_degrading boolean: It fell by the points of a trend or more.",
        "last_at timestamp: Its last mail or meeting, UTC; null: none.",
    ),
    reads=(),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("score", "score_before", "is_low", "is_degrading", "last_at"),
    upon=("customers", "relationships"),
)
