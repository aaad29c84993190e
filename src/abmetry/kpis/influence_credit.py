"""Influence: the credit of touches for opportunities, under each model (KPIS.md, credit)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from abmetry.influence.models import DEFAULT, MODELS, UNATTRIBUTED, column
from abmetry.kpis.kpi import Family, Flag, Kpi, Unit
from abmetry.kpis.measure import Measure, count_of, distinct_of, sum_of
from abmetry.kpis.shape import Floats, Shape, formula, known_rows, total

_NEEDS = ("accounts", "opportunities", ("touches", "campaign_members"))
_SETTINGS = ("influence", "channels", "engagement", "stages")
_BY = {"channel": "channel", "campaign": "campaign_id", "type": "type"}
_TOUCHED = f"channel <> '{UNATTRIBUTED}'"
_SHOWS = ("name", "type", "channel", "campaign_id", "touches", "share")

_OPEN, _WON = "is_open", "is_won_in_period"
_RULE = (
    " Beside it the lowest and the highest value under any model. Marketing touches of the account in the influence"
    " window before the creation count, for the full path those up to the close too; each opportunity's credit sums to"
    " its amount, what no touch explains is unattributed."
)


def _lowest(sums: Floats) -> Floats:
    return np.asarray(sums.min(axis=-1), dtype=np.float64)


def _highest(sums: Floats) -> Floats:
    return np.asarray(sums.max(axis=-1), dtype=np.float64)


def _credit(model: str, where: str) -> Measure:
    return sum_of("credits", column(model), where, shows=_SHOWS)


def _variants(kpi: Kpi, by: Sequence[str]) -> tuple[Kpi, ...]:
    """Split by model: under each of them; else under the default."""
    models = tuple(MODELS) if "model" in by else (DEFAULT,)
    return tuple(_under_model(kpi, model, by) for model in models)


def of_models(kpi: Kpi, models: Sequence[str]) -> Kpi:
    """A KPI of credit that is split by these models only."""

    def variants(kpi: Kpi, by: Sequence[str]) -> tuple[Kpi, ...]:
        return tuple(_under_model(kpi, model, by) for model in models)

    return replace(kpi, variants=variants)


def _under_model(kpi: Kpi, model: str, by: Sequence[str]) -> Kpi:
    """As one model computes it; split by channel, what is unattributed is one of them."""
    deals = _WON if kpi.id == "attributed_revenue" else _OPEN
    touched = deals if "channel" in by else f"{deals} and {_TOUCHED}"
    shape, extra = _shape(model, deals, touched)
    variant = {"model": model} if "model" in by else {}
    return replace(kpi, shape=shape, extra=extra, variants=None, variant=variant)


def _shape(model: str, deals: str, touched: str) -> tuple[Shape, dict[str, Shape]]:
    credited = f"{touched} and {column(model)} <> 0"
    every = tuple(_credit(name, touched) for name in MODELS)
    known = known_rows(sum_of("opportunity_amounts", "amount", deals))
    shape = replace(
        total(_credit(model, credited)),
        n=distinct_of("credits", "opportunity_id", credited, shows=_SHOWS),
        known=known,
    )
    return shape, {
        "lowest": replace(formula(every, _lowest, denominator=None), interval="none", known=known),
        "highest": replace(formula(every, _highest, denominator=None), interval="none", known=known),
        "unattributed": replace(total(_credit(model, f"{deals} and not ({_TOUCHED})")), known=known),
    }


def _flags(deals: str, words: str) -> tuple[Flag, ...]:
    def amounts(where: str, **more: bool) -> Measure:
        return count_of("opportunity_amounts", f"{deals} and {where}", **more)

    return (
        Flag(
            amounts("account_id is null", everyone=True),
            f"{{n}} {words} [opportunity|opportunities] without an account left out",
        ),
        Flag(
            amounts("amount is null"),
            f"{{n}} {words} [deal|deals] without an amount, or without its exchange rate, left out",
        ),
        Flag(
            amounts("amount_from_row"),
            f"{{n}} {words} [deal has|deals have] no history of amounts: the oldest amount loaded is taken",
        ),
        Flag(
            count_of("closed_walks", "is_few and place = 1"),
            "the Markov model learns from {n} closed [deal|deals] with touches: too few to rely on",
        ),
        Flag(
            count_of("credits", f"{deals} and not ({_TOUCHED}) and credit_markov <> 0 and credit_linear = 0"),
            f"the Markov model knows none of the channels of {{n}} {words} [deal|deals]: unattributed under it",
        ),
    )


def _kpi(kpi_id: str, title: str, question: str, definition: str, deals: str, words: str) -> Kpi:
    shape, extra = _shape(DEFAULT, deals, f"{deals} and {_TOUCHED}")
    return Kpi(
        id=kpi_id,
        title=title,
        question=question,
        definition=definition + _RULE,
        family=Family.INFLUENCE,
        unit=Unit.MONEY,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=shape,
        extra=extra,
        by=_BY,
        varies_by=("model",),
        variants=_variants,
        flags=_flags(deals, words),
        settings=_SETTINGS,
    )


KPIS = (
    _kpi(
        "attributed_revenue",
        "Attributed revenue",
        "Which touches earned the revenue won?",
        "Credit of marketing touches for the amounts of the opportunities of the accounts in scope won in the period,"
        f" under the {DEFAULT} model; by channel, campaign and model.",
        _WON,
        "won",
    ),
    _kpi(
        "attributed_pipeline",
        "Attributed pipeline",
        "Which touches earned the open pipeline?",
        "Credit of marketing touches for the amounts of the open opportunities of the accounts in scope, under the"
        f" {DEFAULT} model; by channel, campaign and model.",
        _OPEN,
        "open",
    ),
)
