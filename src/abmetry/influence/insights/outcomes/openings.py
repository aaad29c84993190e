"""Months of accounts without an open deal that are no customers: whether they open a deal of new business."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Bools, Cases, Columns, Given, Outcome, Span
from abmetry.influence.insights.measures import Frequency
from abmetry.lang.message import message
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

MOST = 300_000
"""Months of accounts that are looked at; of more accounts, so many are chosen by lot (by a hash of their ids)."""


def accounts_chosen(months: int) -> int:
    """How many accounts are looked at, at most, over so many months."""
    return MOST // max(months, 1)


def _steps(dialect: Dialect, settings: Settings, span: Span) -> Sequence[Step]:
    del settings
    none = (
        f"select {dialect.text('')} as month, {span.start} as begins_at, {span.start} as ends_at where 1 = 0"
    )
    months = " union all ".join(
        f"select {dialect.text(name)} as month, {begin} as begins_at, {end} as ends_at"
        for name, begin, end in span.months
    )
    return [
        Step("months", months or none),
        Step(
            "lots",
            f"""
            select a.account_id, a.created_at,
                row_number() over (order by {dialect.hash_text("a.account_id")}, a.account_id) as lot
            from accounts a
            join (select distinct account_id from scope) s on s.account_id = a.account_id
            """,
        ),
        Step("chosen", f"select * from lots where lot <= {accounts_chosen(len(span.months))}"),
        Step(
            "busy",
            """
            select distinct o.account_id, m.month
            from opportunities o
            join opportunity_states s on s.opportunity_id = o.opportunity_id and s.status = 'open'
            join months m on s.state_from < m.begins_at and (s.state_to is null or s.state_to >= m.begins_at)
                and o.created_at < m.begins_at
            where o.type = 'new_business'
            """,
        ),
        Step(
            "customers",
            """
            select distinct c.account_id, m.month
            from customer_spells c
            join months m on c.spell_from < m.begins_at and (c.spell_to is null or c.spell_to >= m.begins_at)
                and (c.known_from is null or c.known_from < m.begins_at)
                and (c.known_to is null or c.known_to >= m.begins_at)
            """,
        ),
        Step(
            "opened",
            """
            select distinct o.account_id, m.month
            from opportunities o
            join months m on o.created_at >= m.begins_at and o.created_at < m.ends_at
            where o.type = 'new_business'
            """,
        ),
        Step(
            "account_months",
            """
            select concat(a.account_id, ' ', m.month) as case_id, cast(null as string) as opportunity_id, a.account_id,
                m.begins_at as happened_at, m.begins_at as before_to, cast(null as timestamp) as early_to,
                case when o.account_id is null then 0 else 1 end as opened
            from chosen a
            cross join months m
            left join busy b on b.account_id = a.account_id and b.month = m.month
            left join customers c on c.account_id = a.account_id and c.month = m.month
            left join opened o on o.account_id = a.account_id and o.month = m.month
            where (a.created_at is null or a.created_at < m.begins_at) and b.account_id is null
                and c.account_id is null
            """,
        ),
    ]


ACCOUNT_MONTHS = Cases(
    name="account_months",
    subject=message("Accounts that"),
    before=message("in the {days} days before a month"),
    early="",
    many=message("account-months"),
    upon=(),
    steps=_steps,
)


def _all(columns: Columns) -> Bools:
    return np.ones(len(columns["opened"]), dtype=np.bool_)


def outcomes(given: Given) -> Sequence[Outcome]:
    """Opening a deal."""
    del given
    return (
        Outcome(
            "opening", message("Opening a deal"), "deals", ACCOUNT_MONTHS, Frequency("opened"), _all,
            message("opened a deal in it {x} more often"), message("opened a deal in it {x} less often"),
            message("opened a deal in it {x} times as often"),
        ),
    )  # fmt: skip
