"""Stage 5: retention (KPIS.md)."""

from __future__ import annotations

from math import inf

from abmetry.kpis.kpi import Family, Flag, Kpi, Unit
from abmetry.kpis.measure import any_row, count_of, sum_of
from abmetry.kpis.shape import census, mean, rate, share

_RENEWED = any_row("renewals", "account_outcome = 'renewed'", order="outcome <> 'renewed', last_on")
_DECIDED = any_row("renewals", "account_outcome <> 'pending'", order="outcome <> 'renewed', last_on")
_PENDING = any_row("renewals", "account_outcome = 'pending'")
_CUSTOMER = any_row("customers", "is_at_t", order="spell_from")
_HAD_VALUE = sum_of("revenue_retention", "start_value", shows=("start_contracts",))
_HAD_CONTRACT = any_row("revenue_retention")
_UNVALUED = Flag(
    sum_of("revenue_retention", "unvalued_contracts"),
    "{n} [contract|contracts] active at the period's start without a known yearly value left out",
)

KPIS = (
    Kpi(
        id="renewal_rate",
        title="Renewal rate",
        question="Which share of the customers whose contract ran out renewed it?",
        definition=(
            "Accounts with a contract whose last day lies in the period that renewed / all such accounts. Renewed:"
            " another contract of the account began at most {renewal.grace_days} days after that last day and lasts"
            " beyond it; one renewal is enough. Accounts that can still renew are pending"
            " and left out of both."
        ),
        family=Family.RETENTION,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=("accounts", "contracts"),
        population="A",
        shape=rate(_RENEWED, _DECIDED),
        extra={"pending": census(_PENDING)},
        extra_units={"pending": Unit.COUNT},
        settings=("renewal",),
    ),
    Kpi(
        id="gross_revenue_retention",
        title="Gross revenue retention",
        question="How much of the recurring revenue at the start is still there, growth apart?",
        definition=(
            "Annual value at the period's end of the customers with a contract active at its start, each at most its"
            " value at the start / their annual value at the start."
        ),
        family=Family.RETENTION,
        unit=Unit.PERCENT,
        better="higher",
        source="+",
        needs=("accounts", "contracts"),
        population="A",
        shape=share(
            sum_of("revenue_retention", "kept_value", shows=("start_value", "end_value", "end_contracts")),
            _HAD_VALUE,
            n=_HAD_CONTRACT,
        ),
        flags=(_UNVALUED,),
    ),
    Kpi(
        id="net_revenue_retention",
        title="Net revenue retention",
        question="How much of the recurring revenue at the start is there now, growth included?",
        definition=(
            "Annual value at the period's end of the customers with a contract active at its start / their annual"
            " value at the start."
        ),
        family=Family.RETENTION,
        unit=Unit.PERCENT,
        better="higher",
        source="+",
        needs=("accounts", "contracts"),
        bounds=(0, inf),
        population="A",
        shape=share(
            sum_of("revenue_retention", "end_value", shows=("start_value", "end_contracts")),
            _HAD_VALUE,
            n=_HAD_CONTRACT,
        ),
        flags=(_UNVALUED,),
    ),
    Kpi(
        id="customer_intent_surge_rate",
        title="Customers researching competitors",
        question="Which share of the customers shows a surge of interest in a competitor?",
        definition=(
            "Customers with a surge on a competitor topic in a week that ends in the period (a vendor's score of"
            " {intent.threshold} or more, or, without one, an improbable count) / customers."
        ),
        family=Family.RETENTION,
        unit=Unit.PERCENT,
        better="lower",
        source="T",
        needs=("accounts", ("contracts", "opportunities"), "intent"),
        population="A",
        shape=rate(any_row("competitor_intent", "is_surge", order="week_on"), _CUSTOMER),
        settings=("intent", "renewal"),
    ),
    Kpi(
        id="customer_relationship_score",
        title="Customer relationship score",
        question="How alive are the relationships with our customers?",
        definition=(
            "Mean relationship score of the customers, 0 to 100, from who mailed and met whom. Customers whose score"
            " is low (below {relationship.low}) or degrading are an alert."
        ),
        family=Family.RETENTION,
        unit=Unit.SCORE,
        better="higher",
        source="T",
        needs=("accounts", ("contracts", "opportunities"), "touches"),
        bounds=(0, 100),
        population="A",
        shape=mean(sum_of("customer_relationships", "score"), count_of("customer_relationships")),
        extra={
            "alert": census(any_row("customer_relationships", "is_low or is_degrading")),
            "low": census(any_row("customer_relationships", "is_low")),
            "degrading": census(any_row("customer_relationships", "is_degrading")),
        },
        extra_units={"alert": Unit.COUNT, "low": Unit.COUNT, "degrading": Unit.COUNT},
        settings=("relationship", "renewal"),
    ),
)
