"""Stage 4: won (KPIS.md)."""

from __future__ import annotations

import numpy as np

from abmetry.kpis.kpi import Family, Flag, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, Measure, any_row, count_of, sum_of
from abmetry.kpis.shape import (
    Floats,
    Shape,
    duration,
    formula,
    known_mean,
    known_total,
    mean,
    rate,
    share,
    total,
)

_DEALS = ("accounts", "opportunities")
_CUSTOMERS = ("accounts", ("opportunities", "contracts"))
_ACTS = ("touches", "campaign_members")

_BECAME = any_row("won_accounts", "became_in_period", shows=("began_by", "won_at"))
_WON = count_of("opportunities", "is_won_in_period", shows=("name", "type", "status", "closed_at"))
_CLOSED = count_of("opportunities", "is_closed_in_period", shows=("name", "type", "status", "closed_at"))
_WON_DAYS = sum_of(
    "opportunities", "velocity_days", "is_won_in_period", shows=("name", "created_at", "closed_at")
)
_WITH_DAYS = count_of(
    "opportunities",
    "is_won_in_period and velocity_days is not null",
    shows=("name", "created_at", "closed_at"),
)
_WON_AMOUNT = sum_of("opportunities", "amount", "is_won_in_period")
_WITH_AMOUNT = count_of("opportunities", "is_won_in_period and amount is not null")
_NO_AMOUNT = Flag(
    count_of("opportunities", "is_won_in_period and amount is null"),
    "{n} won [deal|deals] without an amount, or without its exchange rate, left out of the mean amount",
)
_BACKWARDS = Flag(
    count_of("opportunities", "is_won_in_period and raw_velocity_days < 0"),
    "{n} [deal|deals] closed before [its|their] creation left out of the durations",
)
_OF_NOBODY = Flag(
    Measure(
        "opportunities", "count", "is_won_in_period and is_new_business and account_id is null", everyone=True
    ),
    "{n} new-business [deal|deals] won without an account [makes|make] no customer",
)


def _touches_per_won(value: str) -> Shape:
    return mean(
        sum_of(
            "won_accounts", value, "became_in_period", shows=("won_at", "sales_touches", "marketing_touches")
        ),
        count_of("won_accounts", "became_in_period", shows=("won_at", "began_by")),
    )


def _velocity_numerator(sums: Floats) -> Floats:
    opened, won, closed, amount, with_amount = (sums[..., i] for i in range(5))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            (closed > 0) & (with_amount > 0), opened * won / closed * amount / with_amount, np.nan
        )


def _velocity_days(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[..., 6] > 0, sums[..., 5] / sums[..., 6], np.nan)


