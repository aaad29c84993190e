"""The rows behind every part of a KPI's value, in a shape in which two states can be compared."""

from __future__ import annotations

import pyarrow as pa

from abmetry.answers.batch import cohort_of
from abmetry.answers.evidence import Groups, measure_rows_sql
from abmetry.answers.measured import Working
from abmetry.answers.plan import Plan
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure

SUMMED = ("sum",)


def part_rows(working: Working, plan: Plan, kpi: Kpi) -> tuple[pa.Table, ...]:
    """The rows of each part of the KPI's shape.

    Args:
        working: The tables of the question; ``scope`` is among them.
        plan: A question with one period that is not split.
        kpi: The KPI.

    Returns:
        Tables with ``table_name``, ``key``, ``account_id``, ``unit`` (what counts once) and ``amount``.
    """
    frames = sorted({asked.frame for asked in plan.asked if asked.frame is not None})
    cohort = cohort_of(kpi.population, plan.cohort)
    return tuple(
        working.engine.query(
            f"""
            select "table" as table_name, cast(key as string) as key, account_id,
                cast({_unit_sql(measure)} as string) as unit, cast({_amount_sql(measure)} as double) as amount
            from ({measure_rows_sql(working, measure, kpi, cohort, frames, Groups.of(plan, kpi, measure))}) part_rows
            """
        )
        for measure in kpi.shape.parts
    )


def _amount_sql(measure: Measure) -> str:
    return "value" if measure.aggregate in SUMMED else "1"


def _unit_sql(measure: Measure) -> str:
    """What counts once: the account where any row of it is enough, else the value or the row."""
    if measure.relation == SCOPE or measure.aggregate == "any":
        return "account_id"
    return "value" if measure.aggregate == "distinct" else "key"
