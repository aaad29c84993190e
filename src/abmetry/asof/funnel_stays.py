"""Stays of accounts at the stages of the funnel, up to t (KPIS.md, the account funnel)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    zone = settings.workspace.timezone
    return [
        Step(
            "begun",
            f"""
            select
                account_id, stage, spell_from as entered_at, {dialect.local_time("spell_from", zone)} as entered_local,
                case when spell_to < {bounds.t} then spell_to end as left_at,
                case when spell_to < {bounds.t} then {dialect.local_time("spell_to", zone)} else {bounds.t_local} end
                    as left_local,
                lag(stage) over (
                    partition by account_id
                    order by case when spell_from is null then 0 else 1 end, spell_from
                ) as stage_before
            from funnel_spells
            where spell_from is null or spell_from < {bounds.t}
            """,
        ),
        Step(
            "funnel_stays",
            f"""
            select *,
                left_at is null as is_at_t,
                stage_before is not null and {bounds.in_period("entered_at")} as is_movement,
                case when left_local < entered_local then 0
                    else {dialect.days_between("entered_local", "left_local")} end as days
            from begun
            """,
        ),
    ]


FUNNEL_STAYS = AsOf(
    name="funnel_stays",
    doc="A stay of an account at a stage that began before t; the stays of an account follow without gap.",
    columns=fact_columns(
        "account_id text: The account.",
        "stage integer: 1 target, 2 engaged, 3 opportunity, 4 won, 5 retention, 6 expansion.",
        "entered_at timestamp: When it began, UTC; null: from ever.",
        "entered_local timestamp: The same, wall clock.",
        "left_at timestamp: When it ended, UTC; null: it lasts at t.",
        "stage_before integer: The stage it came from; null: it is the account's first.",
        "is_at_t boolean: It lasts at the last instant before t.",
        "is_movement boolean: It began in the period, coming from another stage.",
        "days number: Its length in elapsed days on the wall clock, up to t where it lasts; null: from ever.",
    ),
    reads=("funnel_spells",),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("stage", "entered_at", "left_at"),
)