def _sales_velocity(sums: Floats) -> Floats:
    days = _velocity_days(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(days > 0, _velocity_numerator(sums) / days, np.nan)


KPIS = (
    Kpi(
        id="account_win_rate",
        title="Account win rate",
        question="Which share of the target accounts became customers?",
        definition="Target accounts that became customers in the period / target accounts.",
        family=Family.WON,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=_CUSTOMERS,
        population="T",
        shape=rate(_BECAME, ACCOUNTS),
        flags=(_OF_NOBODY,),
        settings=("stages", "renewal"),
    ),
    Kpi(
        id="opportunity_win_rate",
        title="Opportunity win rate",
        question="Which share of the closed opportunities did we win?",
        definition="Won / (won + lost), opportunities of target accounts whose last close lies in the period; by count,"
        " by value beside it; any closed stage that is not won counts as lost.",
        family=Family.WON,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=_DEALS,
        population="T",
        shape=rate(_WON, _CLOSED),
        extra={
            "by_value": share(
                sum_of("opportunity_amounts", "amount", "is_won_in_period"),
                sum_of("opportunity_amounts", "amount", "is_closed_in_period"),
                n=_CLOSED,
            )
        },
        by={"type": "type"},
        settings=("stages",),
    ),
    Kpi(
        id="new_revenue_won",
        title="New revenue won",
        question="How much new revenue did the target accounts bring?",
        definition="Amounts of the new-business opportunities of target accounts won in the period.",
        family=Family.WON,
        unit=Unit.MONEY,
        better="higher",
        source="T S",
        needs=_DEALS,
        population="T",
        shape=known_total(
            sum_of(
                "opportunity_amounts",
                "amount",
                "is_won_in_period and is_new_business",
                shows=("name", "type", "share", "closed_at"),
            )
        ),
        settings=("stages",),
    ),
    Kpi(
        id="deal_cycle_days",
        title="Deal cycle",
        question="How long does it take from the first engagement to the win?",
        definition="Per target account that became a customer in the period: won date minus first engagement ever;"
        " engaged accounts that never were customers are censored.",
        family=Family.WON,
        unit=Unit.DAYS,
        better="lower",
        source="T",
        needs=(*_CUSTOMERS, _ACTS),
        population="T",
        shape=duration("won_accounts", "days", "became_in_period", "waiting_days", "not became_in_period"),
        flags=(
            _OF_NOBODY,
            Flag(
                count_of("won_accounts", "became_in_period and first_engaged_at is null"),
                "{n} [account that was|accounts that were] won and never engaged left out",
            ),
            Flag(
                count_of("won_accounts", "became_in_period and raw_days < 0"),
                "{n} [account|accounts] whose first engagement came after [its|their] won date left out",
            ),
        ),
        settings=("stages", "renewal"),
    ),
    Kpi(
        id="deal_velocity_days",
        title="Deal velocity",
        question="How long does a won opportunity take from its creation to its close?",
        definition="Opportunities of target accounts won in the period: last close minus creation; open opportunities"
        " are censored.",
        family=Family.WON,
        unit=Unit.DAYS,
        better="lower",
        source="S",
        needs=_DEALS,
        population="T",
        shape=duration("opportunities", "velocity_days", "is_won_in_period", "open_days", "is_open"),
        by={"type": "type"},
        flags=(_BACKWARDS,),
        settings=("stages",),
    ),
    Kpi(
        id="stage_days",
        title="Time in stage",
        question="How long do opportunities stay in a stage?",
        definition="Mean length of the stays in an open stage that ended in the period, opportunities of the accounts"
        " in scope; a stage entered again has two stays; stays that last are censored. Ask it by stage.",
        family=Family.WON,
        unit=Unit.DAYS,
        better="lower",
        source="S",
        needs=(*_DEALS, "opportunity_stages"),
        population="A",
        shape=duration("stage_stays", "days", "ended_in_period", "days_so_far", "is_present"),
        by={"stage": "stage", "type": "type"},
        flags=(
            Flag(
                count_of("stage_stays", "ended_in_period and raw_days < 0"),
                "{n} [stay|stays] whose length is negative left out",
            ),
        ),
        settings=("stages",),
    ),
    Kpi(
        id="stalled_opportunities",
        title="Stalled opportunities",
        question="How many open opportunities stay in their stage for unusually long?",
        definition="Open opportunities of the accounts in scope whose stay in their present stage is longer than the"
        " 75th percentile of that stage's stays of all opportunities won before.",
        family=Family.WON,
        unit=Unit.COUNT,
        better="lower",
        source="S",
        needs=(*_DEALS, "opportunity_stages"),
        population="A",
        shape=total(
            count_of(
                "stage_stays",
                "is_stalled",
                shows=("name", "stage", "entered_at", "days_so_far", "usual_days"),
            )
        ),
        by={"stage": "stage", "type": "type"},
        flags=(
            Flag(
                count_of("stage_stays", "is_present and usual_days is null"),
                "{n} open [deal stands|deals stand] in a stage that no won deal has left:"
                " nothing to compare [it|them] with",
            ),
            Flag(
                count_of("opportunities", "is_open and not has_history"),
                "{n} open [deal has|deals have] no stage history: how long [it stands|they stand] is not known",
            ),
        ),
        settings=("stages",),
    ),
    Kpi(
        id="touches_per_won_account",
        title="Touches per won account",
        question="How many touches does it take to win an account?",
        definition="Mean over target accounts that became customers in the period of the touches, both directions, up"
        " to the won date; split into sales and marketing.",
        family=Family.WON,
        unit=Unit.NUMBER,
        better="neither",
        source="T",
        needs=(*_CUSTOMERS, "touches"),
        population="T",
        shape=_touches_per_won("touches"),
        extra={
            "sales": _touches_per_won("sales_touches"),
            "marketing": _touches_per_won("marketing_touches"),
        },
        settings=("stages", "renewal", "channels"),
    ),
    Kpi(
        id="cost_per_won_account",
        title="Cost per won account",
        question="What does it cost to win a target account?",
        definition="Spend on target accounts in the period / target accounts that became customers in it.",
        family=Family.WON,
        unit=Unit.MONEY,
        better="lower",
        source="T",
        needs=(*_CUSTOMERS, "spend"),
        population="T",
        shape=known_mean(sum_of("spend", "amount"), _BECAME),
        flags=(_OF_NOBODY,),
        settings=("stages", "renewal"),
    ),
    Kpi(
        id="sales_velocity",
        title="Sales velocity",
        question="How much do we win a day at this pace?",
        definition="Open opportunities x win rate by count x average won amount / mean deal velocity, opportunities of"
        " target accounts.",
        family=Family.WON,
        unit=Unit.MONEY_PER_DAY,
        better="higher",
        source="E",
        needs=_DEALS,
        population="T",
        shape=formula(
            (
                count_of("opportunities", "is_open"),
                _WON,
                _CLOSED,
                _WON_AMOUNT,
                _WITH_AMOUNT,
                _WON_DAYS,
                _WITH_DAYS,
            ),
            _sales_velocity,
            numerator=_velocity_numerator,
            denominator=_velocity_days,
            numerator_parts=(0, 1, 2, 3),
            denominator_parts=(5,),
            n=_WON,
        ),
        flags=(_NO_AMOUNT, _BACKWARDS),
        settings=("stages",),
    ),
)
