"""From a question to the funnels of presets, and to their stages of each account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from abmetry.answers.answer import Json
from abmetry.answers.flat import flatten
from abmetry.answers.measured import Working
from abmetry.answers.plan import Asked, Plan
from abmetry.answers.preset_funnel import Group, PresetFunnel
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.lang.message import message
from abmetry.presets.catalogue import PRESETS, find_preset
from abmetry.presets.preset import Preset

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis


@dataclass(frozen=True)
class SideBySide:
    """What presets say of the same accounts.

    Attributes:
        presets: Their names.
        rows: One per account: ``account_id``, ``account``, ``tier``, and the stage by each preset.
        combinations: How many accounts each combination of stages has, the most frequent first.
        total: How many accounts there are, shown or not.
    """

    presets: tuple[str, ...]
    rows: tuple[Json, ...]
    combinations: tuple[Json, ...]
    total: int

    def to_dict(self) -> Json:
        """The comparison as it stands in JSON."""
        return {
            "presets": list(self.presets),
            "combinations": list(self.combinations),
            "accounts": list(self.rows),
            "total": self.total,
        }

    def to_arrow(self) -> pa.Table:
        """One row per account."""
        return flatten(self.rows)


def preset_funnel(
    analysis: Analysis, name: str, question: Question, now: datetime | None = None
) -> PresetFunnel:
    """The funnel of a preset.

    Args:
        analysis: The build.
        name: The preset.
        question: Scope and period, and what to split by; its KPIs do not matter.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: There is no such preset, or the question is put wrongly.
        Unanswerable: The period had not begun.
    """
    preset = find_preset(name)
    (whole,) = _asking(analysis, replace(question, by=()), now).funnels(preset)
    if not question.by:
        return whole
    return replace(whole, groups=tuple(_asking(analysis, question, now).funnels(preset)))


def side_by_side(
    analysis: Analysis,
    names: Sequence[str],
    question: Question,
    limit: int | None = None,
    now: datetime | None = None,
) -> SideBySide:
    """What several presets say of the same accounts.

    Args:
        analysis: The build.
        names: The presets; none: all.
        question: Scope and period.
        limit: The most accounts shown; None: all.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: There is no such preset, or the question is put wrongly.
        Unanswerable: The period had not begun.
    """
    presets = [find_preset(name) for name in dict.fromkeys(names or PRESETS)]
    return _asking(analysis, replace(question, by=()), now).side_by_side(presets, limit)


def _asking(analysis: Analysis, question: Question, now: datetime | None) -> PresetAsking:
    asked = replace(question, kpis=("target_accounts",), compare="previous")
    plan, working = analysis.working(asked, now, funnel=True)
    return PresetAsking(working, plan, analysis.record.definition, analysis.record.id)


class PresetAsking:
    """Presets of one build."""

    def __init__(self, working: Working, plan: Plan, definition: str, build: str) -> None:
        """Prepare.

        Args:
            working: The tables of the question; ``scope`` is among them.
            plan: The question; each of its periods with the one before it.
            definition: Hash of the definitions.
            build: Id of the build.

        Raises:
            Unanswerable: The period had not begun.
        """
        if not plan.frames or all(asked.frame is None for asked in plan.asked):
            raise Unanswerable(message("The period had not begun at the instant asked for."))
        self._working = working
        self._plan = plan
        self._marks = (definition, build)

    def funnels(self, preset: Preset) -> list[PresetFunnel]:
        """The funnel of each period and group."""
        table = self._stand(preset)
        groups = [f"g{i}" for i in range(len(self._plan.by_account))]
        keys = ", ".join(["period", *groups])
        standing: dict[tuple[int, Group], list[int]] = {}
        for row in self._working.engine.query(
            f"select {keys}, stage, count(*) as n from {table} group by {keys}, stage"
        ).to_pylist():
            place = (row["period"], tuple(row[g] for g in groups))
            standing.setdefault(place, [0] * len(preset.stages))[row["stage"] - 1] += row["n"]
        found = []
        for asked in self._plan.asked:
            if asked.frame is None:
                continue
            own = [group for period, group in standing if period == asked.frame] if groups else [()]
            for group in sorted(own, key=lambda values: [(value is None, str(value)) for value in values]):
                counts = standing.get((asked.frame, group), [0] * len(preset.stages))
                found.append(self._funnel(preset, asked, group, counts, self._moves(table, asked, group)))
        return found

    def side_by_side(self, presets: Sequence[Preset], limit: int | None) -> SideBySide:
        """The stages of each account by several presets.

        Args:
            presets: The presets.
            limit: The most accounts shown; None: all.
        """
        frame = next(asked.frame for asked in reversed(self._plan.asked) if asked.frame is not None)
        tables = {preset.name: self._stand(preset) for preset in presets}
        first = next(iter(tables.values()))
        joins = " ".join(
            f"join {table} p{i} on p{i}.account_id = s.account_id and p{i}.period = {frame}"
            for i, table in enumerate(tables.values())
        )
        stages = [f"p{i}.stage as {name}" for i, name in enumerate(tables)]
        rows = f"""
            select s.account_id, a.name as account, s.tier, {", ".join(stages)}
            from (select distinct account_id, tier from {first} where period = {frame}) s
            join accounts a on a.account_id = s.account_id {joins}
        """
        names = {preset.name: [stage.name for stage in preset.stages] for preset in presets}
        engine = self._working.engine
        columns = ", ".join(names)
        combined = engine.query(
            f"select {columns}, count(*) as accounts from ({rows}) r group by {columns}"
            f" order by accounts desc, {columns}"
        ).to_pylist()
        cut = "" if limit is None else f" limit {limit}"
        listed = engine.query(f"{rows} order by {', '.join(f'{n} desc' for n in names)}, account_id{cut}")
        return SideBySide(
            tuple(names),
            tuple(_named(row, names) for row in listed.to_pylist()),
            tuple(_named(row, names) for row in combined),
            sum(row["accounts"] for row in combined),
        )

    def _stand(self, preset: Preset) -> str:
        """A table of the stage of every account of the cohort, per period."""
        self._working.asof("account_signals")
        table = f"stages_{preset.name}"
        groups = "".join(f", s.g{i}" for i in range(len(self._plan.by_account)))
        cohort = self._working.engine.dialect.text(self._plan.cohort)
        self._working.store(
            table,
            f"""
            select s.period, s.account_id, s.tier{groups}, {preset.stage_sql(self._working.settings)} as stage
            from scope s
            join asof_account_signals r on r.period = s.period and r.account_id = s.account_id
            where s.cohort = {cohort}
            """,
        )
        return table

    def _moves(self, table: str, asked: Asked, group: Group) -> dict[tuple[int, int], int]:
        if asked.previous_frame is None:
            return {}
        dialect = self._working.engine.dialect
        same = " and ".join(
            f"n.g{i} is not distinct from {dialect.text(value) if value is not None else 'null'}"
            for i, value in enumerate(group)
        )
        rows = self._working.engine.query(
            f"""
            select b.stage as first, n.stage as second, count(distinct n.account_id) as n
            from {table} n join {table} b on b.account_id = n.account_id and b.period = {asked.previous_frame}
            where n.period = {asked.frame} and {same or "1 = 1"}
            group by b.stage, n.stage
            """
        ).to_pylist()
        return {(row["first"] - 1, row["second"] - 1): row["n"] for row in rows}

    def _funnel(
        self,
        preset: Preset,
        asked: Asked,
        group: Group,
        counts: Sequence[int],
        moves: dict[tuple[int, int], int],
    ) -> PresetFunnel:
        definition, build = self._marks
        present = tuple(
            message("{name} is as last loaded, whatever the instant asked for", name=name)
            for name in self._plan.scope.rests_on_present_attributes
        )
        return PresetFunnel(
            preset=preset.name,
            title=preset.title,
            as_of=asked.moment.as_of,
            period=asked.moment.period.bounds(),
            scope=self._plan.scope_said,
            definitions={stage.name: stage.definition for stage in preset.stages},
            standing=tuple(counts),
            movements=moves,
            definition=definition,
            build=build,
            group={**dict(zip(self._plan.by_account, group, strict=True)), **dict(asked.group)},
            flags=(*preset.remarks, *present),
        )


def _named(row: Json, names: dict[str, list[str]]) -> Json:
    return {key: names[key][value - 1] if key in names else value for key, value in row.items()}
