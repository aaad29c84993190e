"""Spend of the period, placed on accounts (KPIS.md, spend on a set of accounts).

Spend booked to an account is the account's. What is booked to a campaign alone is shared among the accounts in
proportion to the campaign's touches on them in the period: its impressions if one of them can be placed on an account,
by quantity, else its engagements and responses. The rest is nobody's. Of a campaign whose spend is in no currency that
has a rate, each account has a share whose amount is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings
    return [
        Step("spent", f"select * from spend where {bounds.in_period('spent_at')}"),
        Step(
            "of_campaigns",
            """
            select campaign_id, sum(amount_reporting) as campaign_amount
            from spent
            where account_id is null and campaign_id is not null
            group by campaign_id
            """,
        ),
        Step(
            "reached",
            f"""
            select t.campaign_id, t.account_id,
                sum(case when t.kind = 'ad_impression' then t.quantity else 0 end) as impressions,
                sum(case when t.is_engagement then t.quantity else 0 end) as engagements
            from touches t
            join of_campaigns c on c.campaign_id = t.campaign_id
            where t.account_id is not null and (t.kind = 'ad_impression' or t.is_engagement)
                and {bounds.in_period("t.occurred_at")} and {bounds.visible("t")}
            group by t.campaign_id, t.account_id
            """,
        ),
        Step(
            "campaign_totals",
            """
            select campaign_id, sum(impressions) as impressions, sum(engagements) as engagements
            from reached group by campaign_id
            """,
        ),
        Step(
            "shares",
            f"""
            select r.campaign_id, r.account_id,
                case when w.impressions > 0 then 'impressions' else 'engagements' end as basis,
                case when w.impressions > 0 then {dialect.divide("r.impressions", "w.impressions")}
                    else {dialect.divide("r.engagements", "w.engagements")} end as share
            from reached r
            join campaign_totals w on w.campaign_id = r.campaign_id
            """,
        ),
        Step(
            "placed",
            """
            select account_id, 'spend' as source_table, spend_id as spend_key, campaign_id,
                case when amount_reporting is null then 'no rate' when account_id is not null then 'account'
                    else 'unallocated' end as basis,
                cast(null as double) as share, amount_reporting as amount
            from spent
            where account_id is not null or campaign_id is null or amount_reporting is null
            union all
            select s.account_id, 'campaigns', s.campaign_id, s.campaign_id, s.basis, s.share,
                c.campaign_amount * s.share
            from shares s
            join of_campaigns c on c.campaign_id = s.campaign_id
            where s.share > 0
            union all
            select null, 'campaigns', c.campaign_id, c.campaign_id, 'unallocated', cast(null as double),
                c.campaign_amount
            from of_campaigns c
            left join campaign_totals w on w.campaign_id = c.campaign_id
            where c.campaign_amount is not null
                and (w.campaign_id is null or w.impressions + w.engagements = 0)
            """,
        ),
        Step(
            "listed_at_t",
            f"""
            select distinct account_id from list_stays
            where {bounds.holds_at(bounds.t, "valid_from", "valid_to")}
            """,
        ),
        Step(
            "spend_of_accounts",
            """
            select p.*, case when a.account_id is not null then l.account_id is not null end as is_listed
            from placed p
            left join accounts a on a.account_id = p.account_id
            left join listed_at_t l on l.account_id = p.account_id
            """,
        ),
    ]


SPEND = AsOf(
    name="spend",
    doc="Money of the period, as it falls on an account.",
    columns=fact_columns(
        "account_id text: The account; null: it cannot be placed on one.",
        "source_table text: spend for a row of its own, campaigns for a share of what a campaign cost.",
        "spend_key text: The row of spend, or the campaign.",
        "campaign_id text: The campaign.",
        "basis text: account (booked to it), impressions or engagements (shared by them), unallocated, no rate.",
        "share number: The account's part of what remained of the campaign's cost; null: a row of its own.",
        "amount number: The account's part, reporting currency; null: no rate is known.",
        "is_listed boolean: The account is on a target list at t; null: there is no account that is known.",
    ),
    reads=("spend", "touches", "list_stays", "accounts"),
    steps=_steps,
    table="source_table",
    key="spend_key",
    shows=("amount", "basis", "share", "campaign_id"),
    cautions=(
        Caution("basis = 'no rate'", "{n} [spend|spends] without an exchange rate left out", everyone=True),
        Caution(
            "basis = 'unallocated'",
            "{n} [spend|spends] without an account, or of campaigns that reach no account, [is|are] unallocated",
            everyone=True,
        ),
    ),
    stored=False,
)
