"""Money spent, in the reporting currency."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.money import currency_sql, reporting_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    spent_at = dialect.utc_time("cast(s.spent_on as timestamp)", settings.workspace.timezone)
    return [
        Step(
            "numbered",
            f"""
            select *, {currency_sql(dialect, settings, "currency")} as code,
                concat(content_hash, '-', cast(row_number() over (
                    partition by content_hash order by source, loaded_at) as string)) as spend_id
            from model_spend
            """,
        ),
        Step(
            "spend",
            f"""
            select s.spend_id, {spent_at} as spent_at, s.spent_on, s.account_id, s.campaign_id,
                coalesce(s.channel, c.channel) as channel,
                {reporting_sql(dialect, settings, "s.amount", "s.code", "r.to_reporting")} as amount_reporting,
                s.amount, s.code as currency
            from numbered s
            left join campaigns c on c.campaign_id = s.campaign_id
            left join rates r on r.currency = s.code and r.rate_on = s.spent_on
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    key = "concat(cast(s.spent_on as string), ' ', cast(s.amount as string), ' ', s.currency)"
    return quality_steps(
        dialect,
        [
            Check(
                "spend_without_rate",
                "spend",
                key,
                "spend s where s.amount_reporting is null",
                "No exchange rate is known for the day or the 7 days before; the amount is missing from every"
                " sum.",
            ),
            Check(
                "spend_of_unknown_account",
                "spend",
                "s.account_id",
                "spend s left join accounts a on a.account_id = s.account_id"
                " where s.account_id is not null and a.account_id is null",
                "The account that the money was spent on is not known; it counts when the account arrives.",
            ),
        ],
    )


FACT = Fact(
    name="spend",
    doc="Money spent on a day.",
    columns=fact_columns(
        "spend_id text: The row.",
        "spent_at timestamp: Local midnight of the day, UTC.",
        "spent_on date: The day.",
        "account_id text: The account it was spent on; null: none is named.",
        "campaign_id text: The campaign.",
        "channel text: The channel; the campaign's where the row has none.",
        "amount_reporting number: Amount at the rate of the day; null: no rate is known.",
        "amount number: Amount in its currency.",
        "currency text: Its currency.",
    ),
    reads=("model_spend", "campaigns", "accounts", "rates"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_spend",
    doc="Spend that could not be converted or placed.",
    columns=QUALITY_COLUMNS,
    reads=("spend", "accounts"),
    steps=_quality,
)
