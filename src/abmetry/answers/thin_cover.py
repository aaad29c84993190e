"""Open deals that marketing covers thinly: through one person, or long ago (KPIS.md, `influence_coverage`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.answers.measured import Working
from abmetry.answers.needs import unanswerable, why_not
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message

COVER = "influence_coverage"


@dataclass(frozen=True)
class ThinCover:
    """Deals of thin cover.

    Attributes:
        rows: The deals, the greatest amount first: ``opportunity_id``, ``name``, ``type``, ``account_id``, ``account``,
            ``amount`` (the account's part, reporting currency), ``touches``, ``people``, ``channels``,
            ``days_since_last``.
        total: How many there are, listed or not.
        of: How many deals of the scope are open.
    """

    rows: tuple[dict[str, Any], ...]
    total: int
    of: int


def thin_cover(
    analysis: Analysis, question: Question, limit: int | None = 50, now: datetime | None = None
) -> ThinCover:
    """The open deals of a scope whose cover is thin, as the KPI counts them.

    Args:
        analysis: The build.
        question: Scope and period; its KPIs do not matter.
        limit: The most that are listed; None: all.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly.
        Unanswerable: Deals or touches were never loaded, or the period had not begun.
    """
    with analysis.knowing(question) as known:
        asked = replace(question, kpis=(COVER,), by=(), compare="none", known_at=None)
        plan = known.plan(asked, now)
        kpi, loaded = find(COVER), known.record.loaded
        if reasons := why_not(kpi, known.workspace.settings, plan.cohort, loaded):
            raise unanswerable(kpi, loaded, reasons)
        if not plan.frames:
            raise Unanswerable(message("The period had not begun at the instant asked for."))
        with known.session(asked) as engine:
            working = Working(engine, known.workspace.settings, plan.frames)
            working.store("scope", plan.scope.sql(engine.dialect, plan.frames))
            for relation in ("opportunity_influence", "influenced_amounts"):
                working.asof(relation)
            deals = f"""
                from asof_opportunity_influence i
                join scope s on s.period = i.period and s.account_id = i.account_id
                    and s.cohort = {engine.dialect.text(plan.cohort)}
                where i.is_open
            """
            (counts,) = engine.query(
                f"select count(*) as n, {engine.dialect.count_where('i.is_thin')} as thin {deals}"
            ).to_pylist()
            cut = "" if limit is None else f" limit {int(limit)}"
            rows = engine.query(
                f"""
                select d.opportunity_id, d.name, d.type, d.account_id, a.name as account, m.amount,
                    d.touches, d.people, d.channels, d.days_since_last
                from (select i.* {deals} and i.is_thin) d
                left join accounts a on a.account_id = d.account_id
                left join asof_influenced_amounts m on m.period = d.period and m.account_id = d.account_id
                    and m.opportunity_id = d.opportunity_id
                order by m.amount desc nulls last, d.opportunity_id {cut}
                """
            ).to_pylist()
    found = tuple({name: plain(value) for name, value in row.items()} for row in rows)
    return ThinCover(found, counts["thin"], counts["n"])
