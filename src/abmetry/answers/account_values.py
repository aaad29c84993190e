"""What every account comes to at t and in the period, whatever the scope: lists of accounts are chosen from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from abmetry.answers.analysis import Analysis
from abmetry.answers.measured import Working
from abmetry.answers.period import Moment
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.lang.message import message

_RESTS_ON = {
    "heat": ("touches",),
    "surges": ("intent",),
    "relationship": ("touches",),
    "minutes": ("touches", "campaign_members"),
    "pipeline": ("opportunities",),
}
"""Values, and the tables of which one must be loaded for anything to be known."""

_OF = {
    "heat": ("heat", "lift", "is_heat_by_rule"),
    "surges": ("surges", "surged_on", "surge_topic"),
    "relationship": (
        "relationship",
        "relationship_change",
        "is_improving",
        "is_degrading",
        "is_single_thread",
    ),
    "minutes": ("minutes", "engagements", "engaged_people", "engaged_at"),
    "pipeline": ("pipeline", "open_deals"),
}
"""The columns of each."""


@dataclass(frozen=True)
class AccountValues:
    """Every account of a build at t.

    Attributes:
        moment: The period, and t.
        rows: One row per account, by ``account_id``: ``stage`` (1 to 6) and ``stage_since``; ``heat``, ``lift``;
            ``surges`` on own topics in weeks that end in the period, with the last one's ``surged_on`` and
            ``surge_topic``; ``relationship``, its change, and whether it is improving, degrading or hangs on one
            person; ``minutes``, ``engagements``, ``engaged_people`` and the last ``engaged_at`` of the period;
            ``pipeline`` (its part of the amounts of open deals) and ``open_deals``.
        unavailable: Values that are not known, and the tables of which one would have to be loaded.
    """

    moment: Moment
    rows: pa.Table
    unavailable: Mapping[str, tuple[str, ...]]

    def of(self, account_id: str) -> dict[str, Any] | None:
        """The values of one account; None: it is none of the build's."""
        place = pc.index(self.rows["account_id"], account_id).as_py()
        if place < 0:
            return None
        (row,) = self.rows.slice(place, 1).to_pylist()
        return {name: plain(value) for name, value in row.items()}


def moment_of(question: Question) -> Question:
    """What of a question the values of accounts depend on: the time, and whether accounts are rolled up."""
    return replace(
        question,
        kpis=("target_accounts",),
        lists=(),
        tiers=(),
        where=(),
        owner=None,
        cohort="all",
        by=(),
        compare="none",
    )


def account_values(analysis: Analysis, question: Question, now: datetime | None = None) -> AccountValues:
    """The values of every account.

    Args:
        analysis: The build.
        question: The period, and the instant that nothing at or after may change; its scope does not matter.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly.
        Unanswerable: The period had not begun.
    """
    with analysis.knowing(question) as known:
        plan, working = known.working(replace(moment_of(question), known_at=None), now, funnel=True)
        with working.engine:
            if not plan.frames:
                raise Unanswerable(message("The period had not begun at the instant asked for."))
            unavailable = _unavailable(known.record.loaded)
            rows = _rows(working, unavailable)
    return AccountValues(plan.asked[-1].moment, rows, unavailable)


def _unavailable(loaded: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {name: tables for name, tables in _RESTS_ON.items() if not any(t in loaded for t in tables)}


def _rows(working: Working, unavailable: Collection[str]) -> pa.Table:
    dialect = working.engine.dialect
    for relation in (
        "funnel_stays",
        "heats",
        "intent_surges",
        "relationships",
        "touches",
        "opportunity_amounts",
    ):
        working.asof(relation)
    table = working.engine.query(
        f"""
        select a.account_id, coalesce(f.stage, 1) as stage, f.entered_at as stage_since,
            h.heat, h.lift, h.is_by_rule as is_heat_by_rule,
            coalesce(i.surges, 0) as surges, i.surged_on, i.surge_topic,
            r.score as relationship, r.change as relationship_change, coalesce(r.is_improving, false) as is_improving,
            coalesce(r.is_degrading, false) as is_degrading, coalesce(r.is_single_thread, false) as is_single_thread,
            coalesce(t.minutes, 0) as minutes, cast(coalesce(t.engagements, 0) as bigint) as engagements,
            coalesce(t.engaged_people, 0) as engaged_people, t.engaged_at,
            o.pipeline, coalesce(o.open_deals, 0) as open_deals
        from accounts a
        left join asof_funnel_stays f on f.account_id = a.account_id and f.is_at_t
        left join asof_heats h on h.account_id = a.account_id
        left join (
            select account_id, count(*) as surges, max(week_on) as surged_on,
                {dialect.last_by("topic", "week_on")} as surge_topic
            from asof_intent_surges where is_surge group by account_id
        ) i on i.account_id = a.account_id
        left join asof_relationships r on r.account_id = a.account_id
        left join (
            select account_id, sum(minutes) as minutes,
                sum(case when is_engagement then 1 else 0 end) as engagements,
                count(distinct case when is_engagement then stakeholder_id end) as engaged_people,
                max(case when is_engagement then occurred_at end) as engaged_at
            from asof_touches where account_id is not null group by account_id
        ) t on t.account_id = a.account_id
        left join (
            select account_id, sum(amount) as pipeline, count(*) as open_deals
            from asof_opportunity_amounts where is_open group by account_id
        ) o on o.account_id = a.account_id
        """
    )
    for name in unavailable:
        for column in _OF[name]:
            place = table.column_names.index(column)
            nothing = pa.nulls(table.num_rows, table.schema.field(place).type)
            table = table.set_column(place, column, nothing)
    return table
