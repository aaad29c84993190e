"""Customers: whether contracts that run out are renewed, and what customers answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Bools, Cases, Columns, Given, Outcome, Span
from abmetry.influence.insights.measures import Level, Share
from abmetry.lang.message import message
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

NOTICE_DAYS = 60
"""Days before a contract's last day up to which factors are looked at: later much is decided."""


def _contracts(dialect: Dialect, settings: Settings, span: Span) -> Sequence[Step]:
    noticed = dialect.utc_time(
        f"cast({dialect.add_days_to_date('last_on', -NOTICE_DAYS)} as timestamp)", settings.workspace.timezone
    )
    # Of a contract whose grace is not over, only the renewal can be known yet: it is not told of at all.
    over = dialect.add_days_to_date("last_on", settings.renewal.grace_days + 1)
    today = dialect.local_date(dialect.local_time(span.t, settings.workspace.timezone))
    return [
        Step(
            "contracts_ended",
            f"""
            select contract_id as case_id, cast(null as string) as opportunity_id, account_id,
                {noticed} as happened_at, {noticed} as before_to, cast(null as timestamp) as early_to, last_on,
                case when outcome = 'renewed' then 1 else 0 end as renewed
            from asof_renewals
            where outcome <> 'pending' and {over} < {today} and account_id is not null and {noticed} >= {span.start}
            """,
        )
    ]


def _answers(dialect: Dialect, settings: Settings, span: Span) -> Sequence[Step]:
    del dialect, settings
    return [
        Step(
            "accounts_that_answered",
            f"""
            select account_id as case_id, cast(null as string) as opportunity_id, account_id,
                min(responded_at) as happened_at, min(responded_at) as before_to,
                cast(null as timestamp) as early_to, 100 * avg(cast(points as double)) as points
            from asof_surveys
            where account_id is not null and responded_at >= {span.start}
            group by account_id
            """,
        )
    ]


CONTRACTS = Cases(
    name="contracts",
    subject=message("Contracts whose account"),
    before=message("in the {days} days that end {notice} days before the contract does", notice=NOTICE_DAYS),
    early="",
    many=message("contracts"),
    upon=("renewals",),
    steps=_contracts,
)
ANSWERS = Cases(
    name="answers",
    subject=message("Customers that"),
    before=message("in the {days} days before their first answer"),
    early="",
    many=message("customers"),
    upon=("surveys",),
    steps=_answers,
)


def _all(columns: Columns) -> Bools:
    return np.ones(len(columns["account_id"]), dtype=np.bool_)


def outcomes(given: Given) -> Sequence[Outcome]:
    """Renewal and NPS."""
    del given
    return (
        Outcome(
            "renewal", message("Renewal"), "customers", CONTRACTS, Share("renewed"), _all,
            message("were renewed {x} more often"), message("were renewed {x} less often"),
        ),
        Outcome(
            "nps", message("NPS"), "customers", ANSWERS, Level("points"), _all,
            message("gave an NPS {x} higher"), message("gave an NPS {x} lower"),
        ),
    )  # fmt: skip
