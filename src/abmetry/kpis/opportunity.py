"""Stage 3: opportunities (KPIS.md)."""

from __future__ import annotations

from abmetry.asof.opportunities import WITHOUT_ACCOUNT
from abmetry.kpis.kpi import Family, Flag, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, Measure, any_row, count_of, sum_of
from abmetry.kpis.shape import (
    account_count,
    duration,
    formula,
    known_mean,
    known_total,
    mean,
    mean_of,
    rate,
    total,
)

_PEOPLE = ("accounts", "people")
_DEALS = ("accounts", "opportunities")
_ACTS = ("touches", "campaign_members")

_WITH_OPPORTUNITY = any_row("opportunities", "is_new_business and was_open_in_period", order="created_at")
_ENGAGED_STAKEHOLDERS = count_of("stakeholders", "is_stakeholder and is_engaged")
_FIRST = any_row("first_opportunities", "is_created_in_period", shows=("name", "created_at"))
_LEADS = count_of("stakeholders", "is_created_in_period", shows=("name", "created_at", "source_channel"))
_ALL_LEADS = Measure("stakeholders", "count", "is_created_in_period", everyone=True)
_OPEN_AMOUNT = sum_of(
    "opportunity_amounts", "amount", "is_open", shows=("name", "type", "stage", "probability", "share")
)
_FIRST_OF_NOBODY = Flag(
    Measure(
        "opportunities",
        "count",
        f"{WITHOUT_ACCOUNT.where} and is_new_business and is_created_in_period",
        everyone=True,
    ),
    WITHOUT_ACCOUNT.sentence,
)

