"""Marketing touches around the deals that are open at t or were closed in the period (KPIS.md, influence)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_DEAL = ("is_open", "is_won_in_period", "is_lost_in_period")
_TOUCH = (
    "touch_id", "occurred_at", "occurred_local", "occurred_is_date", "channel", "campaign_id", "stakeholder_id",
    "quantity", "minutes"
)  # fmt: skip


def _once(dialect: Dialect, settings: Settings, periods: Sequence[Bounds]) -> Sequence[Step]:
    earliest = dialect.add_days("min(created_local)", -settings.influence.window_days)
    return [
        Step(
            "their_accounts",
            f"""
            select account_id, {earliest} as since
            from asof_opportunities
            where account_id is not null and (is_open or is_closed_in_period)
            group by account_id
            """,
        ),
        Step(
            "marketing_touches",
            f"""
            select t.account_id, {_touch_sql(channel="coalesce(t.channel, c.channel)")}, t.occurred_on,
                t.known_from, t.known_to
            from touches t
            join their_accounts a on a.account_id = t.account_id
            left join campaigns c on c.campaign_id = t.campaign_id
            where t.is_marketing and t.occurred_at < {periods[-1].t} and t.occurred_local >= a.since
                and t.quantity > 0
            """,
        ),
    ]


def _touch_sql(**told: str) -> str:
    return ", ".join(f"{told[name]} as {name}" if name in told else f"t.{name}" for name in _TOUCH)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    closed_on = dialect.local_date("d.closed_local")
    before = elapsed_days_sql(
        dialect, "t.occurred_local", "d.created_local", "t.occurred_is_date", "d.created_is_date"
    )
    return [
        Step(
            "deals",
            f"""
            select account_id, opportunity_id, is_open, is_won_in_period,
                is_closed_in_period and not is_won_in_period as is_lost_in_period,
                created_at, created_local, created_is_date,
                {dialect.add_days("created_local", -settings.influence.window_days)} as window_from_local,
                closed_at, closed_local, closed_is_date
            from known_opportunities
            where account_id is not null and (is_open or is_closed_in_period)
            """,
        ),
        Step(
            "deal_touches",
            f"""
            select d.account_id, d.opportunity_id, {", ".join(f"d.{name}" for name in _DEAL)}, {_touch_sql()},
                t.occurred_at < d.created_at as is_before_creation,
                case when t.occurred_at < d.created_at then {before} end as days_before
            from deals d
            join once_deal_touches t on t.account_id = d.account_id
                and t.occurred_local >= d.window_from_local and t.occurred_at < {bounds.t} and {bounds.visible("t")}
                and (d.is_open or t.occurred_at < d.closed_at
                    or (d.closed_is_date and t.occurred_on = {closed_on}))
            """,
        ),
    ]


DEAL_TOUCHES = AsOf(
    name="deal_touches",
    doc="A marketing touch of the account of a deal that is open at t or was closed in the period, from the influence"
    " window before its creation up to t or its close; a touch near several deals has a row for each.",
    columns=fact_columns(
        "account_id text: The account that the deal belongs to.",
        "opportunity_id text: The deal.",
        "is_open boolean: The deal is open at t.",
        "is_won_in_period boolean: The deal was won in the period.",
        "is_lost_in_period boolean: The deal was lost in the period.",
        "touch_id text: The touch, or the response.",
        "occurred_at timestamp: When, UTC.",
        "occurred_local timestamp: When, wall clock.",
        "occurred_is_date boolean: The source gave a bare date.",
        "channel text: Channel; of a touch without one that is one with a response, its campaign's.",
        "campaign_id text: Campaign.",
        "stakeholder_id text: Whose it is.",
        "quantity number: How many it stands for.",
        "minutes number: Engagement minutes.",
        "is_before_creation boolean: It came before the deal was created.",
        "days_before number: How many days before; null: after.",
    ),
    reads=("touches", "campaigns"),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    upon=("opportunities",),
    once=_once,
)
