"""The latest answer of everyone who was asked in the period (KPIS.md, stage 6)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    rule = settings.nps
    return [
        Step(
            "answers",
            f"""
            select
                response_id, person_id, responded_at, score, account_id,
                row_number() over (
                    partition by coalesce(respondent, concat('answer ', response_id))
                    order by responded_at desc, response_id desc
                ) as place
            from surveys
            where kind = {dialect.text(rule.kind.strip().lower())} and score is not null
                and {bounds.in_period("responded_at")} and {bounds.visible()}
            """,
        ),
        Step(
            "surveys_in_period",
            f"""
            select
                account_id, response_id, person_id, responded_at, score,
                case when score >= {rule.promoter_from} then 'promoter'
                    when score <= {rule.detractor_to} then 'detractor'
                    else 'passive' end as judgement,
                case when score >= {rule.promoter_from} then 1
                    when score <= {rule.detractor_to} then -1
                    else 0 end as points
            from answers where place = 1
            """,
        ),
    ]


SURVEYS = AsOf(
    name="surveys",
    doc="The latest answer in the period of one person; of nobody known, every answer.",
    columns=fact_columns(
        "account_id text: The account; null: none known at t.",
        "response_id text: The answer.",
        "person_id text: Who gave it; null: nobody known.",
        "responded_at timestamp: When, UTC.",
        "score number: The score, 0 to 10.",
        "judgement text: promoter, passive or detractor.",
        "points integer: 1, 0 or -1.",
    ),
    reads=("surveys",),
    steps=_steps,
    table="'surveys'",
    key="response_id",
    shows=("responded_at", "person_id", "score", "judgement"),
)