KPIS = (
    Kpi(
        id="buying_committee_size",
        title="Buying committee size",
        question="How many people of the buying committee do we know at a target account?",
        definition="Mean over target accounts of the people with a buying role or a required persona.",
        family=Family.OPPORTUNITY,
        unit=Unit.NUMBER,
        better="higher",
        source="T",
        needs=_PEOPLE,
        population="T",
        shape=mean(count_of("stakeholders", "is_of_committee"), ACCOUNTS),
        settings=("personas",),
    ),
    Kpi(
        id="account_penetration",
        title="Account penetration",
        question="How many stakeholders of a target account engage with us?",
        definition="Mean over target accounts of the stakeholders (a buying role or a persona) that engaged in the"
        " period.",
        family=Family.OPPORTUNITY,
        unit=Unit.NUMBER,
        better="higher",
        source="T",
        needs=(*_PEOPLE, _ACTS),
        population="T",
        shape=mean(_ENGAGED_STAKEHOLDERS, ACCOUNTS),
        settings=("personas",),
    ),
    Kpi(
        id="account_penetration_rate",
        title="Account penetration rate",
        question="Which share of the stakeholders of target accounts engages with us?",
        definition="Stakeholders of target accounts that engaged in the period / their stakeholders.",
        family=Family.OPPORTUNITY,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=(*_PEOPLE, _ACTS),
        population="T",
        shape=rate(_ENGAGED_STAKEHOLDERS, count_of("stakeholders", "is_stakeholder")),
        settings=("personas",),
    ),
    Kpi(
        id="accounts_with_opportunity",
        title="Accounts with opportunity",
        question="How many target accounts have an open opportunity?",
        definition="Target accounts with at least one new-business opportunity open at any moment of the period.",
        family=Family.OPPORTUNITY,
        unit=Unit.COUNT,
        better="higher",
        source="S T",
        needs=_DEALS,
        population="T",
        shape=account_count(_WITH_OPPORTUNITY),
        settings=("stages",),
    ),
    Kpi(
        id="opportunity_rate",
        title="Opportunity rate",
        question="Which share of the target accounts has an open opportunity?",
        definition="Target accounts with a new-business opportunity open at any moment of the period / target"
        " accounts.",
        family=Family.OPPORTUNITY,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=_DEALS,
        population="T",
        shape=rate(_WITH_OPPORTUNITY, ACCOUNTS),
        settings=("stages",),
    ),
    Kpi(
        id="engaged_to_opportunity_rate",
        title="Engaged to opportunity rate",
        question="Which share of the engaged accounts without an opportunity opens one?",
        definition="Target accounts engaged in the period whose next new-business opportunity was created at or after"
        " their first engagement in it / those engaged that had none open at that engagement.",
        family=Family.OPPORTUNITY,
        unit=Unit.PERCENT,
        better="higher",
        source="S",
        needs=(*_DEALS, _ACTS),
        population="T",
        shape=rate(
            count_of("engaged_opportunities", "has_next"), count_of("engaged_opportunities", "is_free")
        ),
        settings=("engaged", "stages"),
    ),
    Kpi(
        id="target_account_pipeline",
        title="Target account pipeline",
        question="How much pipeline do the target accounts hold?",
        definition="Amounts, as they stood, of the opportunities of target accounts that are open at the end of the"
        " period; beside it the same weighted by the probability of their stages.",
        family=Family.OPPORTUNITY,
        unit=Unit.MONEY,
        better="higher",
        source="T",
        needs=_DEALS,
        population="T",
        shape=known_total(_OPEN_AMOUNT),
        extra={"weighted": known_total(sum_of("opportunity_amounts", "amount * probability", "is_open"))},
        by={"type": "type", "stage": "stage"},
        flags=(
            Flag(
                count_of("opportunities", "is_open and probability is null"),
                "{n} open [deal|deals] in a stage without a probability [adds|add] nothing to the weighted pipeline",
            ),
        ),
        settings=("stages",),
    ),
    Kpi(
        id="pipeline_created",
        title="Pipeline created",
        question="How much new pipeline came from the target accounts?",
        definition="Amounts at creation of the opportunities of target accounts created in the period.",
        family=Family.OPPORTUNITY,
        unit=Unit.MONEY,
        better="higher",
        source="S",
        needs=_DEALS,
        population="T",
        shape=known_total(sum_of("opportunity_amounts", "creation_amount", "is_created_in_period")),
        by={"type": "type"},
        flags=(
            Flag(
                count_of("opportunities", "is_created_in_period and creation_amount is null"),
                "{n} [deal|deals] without an amount at creation, or without its exchange rate, left out",
            ),
        ),
    ),
    Kpi(
        id="opportunities_created",
        title="Opportunities created",
        question="How many opportunities were created at target accounts?",
        definition="Opportunities of target accounts created in the period.",
        family=Family.OPPORTUNITY,
        unit=Unit.COUNT,
        better="higher",
        source="S",
        needs=_DEALS,
        population="T",
        shape=total(count_of("opportunities", "is_created_in_period")),
        by={"type": "type"},
    ),
    Kpi(
        id="average_deal_size",
        title="Average deal size",
        question="How large is a deal that we win at a target account?",
        definition="Mean amount of the opportunities of target accounts won in the period.",
        family=Family.OPPORTUNITY,
        unit=Unit.MONEY,
        better="higher",
        source="S",
        needs=_DEALS,
        population="T",
        shape=mean_of("opportunities", "amount", "is_won_in_period"),
        by={"type": "type"},
        flags=(
            Flag(
                count_of("opportunities", "is_won_in_period and amount is null"),
                "{n} won [deal|deals] without an amount, or without its exchange rate, left out",
            ),
        ),
        settings=("stages",),
    ),
    Kpi(
        id="days_first_touch_to_opportunity",
        title="Days from first touch to opportunity",
        question="How long does it take from the first engagement to the first opportunity?",
        definition="Per target account whose first new-business opportunity was created in the period: its creation"
        " minus the account's first engagement ever before it; accounts without an opportunity yet are censored.",
        family=Family.OPPORTUNITY,
        unit=Unit.DAYS,
        better="lower",
        source="T",
        needs=(*_DEALS, _ACTS),
        population="T",
        shape=duration("first_opportunities", "days", "is_created_in_period", "waiting_days", "is_waiting"),
        flags=(
            _FIRST_OF_NOBODY,
            Flag(
                count_of("first_opportunities", "is_created_in_period and not was_engaged_before"),
                "{n} [account|accounts] that never engaged before [its|their] first opportunity left out",
            ),
            Flag(
                count_of("first_opportunities", "is_created_in_period and raw_days < 0"),
                "{n} [account|accounts] whose duration is negative left out",
            ),
        ),
    ),
    Kpi(
        id="cost_per_opportunity_account",
        title="Cost per opportunity account",
        question="What does it cost to bring a target account to its first opportunity?",
        definition="Spend on target accounts in the period / target accounts with a first new-business opportunity"
        " created in it.",
        family=Family.OPPORTUNITY,
        unit=Unit.MONEY,
        better="lower",
        source="T",
        needs=(*_DEALS, "spend"),
        population="T",
        shape=known_mean(sum_of("spend", "amount"), _FIRST),
        flags=(_FIRST_OF_NOBODY,),
    ),
    Kpi(
        id="leads_created",
        title="Leads created",
        question="How many new people of the accounts did we get to know?",
        definition="People of the accounts in scope created in the period; beside it all other people created in it,"
        " those without an account too.",
        family=Family.OPPORTUNITY,
        unit=Unit.COUNT,
        better="neither",
        source="E",
        needs=_PEOPLE,
        population="A",
        shape=total(_LEADS),
        extra={
            "rest": formula((_ALL_LEADS, _LEADS), lambda sums: sums[..., 0] - sums[..., 1], denominator=None)
        },
        by={"source_channel": "source_channel"},
    ),
)
