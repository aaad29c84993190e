"""Accounts with an owner, and what the owner did for them in the period (KPIS.md, account-based sales development)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del dialect, settings
    return [
        Step("owned", "select account_id, owner_id from accounts where trim(owner_id) <> ''"),
        Step(
            "by_owner",
            f"""
            select o.account_id, count(*) as touches, min(t.occurred_at) as first_touched_at,
                max(t.occurred_at) as last_touched_at
            from touches t
            join owned o on o.account_id = t.account_id and o.owner_id = t.user_id
            where t.direction = 'outbound' and t.quantity > 0
                and {bounds.in_period("t.occurred_at")} and {bounds.visible("t")}
            group by o.account_id
            """,
        ),
        Step(
            "owned_accounts",
            """
            select o.account_id, o.owner_id, u.role, u.team, coalesce(b.touches, 0) as touches,
                b.account_id is not null as is_touched, b.first_touched_at, b.last_touched_at
            from owned o
            left join by_owner b on b.account_id = o.account_id
            left join users u on u.user_id = o.owner_id
            """,
        ),
    ]


OWNED_ACCOUNTS = AsOf(
    name="owned_accounts",
    doc="An account with an owner.",
    columns=fact_columns(
        "account_id text: The account.",
        "owner_id text: Its owner.",
        "role text: The owner's role.",
        "team text: The owner's team.",
        "touches integer: Outbound touches of the owner on it in the period.",
        "is_touched boolean: There is at least one.",
        "first_touched_at timestamp: The first of them, UTC.",
        "last_touched_at timestamp: The last of them, UTC.",
    ),
    reads=("accounts", "touches", "users"),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("owner_id", "touches", "first_touched_at", "last_touched_at"),
    stored=False,
)
