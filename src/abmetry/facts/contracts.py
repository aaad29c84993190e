"""Contracts: the days on which they are active, since when they are known, what they are worth a year."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.money import currency_sql, lacks_rate_sql, reporting_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings

FOREVER = "9000-01-01"
"""An end from this day on (9999-12-31 is usual) means none."""

DAYS_A_YEAR = 365


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone, forever = settings.workspace.timezone, dialect.date(FOREVER)
    days = f"({dialect.dates_between('starts_on', 'ends_on')} + 1)"
    a_year = f"({dialect.divide('value', days)} * {DAYS_A_YEAR})"
    annual = reporting_sql(dialect, settings, "t.year_value", "t.code", "r.to_reporting")
    whole = reporting_sql(dialect, settings, "t.value", "t.code", "r.to_reporting")
    midnight = dialect.utc_time("cast(starts_on as timestamp)", zone)
    day_after = dialect.utc_time(f"cast({dialect.add_days_to_date('last_on', 1)} as timestamp)", zone)
    return [
        Step(
            "bounded",
            f"""
            select contract_id, account_id, opportunity_id, starts_on, value, annual_value,
                case when ends_on < {forever} then ends_on end as ends_on,
                case when cancelled_on < {forever} then cancelled_on end as cancelled_on,
                renews_contract_id, gross_margin, {currency_sql(dialect, settings, "currency")} as code
            from model_contracts
            """,
        ),
        Step(
            "terms",
            f"""
            select *,
                case when ends_on is null or cancelled_on < ends_on then coalesce(cancelled_on, ends_on)
                    else ends_on end as last_on,
                coalesce(annual_value, case when ends_on >= starts_on then {a_year} end) as year_value
            from bounded
            """,
        ),
        Step(
            "closes",
            """
            select o.opportunity_id, min(case when s.status = 'won' then
                case when o.created_at > s.closed_at then o.created_at else s.closed_at end end) as won_at
            from opportunities o
            left join opportunity_states s on s.opportunity_id = o.opportunity_id
            group by o.opportunity_id
            """,
        ),
        Step("dated", f"select *, {midnight} as active_from, {day_after} as active_to from terms"),
        Step(
            "contracts",
            f"""
            select t.contract_id, t.account_id, t.opportunity_id, t.starts_on, t.last_on, t.ends_on,
                t.active_from, t.active_to,
                case when c.opportunity_id is null then t.active_from else c.won_at end as known_from,
                {annual} as annual_value_reporting, {whole} as value_reporting, t.gross_margin,
                t.renews_contract_id, t.code as currency,
                {lacks_rate_sql("t.year_value", annual)} as lacks_rate
            from dated t
            left join closes c on c.opportunity_id = t.opportunity_id
            left join rates r on r.currency = t.code and r.rate_on = t.starts_on
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    def check(name: str, rows_sql: str, detail: str) -> Check:
        return Check(name, "contracts", "c.contract_id", rows_sql, detail)

    return quality_steps(
        dialect,
        [
            check(
                "contract_without_annual_value",
                "contracts c where c.annual_value_reporting is null and not c.lacks_rate",
                "Contracts that give neither a value per year nor the value of a term with an end count as"
                " active, and are missing from every sum of values.",
            ),
            check(
                "contract_without_rate",
                "contracts c where c.lacks_rate",
                "No exchange rate is known for the contract's first day or the 7 days before; its value is missing"
                " from every sum.",
            ),
            check(
                "contract_ends_before_start",
                "contracts c where c.last_on < c.starts_on",
                "Contracts whose last day is before their first are never active.",
            ),
            check(
                "contract_of_unknown_account",
                "contracts c left join model_accounts a on a.account_id = c.account_id where a.account_id is null",
                "The contract's account is not known; it is in no scope until the account arrives.",
            ),
            check(
                "contract_of_deal_not_won",
                "contracts c join (select opportunity_id, max(case when status = 'won' then 1 else 0 end) as won"
                " from opportunity_states group by opportunity_id) o on o.opportunity_id = c.opportunity_id"
                " where o.won = 0",
                "The contract's deal was never won: the contract is not known until it is.",
            ),
        ],
    )


FACT = Fact(
    name="contracts",
    doc="A subscription term.",
    columns=fact_columns(
        "contract_id text: The contract.",
        "account_id text: The account.",
        "opportunity_id text: The deal it came from.",
        "starts_on date: First day.",
        "last_on date: Last day: the earlier of end and cancellation; null: no end.",
        "ends_on date: Last day of the term as agreed; null: no end.",
        "active_from timestamp: Local midnight of the first day, UTC.",
        "active_to timestamp: Local midnight after the last day, UTC; null: no end.",
        "known_from timestamp: First win of its deal, or its creation if later; without a deal first midnight, UTC.",
        "annual_value_reporting number: Value per year at the rate of the first day; null: not known.",
        "value_reporting number: Value of the term at the rate of the first day.",
        "gross_margin number: Gross margin, 0 to 1.",
        "renews_contract_id text: The contract it renews.",
        "currency text: Its currency.",
        "lacks_rate boolean: It has a value that could not be converted.",
    ),
    reads=("model_contracts", "opportunities", "opportunity_states", "rates"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_contracts",
    doc="Contracts that lack something.",
    columns=QUALITY_COLUMNS,
    reads=("contracts", "model_accounts", "opportunity_states"),
    steps=_quality,
)
