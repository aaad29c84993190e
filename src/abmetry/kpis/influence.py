"""Influence: marketing touches around opportunities (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import Measure, count_of, sum_of
from abmetry.kpis.shape import Shape, census, known_total, mean, mean_of, share

_NEEDS = ("accounts", "opportunities", ("touches", "campaign_members"))
_SETTINGS = ("influence", "channels", "stages")
_OPEN = "is_open"
_WON = "is_won_in_period"
_OPEN_DEALS = count_of("opportunity_influence", _OPEN)


def _amount(where: str) -> Measure:
    return sum_of("influenced_amounts", "amount", where)


def _uninfluenced(where: str) -> Shape:
    return known_total(_amount(f"{where} and not is_influenced"))


def _rate(where: str) -> Shape:
    return share(
        _amount(f"{where} and is_influenced"),
        _amount(where),
        n=count_of("influenced_amounts", f"{where} and is_primary and amount is not null"),
    )


KPIS = (
    Kpi(
        id="influenced_pipeline",
        title="Influenced pipeline",
        question="How much of the open pipeline did marketing touch?",
        definition="Amounts of the open opportunities of the accounts in scope whose account had a marketing touch"
        " {influence.said}.",
        family=Family.INFLUENCE,
        unit=Unit.MONEY,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=known_total(_amount(f"{_OPEN} and is_influenced")),
        extra={"uninfluenced": _uninfluenced(_OPEN)},
        by={"type": "type"},
        settings=_SETTINGS,
    ),
    Kpi(
        id="influenced_pipeline_rate",
        title="Influenced pipeline rate",
        question="Which share of the open pipeline did marketing touch?",
        definition="Influenced pipeline / amounts of all open opportunities of the accounts in scope.",
        family=Family.INFLUENCE,
        unit=Unit.PERCENT,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=_rate(_OPEN),
        extra={"uninfluenced": _uninfluenced(_OPEN)},
        extra_units={"uninfluenced": Unit.MONEY},
        by={"type": "type"},
        settings=_SETTINGS,
    ),
    Kpi(
        id="influenced_revenue",
        title="Influenced revenue",
        question="How much of the revenue won did marketing touch?",
        definition="Amounts of the opportunities of the accounts in scope won in the period whose account had a"
        " marketing touch {influence.said}; touches after the close never count.",
        family=Family.INFLUENCE,
        unit=Unit.MONEY,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=known_total(_amount(f"{_WON} and is_influenced")),
        extra={"uninfluenced": _uninfluenced(_WON)},
        by={"type": "type"},
        settings=_SETTINGS,
    ),
    Kpi(
        id="influenced_revenue_rate",
        title="Influenced revenue rate",
        question="Which share of the revenue won did marketing touch?",
        definition="Influenced revenue / amounts of all opportunities of the accounts in scope won in the period.",
        family=Family.INFLUENCE,
        unit=Unit.PERCENT,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=_rate(_WON),
        extra={"uninfluenced": _uninfluenced(_WON)},
        extra_units={"uninfluenced": Unit.MONEY},
        by={"type": "type"},
        settings=_SETTINGS,
    ),
    Kpi(
        id="influence_coverage",
        title="Influence coverage",
        question="How well does marketing cover the open opportunities?",
        definition="Mean marketing touches of the account per open opportunity of the accounts in scope, from"
        " {influence.window_days} days before its creation on; beside it the people touched, the channels and the"
        " days since the last touch, and how many opportunities have thin cover: at most one person, or no touch in"
        " those days.",
        family=Family.INFLUENCE,
        unit=Unit.NUMBER,
        better="higher",
        source="E S",
        needs=_NEEDS,
        population="A",
        shape=mean(sum_of("opportunity_influence", "touches", _OPEN), _OPEN_DEALS),
        extra={
            "people": mean(sum_of("opportunity_influence", "people", _OPEN), _OPEN_DEALS),
            "channels": mean(sum_of("opportunity_influence", "channels", _OPEN), _OPEN_DEALS),
            "days_since_last": mean_of("opportunity_influence", "days_since_last", _OPEN),
            "thin": census(count_of("opportunity_influence", f"{_OPEN} and is_thin")),
        },
        extra_units={"days_since_last": Unit.DAYS, "thin": Unit.COUNT},
        by={"type": "type"},
        settings=("influence", "channels", "stages"),
    ),
)
