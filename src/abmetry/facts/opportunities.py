"""Deals, with what was known of their amount when they were created."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.money import currency_sql, lacks_rate_sql, reporting_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def oldest_rows_sql(dialect: Dialect, settings: Settings) -> str:
    """The amount of each deal in the oldest version of its row that is loaded, with its currency."""
    return (
        f"select opportunity_id, amount, {currency_sql(dialect, settings, 'currency')} as currency"
        " from versions_opportunities where version = 1"
    )


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    created_on = dialect.local_date(dialect.local_time("o.created_at", settings.workspace.timezone))
    first_amount = reporting_sql(dialect, settings, "h.amount", "d.code", "r.to_reporting")
    row_amount = reporting_sql(dialect, settings, "v.amount", "v.currency", "q.to_reporting")
    return [
        Step(
            "deals",
            f"""
            select o.*, {created_on} as created_on, {currency_sql(dialect, settings, "o.currency")} as code,
                p.account_id as primary_account_id
            from model_opportunities o
            left join opportunity_shares p on p.opportunity_id = o.opportunity_id and p.is_primary
            """,
        ),
        Step("oldest_rows", oldest_rows_sql(dialect, settings)),
        Step(
            "histories",
            """
            select opportunity_id,
                max(case when place = amount_place then amount end) as amount,
                max(case when place = amount_place then entered_at end) as amount_at
            from (
                select *, min(case when amount is not null then place end)
                    over (partition by opportunity_id) as amount_place
                from stage_entries
            ) placed
            group by opportunity_id
            """,
        ),
        Step(
            "opportunities",
            f"""
            select d.opportunity_id, d.primary_account_id as account_id, d.name,
                coalesce(d.type, 'new_business') as type, d.owner_id, d.sourced_by_id, d.campaign_id,
                d.code as currency, d.created_at,
                {dialect.local_time("d.created_at", settings.workspace.timezone)} as created_local,
                coalesce(d.created_at_is_date, false) as created_is_date,
                h.opportunity_id is not null as has_history,
                {first_amount} as creation_amount_reporting,
                h.amount_at as creation_amount_at,
                {row_amount} as row_amount_reporting_at_creation,
                {lacks_rate_sql("h.amount", first_amount)} or {lacks_rate_sql("v.amount", row_amount)} as lacks_rate
            from deals d
            left join histories h on h.opportunity_id = d.opportunity_id
            left join oldest_rows v on v.opportunity_id = d.opportunity_id
            left join rates r on r.currency = d.code and r.rate_on = d.created_on
            left join rates q on q.currency = v.currency and q.rate_on = d.created_on
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    def check(name: str, rows_sql: str, detail: str) -> Check:
        return Check(name, "opportunities", "o.opportunity_id", rows_sql, detail)

    return quality_steps(
        dialect,
        [
            check(
                "opportunity_without_account",
                "opportunities o where o.account_id is null",
                "Deals without an account are left out; `abmetry links --held` suggests one where it can.",
            ),
            check(
                "opportunity_of_unknown_account",
                "opportunities o left join model_accounts a on a.account_id = o.account_id"
                " where o.account_id is not null and a.account_id is null",
                "The deal's account is not known; it is in no scope until the account arrives.",
            ),
            check(
                "opportunity_without_rate",
                "opportunities o where o.lacks_rate",
                "No exchange rate is known for the day the deal was created or the 7 days before; its amount at"
                " creation is missing from every sum.",
            ),
            check(
                "opportunity_without_type",
                "model_opportunities o where o.type is null",
                "Deals without a type are taken as new business.",
            ),
        ],
    )


FACT = Fact(
    name="opportunities",
    doc="A deal.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "account_id text: The account it belongs to; null: none.",
        "name text: Its name.",
        "type text: new_business, renewal or expansion.",
        "owner_id text: Our user who owns it.",
        "sourced_by_id text: Our user who sourced it.",
        "campaign_id text: Its primary campaign.",
        "currency text: Its currency.",
        "created_at timestamp: When it was created, UTC.",
        "created_local timestamp: When it was created, wall clock.",
        "created_is_date boolean: The source gave a bare date.",
        "has_history boolean: Rows of stage history are known.",
        "creation_amount_reporting number: First amount of its history, at the rate of its creation.",
        "creation_amount_at timestamp: When that amount was entered, UTC; null: the history has none.",
        "row_amount_reporting_at_creation number: Amount of the oldest row loaded, at the same rate.",
        "lacks_rate boolean: It has an amount that could not be converted.",
    ),
    reads=(
        "model_opportunities",
        "versions_opportunities",
        "stage_entries",
        "opportunity_shares",
        "rates",
    ),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_opportunities",
    doc="Deals that lack something.",
    columns=QUALITY_COLUMNS,
    reads=("opportunities", "model_opportunities", "model_accounts"),
    steps=_quality,
)
