"""The plain re-computation of the KPIs from their written definitions, for checking the compiled ones.

`answer` recomputes one KPI, `answers` many of one question, `answer_by_stage` the stages' durations, `funnel` the
stage counts. Nothing here knows the program: it reads a `Company` and follows KPIS.md word for word, slowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from recompute import (
    oracle_credit,
    oracle_funnel,
    oracle_kpis_awareness,
    oracle_kpis_customers,
    oracle_kpis_deals,
    oracle_kpis_engaged,
    oracle_kpis_programs,
    oracle_kpis_reps,
    oracle_kpis_targets,
)
from recompute.company import Company
from recompute.oracle_facts import Facts
from recompute.oracle_money import Rate, euros
from recompute.oracle_values import UNAVAILABLE, Oracle, mean
from recompute.oracle_world import World

KPIS = {
    **oracle_kpis_targets.KPIS,
    **oracle_kpis_engaged.KPIS,
    **oracle_kpis_awareness.KPIS,
    **oracle_kpis_programs.KPIS,
    **oracle_kpis_reps.KPIS,
    **oracle_kpis_deals.KPIS,
    **oracle_kpis_customers.KPIS,
    **oracle_credit.KPIS,
}


def facts_of(
    company: Company, *, start: date, end: date, as_of: datetime | None = None, lists: Sequence[str] = (),
    tiers: Sequence[str] = (), cohort: str = "abm", where: Mapping[str, Any] | None = None, rate: Rate = euros,
) -> Facts | None:  # fmt: skip
    """What a question is counted from; None where the period had not begun."""
    world = World(company, start, end, as_of, rate, lists, tiers, cohort, where)
    return Facts(world) if world.begun else None


def answer(
    company: Company, kpi_id: str, *, start: date, end: date, as_of: datetime | None = None, lists: Sequence[str] = (),
    tiers: Sequence[str] = (), cohort: str = "abm", where: Mapping[str, Any] | None = None, rate: Rate = euros,
) -> Oracle:  # fmt: skip
    """One KPI. `where` maps account columns to the value they must have; `rate` gives euros per unit and day."""
    return answers(
        company, [kpi_id], start=start, end=end, as_of=as_of, lists=lists, tiers=tiers, cohort=cohort, where=where,
        rate=rate,
    )[kpi_id]  # fmt: skip


def answers(company: Company, kpi_ids: Iterable[str] = KPIS, **question: Any) -> dict[str, Oracle]:
    """Many KPIs of one question, the facts made once."""
    facts = facts_of(company, **question)
    return {kpi: UNAVAILABLE if facts is None else KPIS[kpi](facts) for kpi in kpi_ids}


def answer_by_stage(company: Company, **question: Any) -> dict[str, Oracle]:
    """`stage_days` by stage: one mean per stage with a stay that ended in the period."""
    facts = facts_of(company, **question)
    stays = oracle_kpis_deals.ended_stays(facts) if facts else {}
    return {stage: mean(lengths) for stage, lengths in stays.items()}


def funnel(company: Company, **question: Any) -> dict[str, dict[str, int]]:
    """`accounts` and `reached` of every funnel stage at t."""
    facts = facts_of(company, **question)
    return oracle_funnel.funnel(facts) if facts else {}
