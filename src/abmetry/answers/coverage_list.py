"""Whom we miss, account by account: target accounts with the people known of each persona, the emptiest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.engine.dialect import Dialect
from abmetry.errors import Unanswerable
from abmetry.lang.message import message


@dataclass(frozen=True)
class CoverageList:
    """A part of the target accounts of a scope.

    Attributes:
        personas: Required personas, and how many people of each an account must have.
        rows: The accounts: ``account_id``, ``name``, ``tier``, ``wanted`` and ``filled`` slots, and ``people`` by
            persona, in the order of the personas.
        total: How many target accounts there are.
        incomplete: How many of them miss somebody.
    """

    personas: tuple[tuple[str, int], ...]
    rows: tuple[dict[str, Any], ...]
    total: int
    incomplete: int


def coverage_list(
    analysis: Analysis, question: Question, limit: int = 25, skip: int = 0, now: datetime | None = None
) -> CoverageList:
    """The target accounts of a scope, those that miss most first; among these the highest tier.

    Args:
        analysis: The build.
        question: Scope and period; its KPIs do not matter.
        limit: The most that are listed.
        skip: How many are left out before the first.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly.
        Unanswerable: The period had not begun.
    """
    with analysis.knowing(question) as known:
        asked = replace(question, kpis=("target_accounts",), by=(), compare="none", known_at=None)
        plan, working = known.working(asked, now)
        with working.engine as engine:
            if not plan.frames:
                raise Unanswerable(message("The period had not begun at the instant asked for."))
            settings = known.workspace.settings
            personas = tuple((name, one.required) for name, one in settings.personas.items() if one.required)
            if not personas:
                return CoverageList((), (), 0, 0)
            working.asof("persona_slots")
            dialect = engine.dialect
            engine.create_view(
                "covered_accounts", _covered_sql(dialect, plan.cohort, [p for p, _ in personas])
            )
            (counts,) = engine.query(
                f"""
                select count(*) as total, {dialect.count_where("filled < wanted")} as incomplete
                from covered_accounts
                """
            ).to_pylist()
            ranks = " ".join(
                f"when {dialect.text(tier)} then {place}" for place, tier in enumerate(plan.known_tiers)
            )
            rank = f"case tier {ranks} end" if ranks else "1"
            rows = engine.query(
                f"""
                select * from covered_accounts
                order by wanted - filled desc, {rank} nulls last, lower(name) nulls last, account_id
                limit {int(limit)} offset {int(skip)}
                """
            ).to_pylist()
    return CoverageList(
        personas,
        tuple(_row(row, len(personas)) for row in rows),
        counts["total"],
        counts["incomplete"],
    )


def _covered_sql(dialect: Dialect, cohort: str, personas: Sequence[str]) -> str:
    people = ", ".join(
        f"max(case when p.persona = {dialect.text(persona)} then p.people end) as people_{i}"
        for i, persona in enumerate(personas)
    )
    return f"""
        select s.account_id, a.name, s.tier, cast(sum(p.slots) as bigint) as wanted,
            cast(sum(p.filled) as bigint) as filled, {people}
        from (
            select distinct account_id, tier, period from scope
            where cohort = {dialect.text(cohort)} and is_target
        ) s
        join accounts a on a.account_id = s.account_id
        join asof_persona_slots p on p.account_id = s.account_id and p.period = s.period
        group by s.account_id, a.name, s.tier
    """


def _row(row: dict[str, Any], personas: int) -> dict[str, Any]:
    people = [int(row.pop(f"people_{i}") or 0) for i in range(personas)]
    return {**{name: plain(value) for name, value in row.items()}, "people": people}
