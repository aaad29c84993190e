"""Opportunities as they stood at t (KPIS.md, stage 3)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import counted_days_sql, days_until_sql, elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

SDR = "sdr"

WITHOUT_ACCOUNT = Caution(
    "account_id is null",
    "{n} [opportunity|opportunities] without an account left out",
    everyone=True,
    of_rows=True,
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    velocity = elapsed_days_sql(
        dialect, "o.created_local", "s.closed_local", "o.created_is_date", "s.closed_is_date"
    )
    age = days_until_sql(dialect, bounds, "o.created_local", "o.created_is_date")
    return [
        Step("opportunities_created", f"select * from opportunities where created_at < {bounds.t}"),
        Step(
            "states_at_t",
            f"select * from opportunity_states where {bounds.holds_at(bounds.t, 'state_from', 'state_to')}",
        ),
        Step(
            "open_in_period",
            f"""
            select distinct opportunity_id from opportunity_states
            where status = 'open' and state_from < {bounds.t} and (state_to is null or state_to > {bounds.start})
            """,
        ),
        Step(
            "opportunities_at_t",
            f"""
            select
                o.opportunity_id, o.account_id, o.name, o.type, o.type = 'new_business' as is_new_business,
                o.owner_id, o.campaign_id,
                o.sourced_by_id, coalesce(u.role = '{SDR}', false) as is_sdr_sourced, u.team as sourcing_team,
                o.created_at, o.created_local, o.created_is_date,
                {bounds.in_period("o.created_at")} as is_created_in_period,
                o.has_history, s.status, s.stage, s.probability, s.state_from, s.amount_from_row,
                s.status = 'open' as is_open,
                p.opportunity_id is not null or {bounds.in_period("o.created_at")} as was_open_in_period,
                s.status = 'won' as is_won,
                s.status in ('won', 'lost') and {bounds.in_period("s.closed_at")} as is_closed_in_period,
                s.status = 'won' and {bounds.in_period("s.closed_at")} as is_won_in_period,
                s.closed_at, s.closed_local, s.closed_is_date,
                s.amount_reporting as amount,
                case
                    when o.creation_amount_reporting is not null and o.creation_amount_at < {bounds.t}
                    then o.creation_amount_reporting
                    else o.row_amount_reporting_at_creation
                end as creation_amount,
                {velocity} as raw_velocity_days,
                {counted_days_sql(velocity)} as velocity_days,
                {counted_days_sql(age)} as open_days
            from opportunities_created o
            join states_at_t s on s.opportunity_id = o.opportunity_id
            left join open_in_period p on p.opportunity_id = o.opportunity_id
            left join users u on u.user_id = o.sourced_by_id
            """,
        ),
    ]


OPPORTUNITIES = AsOf(
    name="opportunities",
    doc="A deal as it stood at t, with the account it belongs to.",
    columns=fact_columns(
        "account_id text: The account; null: none.",
        "opportunity_id text: The deal.",
        "name text: Its name.",
        "type text: new_business, renewal or expansion.",
        "is_new_business boolean: It is new business.",
        "owner_id text: Our user who owns it.",
        "sourced_by_id text: Our user who sourced it.",
        "is_sdr_sourced boolean: That user has the role sdr.",
        "sourcing_team text: That user's team.",
        "campaign_id text: Its primary campaign.",
        "created_at timestamp: When it was created, UTC.",
        "created_local timestamp: When it was created, wall clock.",
        "created_is_date boolean: The source gave a bare date.",
        "is_created_in_period boolean: It was created in the period.",
        "has_history boolean: Rows of stage history are known.",
        "status text: open, won or lost.",
        "stage text: Its stage.",
        "probability number: Probability of its stage.",
        "state_from timestamp: Since when it stands so, UTC.",
        "amount_from_row boolean: No history says its amount.",
        "is_open boolean: It is open.",
        "was_open_in_period boolean: It was open at some moment of the period, as at its creation.",
        "is_won boolean: It is won.",
        "is_closed_in_period boolean: Its last close lies in the period.",
        "is_won_in_period boolean: It was won in the period.",
        "closed_at timestamp: Its last close, UTC.",
        "closed_local timestamp: Its last close, wall clock.",
        "closed_is_date boolean: The source gave a bare date.",
        "amount number: Its amount, reporting currency; null: no rate.",
        "creation_amount number: Its amount at creation.",
        "raw_velocity_days number: Last close minus creation, negative where the data is wrong.",
        "velocity_days number: Last close minus creation; null where negative.",
        "open_days number: Days from its creation to t.",
    ),
    reads=("opportunities", "opportunity_states", "users"),
    steps=_steps,
    cautions=(WITHOUT_ACCOUNT,),
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "type", "status", "stage", "amount", "created_at", "closed_at"),
)
