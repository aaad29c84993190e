"""What is known of accounts at t: research, acceptance by sales, and the fields that are filled (KPIS.md, coverage)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.filled_fields import account_field_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    fields = settings.coverage.account_fields
    filled = " + ".join(f"case when {account_field_sql(dialect, f)} then 1 else 0 end" for f in fields) or "0"
    return [
        Step(
            "of_accounts",
            f"""
            select account_id, researched_at, coalesce(researched_at < {bounds.t}, false) as is_researched,
                accepted_at, coalesce({bounds.in_period("accepted_at")}, false) as is_accepted_in_period,
                {filled} as filled_fields, {len(fields)} as wanted_fields
            from accounts
            """,
        ),
        Step(
            "of_stakeholders",
            """
            select account_id, cast(sum(filled_fields) as bigint) as filled_fields,
                cast(sum(wanted_fields) as bigint) as wanted_fields
            from known_contacts where is_stakeholder
            group by account_id
            """,
        ),
        Step(
            "account_profiles",
            f"""
            select a.account_id, a.researched_at, a.is_researched, a.accepted_at, a.is_accepted_in_period,
                a.filled_fields + coalesce(s.filled_fields, 0) as filled_fields,
                a.wanted_fields + coalesce(s.wanted_fields, 0) as wanted_fields,
                {
                dialect.divide(
                    "a.filled_fields + coalesce(s.filled_fields, 0)",
                    "a.wanted_fields + coalesce(s.wanted_fields, 0)",
                )
            } as filled_share
            from of_accounts a
            left join of_stakeholders s on s.account_id = a.account_id
            """,
        ),
    ]


ACCOUNT_PROFILES = AsOf(
    name="account_profiles",
    doc="An account and how much is known of it and of its stakeholders.",
    columns=fact_columns(
        "account_id text: The account.",
        "researched_at timestamp: When it was researched, UTC.",
        "is_researched boolean: That was before t.",
        "accepted_at timestamp: When sales accepted it, UTC.",
        "is_accepted_in_period boolean: That was in the period.",
        "filled_fields integer: Fields that are filled, its stakeholders' among them.",
        "wanted_fields integer: Fields that must be filled.",
        "filled_share number: Filled / wanted.",
    ),
    reads=("accounts",),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=("researched_at", "filled_fields", "wanted_fields"),
    upon=("contacts",),
    stored=False,
)
