"""Whose a deal is: the account it belongs to, and how its amount is split where shares are given."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    even = dialect.divide("greatest(1 - given, 0)", "lacking")
    return [
        Step(
            "participants",
            """
            select a.opportunity_id, a.account_id, coalesce(a.is_primary, false) as is_named_primary,
                case when a.share >= 0 then a.share end as share,
                coalesce(a.account_id = o.account_id, false) as is_own
            from model_opportunity_accounts a
            join model_opportunities o on o.opportunity_id = a.opportunity_id
            union all
            select o.opportunity_id, o.account_id, false, cast(null as double), true
            from model_opportunities o
            left join model_opportunity_accounts a
                on a.opportunity_id = o.opportunity_id and a.account_id = o.account_id
            where o.account_id is not null and a.account_id is null
            """,
        ),
        Step(
            "ranked",
            """
            select *,
                row_number() over (
                    partition by opportunity_id
                    order by case when is_named_primary then 0 else 1 end, case when is_own then 0 else 1 end,
                        account_id
                ) = 1 as is_primary,
                coalesce(sum(share) over (partition by opportunity_id), 0) as given,
                sum(case when share is null then 1 else 0 end) over (partition by opportunity_id) as lacking
            from participants
            """,
        ),
        Step(
            "raw_shares",
            f"""
            select *, case
                when given = 0 then case when is_primary then 1.0 else 0.0 end
                when share is null then {even}
                else share
            end as raw_share
            from ranked
            """,
        ),
        Step(
            "opportunity_shares",
            f"""
            select opportunity_id, account_id, {dialect.divide("raw_share", "total")} as share, is_primary
            from (
                select *, sum(raw_share) over (partition by opportunity_id) as total from raw_shares
            ) summed
            where is_primary or raw_share > 0
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    summed = (
        "(select opportunity_id, sum(share) as total, sum(case when share is null then 1 else 0 end) as lacking,"
        " min(share) as least from model_opportunity_accounts group by opportunity_id) s"
    )
    return quality_steps(
        dialect,
        [
            Check(
                "opportunity_shares_not_one",
                "opportunity_shares",
                "opportunity_id",
                f"{summed} where total > 1.000001 or least < 0 or (lacking = 0 and total < 0.999999)",
                "The accounts' shares of the deal do not add up to 1: the rest was given to the deal's own"
                " account where it has no share, else the shares were scaled.",
            ),
            Check(
                "opportunity_accounts_without_opportunity",
                "opportunity_shares",
                "a.opportunity_id",
                "model_opportunity_accounts a left join model_opportunities o"
                " on o.opportunity_id = a.opportunity_id where o.opportunity_id is null",
                "Accounts of a deal that is not known are left out until it arrives.",
            ),
        ],
    )


FACT = Fact(
    name="opportunity_shares",
    doc="An account's share of a deal. The deal belongs to the account named primary, else to its row's own,"
    " else to the first by id; accounts without a share split what the others leave.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "account_id text: The account.",
        "share number: Its share of the amount; those of one deal add up to 1.",
        "is_primary boolean: The deal belongs to this account.",
    ),
    reads=("model_opportunities", "model_opportunity_accounts"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_opportunity_shares",
    doc="Shares that do not add up.",
    columns=QUALITY_COLUMNS,
    reads=("model_opportunities", "model_opportunity_accounts"),
    steps=_quality,
)
