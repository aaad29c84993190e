"""Contracts that ran out in the period, and whether their account renewed (KPIS.md, stage 5)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    grace_ends = dialect.add_days_to_date("e.last_on", settings.renewal.grace_days)
    return [
        Step(
            "ended",
            f"""
            select account_id, contract_id, starts_on, last_on from known_contracts
            where last_on > {bounds.first_day} and last_on <= {bounds.last_day}
            """,
        ),
        Step(
            "followed",
            f"""
            select
                e.account_id, e.contract_id, e.starts_on, e.last_on,
                {dialect.first_by("o.contract_id", "o.starts_on")} as renewed_by,
                min(o.starts_on) as renewed_on,
                case when max(o.contract_id) is not null then 'renewed'
                    when {grace_ends} >= {bounds.last_day} then 'pending'
                    else 'not renewed' end as outcome
            from ended e
            left join known_contracts o on o.account_id = e.account_id and o.contract_id <> e.contract_id
                and o.starts_on <= {grace_ends} and (o.last_on is null or o.last_on > e.last_on)
            group by e.account_id, e.contract_id, e.starts_on, e.last_on
            """,
        ),
        Step(
            "renewals",
            """
            select *, case
                when sum(case when outcome = 'renewed' then 1 else 0 end) over (partition by account_id) > 0
                    then 'renewed'
                when sum(case when outcome = 'pending' then 1 else 0 end) over (partition by account_id) > 0
                    then 'pending'
                else 'not renewed' end as account_outcome
            from followed
            """,
        ),
    ]


RENEWALS = AsOf(
    name="renewals",
    doc="A contract whose last day lies in the period, and what came of it and of its account by t.",
    columns=fact_columns(
        "account_id text: The account.",
        "contract_id text: The contract that ran out.",
        "starts_on date: Its first day.",
        "last_on date: Its last day.",
        "renewed_by text: The first other contract that renews it; null: none.",
        "renewed_on date: That contract's first day.",
        "outcome text: renewed, not renewed, or pending while t is within the grace.",
        "account_outcome text: renewed where one of the account's contracts is, else pending where one is.",
    ),
    reads=(),
    steps=_steps,
    table="'contracts'",
    key="contract_id",
    shows=("last_on", "outcome", "renewed_by", "renewed_on"),
    upon=("contracts",),
)
