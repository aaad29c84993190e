"""Stage 2: whether programs and money reach the target accounts (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Better, Family, Kpi, Population, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row, count_of, sum_of
from abmetry.kpis.shape import Shape, known_share, rate, total

_SUCCESS = "is_success_in_period"
_SHOWN = ("campaign_id", "status", "succeeded_at", "person_id")
_SUCCESSES = count_of("program_members", _SUCCESS, shows=_SHOWN)
_ALL_SUCCESSES = count_of("program_members", _SUCCESS, shows=_SHOWN, everyone=True)
_MEMBERS = count_of("program_members", f"{_SUCCESS} or is_added_in_period")
_SPENT = ("amount", "basis", "share", "campaign_id")
_WASTED = sum_of("spend", "amount", "not is_listed", shows=_SPENT, everyone=True)
_PLACED = sum_of("spend", "amount", "is_listed is not null", shows=_SPENT, everyone=True)
_PAID_FOR = any_row("spend", "is_listed is not null and amount is not null", everyone=True)


def _declared(
    kpi_id: str,
    title: str,
    question: str,
    definition: str,
    shape: Shape,
    *,
    population: Population = "A",
    unit: Unit = Unit.PERCENT,
    better: Better = "higher",
) -> Kpi:
    return Kpi(
        id=kpi_id,
        title=title,
        question=question,
        definition=definition,
        family=Family.REACH,
        unit=unit,
        better=better,
        source="E",
        needs=("accounts", "campaigns", "campaign_members"),
        population=population,
        shape=shape,
        by={"channel": "channel", "campaign": "campaign_id", "program": "program"},
        settings=("programs",),
    )


KPIS = (
    _declared(
        "program_successes",
        "Program successes",
        "How often does a program reach its aim with an account?",
        (
            "Campaign memberships of accounts in scope that reached a status marked as success for the campaign's"
            " channel, in the period; one per person and campaign, dated by the response, else by when it was added."
        ),
        total(_SUCCESSES),
        unit=Unit.COUNT,
    ),
    _declared(
        "program_success_rate",
        "Program success rate",
        "Which share of the members of our programs reaches success?",
        (
            "Program successes of accounts in scope in the period / campaign memberships of accounts in scope that were"
            " added or successful in the period."
        ),
        rate(_SUCCESSES, _MEMBERS),
    ),
    _declared(
        "program_reach",
        "Program reach",
        "Which share of the target accounts do our programs reach?",
        "Target accounts with a program success in the period / target accounts.",
        rate(any_row("program_members", _SUCCESS, shows=_SHOWN, order="succeeded_at"), ACCOUNTS),
        population="T",
    ),
    _declared(
        "program_focus",
        "Program focus",
        "How much of what our programs achieve is with the accounts that we want?",
        "Program successes of accounts in scope in the period / all program successes in the period.",
        rate(_SUCCESSES, _ALL_SUCCESSES),
    ),
    Kpi(
        id="wasted_spend_share",
        title="Wasted spend",
        question="How much of what we spend goes to accounts that nobody targets?",
        definition=(
            "Spend of the period placed on accounts that are on no target list at t / spend of the period that can be"
            " placed on accounts; whatever the scope. Spend is placed on the account that it is booked to; what else a"
            " campaign cost, by its touches on accounts in the period."
        ),
        family=Family.REACH,
        unit=Unit.PERCENT,
        better="lower",
        source="E",
        needs=("accounts", "spend"),
        population="A",
        shape=known_share(_WASTED, _PLACED, _PAID_FOR),
        by={"campaign": "campaign_id"},
    ),
)
