"""Stage 6: expansion (KPIS.md)."""

from __future__ import annotations

import numpy as np

from abmetry.kpis.kpi import Family, Flag, Kpi, Unit
from abmetry.kpis.measure import any_row, count_of, sum_of
from abmetry.kpis.shape import (
    Floats,
    Shape,
    Spread,
    census,
    factor_of,
    formula,
    known_total,
    mean,
    mean_of,
    times_factor,
)
from abmetry.lang.message import message
from abmetry.stats.survival import SurvivalCurve
from abmetry.workspace.settings import Settings

DAYS_A_YEAR = 365.25

_LIFETIMES = Spread(
    "customer_lifetimes",
    "lifetime_days",
    "has_ended",
    open_value="lifetime_days",
    open_where="not has_ended",
)
_PROMOTERS = count_of("surveys", "judgement = 'promoter'")
_PASSIVES = count_of("surveys", "judgement = 'passive'")
_DETRACTORS = count_of("surveys", "judgement = 'detractor'")
_ANSWERS = count_of("surveys")
_YEARLY = sum_of("customer_values", "annual_value", shows=("active_contracts",))
_VALUED = count_of("customer_values", "annual_value is not null", shows=("annual_value", "active_contracts"))
_MARGIN = sum_of("customer_values", "yearly_margin")
_OF_MARGIN = sum_of("customer_values", "value_with_margin")


def _divide(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator != 0, numerator / denominator, np.nan)


def _standard_error(sums: Floats) -> Floats:
    """100 sqrt((p + d - (p - d)^2) / n), p and d being the shares of promoters and detractors of n answers."""
    promoters, detractors, n = sums[..., 0], sums[..., 1], sums[..., 2]
    both, net = _divide(promoters + detractors, n), _divide(promoters - detractors, n)
    return 100 * np.sqrt(_divide(both - net**2, n))


def _yearly_margin(sums: Floats) -> Floats:
    """Mean annual value of a customer x gross margin, weighted by value."""
    return _divide(sums[..., 0], sums[..., 1]) * _divide(sums[..., 2], sums[..., 3])


def _years(curve: SurvivalCurve | None, settings: Settings) -> float | None:
    """Expected lifetime in years, within the horizon."""
    if curve is None:
        return None
    return curve.restricted_mean(settings.lifetime.horizon_years * DAYS_A_YEAR) / DAYS_A_YEAR


def _outside(_settings: Settings, cohort: str) -> str | None:
    if cohort == "non_abm":
        return message("it sums what accounts won that were ever on a target list, and these never were")
    return None


def _won(kind: str | None = None) -> Shape:
    of_kind = f" and type = '{kind}'" if kind else ""
    return known_total(sum_of("opportunity_amounts", "amount", f"is_won_in_period{of_kind}"))


KPIS = (
    Kpi(
        id="average_contract_value",
        title="Average contract value",
        question="What is an active contract worth a year?",
        definition=(
            "Mean annualised value of the contracts active at the end of the period: the value per year, else the"
            " value / days of the term x 365."
        ),
        family=Family.EXPANSION,
        unit=Unit.MONEY_PER_YEAR,
        better="higher",
        source="T E",
        needs=("accounts", "contracts"),
        population="A",
        shape=mean_of("contracts", "annual_value", "is_active"),
    ),
    Kpi(
        id="total_revenue_won",
        title="Total revenue won",
        question="How much do the accounts of the program win us in all?",
        definition=(
            "Amounts won in the period from accounts that were on a list of the scope at any instant before its end:"
            " new business, renewal and expansion."
        ),
        family=Family.EXPANSION,
        unit=Unit.MONEY,
        better="higher",
        source="T",
        needs=("accounts", "opportunities"),
        population="L",
        shape=_won(),
        extra={kind: _won(kind) for kind in ("new_business", "renewal", "expansion")},
        by={"type": "type"},
        settings=("stages",),
        unless=_outside,
    ),
    Kpi(
        id="expansion_revenue_won",
        title="Expansion revenue won",
        question="How much do the accounts of the program win us beyond what they had?",
        definition=(
            "Amounts of expansion deals won in the period from accounts that were on a list of the scope at any"
            " instant before its end."
        ),
        family=Family.EXPANSION,
        unit=Unit.MONEY,
        better="higher",
        source="T",
        needs=("accounts", "opportunities"),
        population="L",
        shape=_won("expansion"),
        settings=("stages",),
        unless=_outside,
    ),
    Kpi(
        id="net_promoter_score",
        title="Net promoter score",
        question="Would our accounts recommend us?",
        definition=(
            "Share of answers of {nps.promoter_from} to 10 minus share of answers of 0 to {nps.detractor_to}, the"
            " latest answer of each person in the period; -100 to 100."
        ),
        family=Family.EXPANSION,
        unit=Unit.SCORE,
        better="higher",
        source="T E",
        needs=("accounts", "surveys"),
        bounds=(-100, 100),
        population="A",
        shape=formula(
            (
                sum_of("surveys", "points", shows=("responded_at", "person_id", "score", "judgement")),
                _ANSWERS,
            ),
            lambda sums: 100 * _divide(sums[..., 0], sums[..., 1]),
        ),
        extra={
            "standard_error": formula((_PROMOTERS, _DETRACTORS, _ANSWERS), _standard_error),
            "promoters": census(_PROMOTERS),
            "passives": census(_PASSIVES),
            "detractors": census(_DETRACTORS),
        },
        extra_units={"promoters": Unit.COUNT, "passives": Unit.COUNT, "detractors": Unit.COUNT},
        by={"account": "account_id"},
        settings=("nps",),
    ),
    Kpi(
        id="customer_lifetime_value",
        title="Customer lifetime value",
        question="What is a customer worth to us over its lifetime?",
        definition=(
            "Mean annual value of the customers' active contracts x gross margin (weighted by value) x expected"
            " lifetime in years: the area under the survival curve of customers up to {lifetime.horizon_years} years."
        ),
        family=Family.EXPANSION,
        unit=Unit.MONEY,
        better="higher",
        source="T",
        needs=("accounts", "contracts"),
        population="A",
        shape=times_factor(
            formula((_YEARLY, _VALUED, _MARGIN, _OF_MARGIN), _yearly_margin, n=_VALUED), _LIFETIMES, _years
        ),
        extra={
            "mean_annual_value": mean(_YEARLY, _VALUED),
            "gross_margin": formula((_MARGIN, _OF_MARGIN), lambda sums: _divide(sums[..., 0], sums[..., 1])),
            "expected_lifetime_years": factor_of(_LIFETIMES, _years),
            "customers_without_value": census(any_row("customer_values", "annual_value is null")),
        },
        extra_units={
            "mean_annual_value": Unit.MONEY_PER_YEAR,
            "gross_margin": Unit.NUMBER,
            "expected_lifetime_years": Unit.NUMBER,
            "customers_without_value": Unit.COUNT,
        },
        flags=(
            Flag(
                count_of("customer_values", "annual_value is not null and value_with_margin is null"),
                "{n} [customer|customers] whose contracts have no gross margin; the margin is that of the others",
            ),
        ),
        settings=("lifetime", "renewal"),
    ),
)
