"""From a question to its answer: one pass per fact for all KPIs, groups, cohorts and periods together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from abmetry.answers.answer import Answer, Result, Status
from abmetry.answers.batch import Batch
from abmetry.answers.contributions import Cell, Split
from abmetry.answers.evaluate import Evaluation, Valued, interval_dict
from abmetry.answers.insights import Insights, find_insights, insights_result
from abmetry.answers.lift import Lifting, lifted_kpis
from abmetry.answers.measured import Working
from abmetry.answers.needs import alternatives
from abmetry.answers.plan import Asked, Plan
from abmetry.answers.spreads import NOTHING, Shown, spreads
from abmetry.answers.targets import target_of
from abmetry.asof.relation import Frame
from abmetry.engine.engine import Engine
from abmetry.kpis.kpi import Kpi, Obstacle
from abmetry.lang.message import message
from abmetry.workspace.settings import Settings

LARGE = 1_000_000
"""Touches from which on what is mined is no part of the whole catalogue."""


class Asking:
    """One question on one build."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        plan: Plan,
        loaded: frozenset[str],
        definition: str,
        build: str,
    ) -> None:
        """Prepare.

        Args:
            engine: A session in which the facts of the build are there under their names.
            settings: The definitions.
            plan: The question, resolved.
            loaded: Canonical tables that were loaded.
            definition: Hash of the definitions.
            build: Id of the build.
        """
        self._plan = plan
        self._settings = settings
        self._loaded = loaded
        self._marks = (definition, build)
        self._known_names: dict[str, dict[str, str]] = {}
        self.working = Working(engine, settings, plan.frames)

    def prepare(self) -> None:
        """Store the scope of the question, from which all else follows."""
        dialect = self.working.engine.dialect
        self.working.store("scope", self._plan.scope.sql(dialect, self._plan.frames))

    def answer(self) -> Answer:
        """Every result, in the order of the KPIs, the periods and the groups."""
        plan = self._plan
        if plan.frames:
            self.prepare()
        results: dict[int, list[Result]] = {}
        known: list[Kpi] = []
        for kpi in plan.kpis:
            if plan.frames and not self._reasons(kpi):
                known.append(kpi)
            else:
                results[id(kpi)] = [self._unavailable(kpi, asked) for asked in plan.asked]
        own = [kpi for kpi in known if not (kpi.of_kpis or kpi.is_mined)]
        self.working.expect(measure for kpi in own for measure in kpi.measures)
        for split, kpis in self._batches(own).items():
            batch = Batch(self.working, kpis, len(plan.by_account), split)
            for kpi in kpis:
                results[id(kpi)] = self._of_kpi(kpi, batch, split[1] if split else ())
        for kpi in (kpi for kpi in known if kpi.of_kpis):
            lifted = self.lifting().lift(lifted_kpis(plan.question.kpis))
            results[id(kpi)] = list(lifted.answer)
        for kpi in (kpi for kpi in known if kpi.is_mined):
            results[id(kpi)] = [
                self._unavailable(kpi, asked)
                if asked.frame is None
                else insights_result(kpi.id, kpi.unit.value, self.insights(asked))
                for asked in plan.asked
            ]
        return Answer(tuple(result for kpi in plan.kpis for result in results[id(kpi)]))

    def insights(self, asked: Asked) -> Insights:
        """What goes with what in one period of the question; last: it makes its tables anew."""
        frame = next(frame for frame in self._plan.frames if frame.index == asked.frame)
        return find_insights(self.working.engine, self._settings, self._plan, asked, frame, self._marks)

    def lifting(self, before: Frame | None = None) -> Lifting:
        """The comparison of the question's accounts with those that stand for them; last: it makes its tables anew.

        Args:
            before: The period that a change is taken from; None: the same days a year or more before.
        """
        engine = self.working.engine
        return Lifting(engine, self._settings, self._plan, self._loaded, self._marks, before)

    def _batches(self, kpis: Sequence[Kpi]) -> dict[Split | None, list[Kpi]]:
        batches: dict[Split | None, list[Kpi]] = {}
        for kpi in kpis:
            columns = tuple(kpi.by[by] for by in self._plan.by_kpi)
            split = (kpi.shape.parts[0].relation, columns) if columns else None
            batches.setdefault(split, []).append(kpi)
        return batches

    def _reasons(self, kpi: Kpi) -> tuple[str, ...]:
        """Why the KPI cannot be answered, if it cannot."""
        reasons: list[str] = []
        if lacking := kpi.lacking(self._loaded):
            reasons.append(message("never loaded: {tables}", tables=alternatives(lacking)))
        unsplittable = [by for by in (*self._plan.by_kpi, *self._plan.by_variant) if by not in kpi.splits]
        if unsplittable:
            reasons.append(
                message(
                    "it cannot be split by {names}; it can by {others}",
                    names=", ".join(unsplittable),
                    others=", ".join(kpi.splits),
                )
                if kpi.splits
                else message("it cannot be split by {names}", names=", ".join(unsplittable))
            )
        if (kpi.of_kpis or kpi.is_mined) and not self._plan.question.kpis and len(self._plan.asked) > 1:
            reasons.append(
                message("in the whole catalogue it is told of one period; ask it by its id for several")
            )
        if kpi.is_mined and not self._plan.question.kpis and self._is_large():
            reasons.append(message("with so many touches it takes long, so it is asked by its id"))
        if kpi.is_mined and self._plan.question.by:
            reasons.append(message("it cannot be split; --where chooses accounts, --period the time"))
        if kpi.of_kpis and (split := [by for by in self._plan.by_account if by not in kpi.splits]):
            reasons.append(
                message("it cannot be split by {names}; --where chooses accounts", names=", ".join(split))
            )
        if kpi.population == "L" and "tier" in self._plan.by_account:
            reasons.append(message("its accounts may have left their lists, so tiers do not apply to it"))
        if kpi.unless and (reason := kpi.unless(self._settings, self._plan.cohort)):
            reasons.append(reason)
        return (*reasons, *self.obstacles(kpi))

    def obstacles(self, kpi: Kpi) -> tuple[str, ...]:
        """What in the data keeps a KPI from being known; of a table that was never loaded there is no more to say."""
        missing = kpi.missing(self._loaded)
        return tuple(one.sentence for one in kpi.obstacles if one.fact not in missing and self._stands(one))

    def _is_large(self) -> bool:
        rows = self.working.engine.query("select count(*) as n from touches").to_pylist()
        return bool(rows[0]["n"] > LARGE)

    def _stands(self, obstacle: Obstacle) -> bool:
        sql = f"select case when {obstacle.when} then 1 else 0 end as stands from {obstacle.fact}"
        return bool(self.working.engine.query(sql).to_pylist()[0]["stands"])

    def _of_kpi(self, kpi: Kpi, batch: Batch, split: Sequence[str]) -> list[Result]:
        shown: dict[Cell, Shown] = {}
        factors: dict[Cell, float | None] | None = None
        if spread := kpi.shape.spread:
            found = spreads(self.working, kpi, spread, len(self._plan.by_account), split)
            shown = {cell: durations.shown() for cell, durations in found.items()}
            if times := kpi.shape.times:
                factors = {cell: times(durations.curve, self._settings) for cell, durations in found.items()}
        evaluation = Evaluation(batch, self._settings, kpi, factors)
        results = []
        for asked in self._plan.asked:
            if asked.frame is None:
                results.append(self._unavailable(kpi, asked))
                continue
            for cell in self._cells(asked.frame, batch, kpi):
                own = evaluation.valued(cell)
                extra: dict[str, Any] = {
                    name: evaluation.value_of(sh, cell) for name, sh in kpi.extra.items()
                }
                if kpi.shape.spread:
                    extra.update(shown.get(cell, NOTHING))
                results.append(
                    self._result(
                        kpi,
                        asked,
                        cell,
                        own,
                        extra=extra,
                        previous=self._previous(evaluation, asked, cell, own),
                        comparison=self._comparison(kpi, evaluation, cell, own),
                        flags=self._flags(kpi, asked, evaluation, cell),
                    )
                )
        return results

    def _cells(self, frame: int, batch: Batch, kpi: Kpi) -> list[Cell]:
        cohort = self._plan.cohort
        own = [cell for cell in batch.cells_of(kpi) if cell.period == frame and cell.cohort == cohort]
        if not own:
            groups = len(self._plan.by_account) + len(self._plan.by_kpi)
            return [Cell(frame, cohort, (None,) * groups)]
        return sorted(own, key=self._order)

    def _order(self, cell: Cell) -> list[tuple[bool, int, str]]:
        tiers = self._plan.known_tiers
        return [
            (value is None, tiers.index(value) if by == "tier" and value in tiers else 0, str(value))
            for by, value in zip([*self._plan.by_account, *self._plan.by_kpi], cell.group, strict=True)
        ]

    def _previous(
        self, evaluation: Evaluation, asked: Asked, cell: Cell, own: Valued
    ) -> dict[str, Any] | None:
        if asked.previous is None or asked.previous_frame is None:
            return None
        valued = evaluation.valued(Cell(asked.previous_frame, cell.cohort, cell.group))
        change = None
        if own.value is not None and valued.value is not None:
            change = own.value - valued.value
        return {
            "period": asked.previous.period.bounds(),
            "value": valued.value,
            "numerator": valued.numerator,
            "denominator": valued.denominator,
            "n": valued.n,
            "interval": interval_dict(valued.interval),
            "difference": change,
        }

    def _comparison(self, kpi: Kpi, evaluation: Evaluation, cell: Cell, own: Valued) -> dict[str, Any] | None:
        if not self._plan.compares_cohorts or (kpi.unless and kpi.unless(self._settings, "non_abm")):
            return None
        if all(part.everyone for part in kpi.shape.parts):
            return None
        group = tuple(
            None if by in ("tier", "list") else value
            for by, value in zip([*self._plan.by_account, *self._plan.by_kpi], cell.group, strict=True)
        )
        valued = evaluation.valued(Cell(cell.period, "non_abm", group))
        told = evaluation.difference(own, valued)
        interval = told.interval if told else None
        return {
            "cohort": "non_abm",
            "value": valued.value,
            "numerator": valued.numerator,
            "denominator": valued.denominator,
            "n": valued.n,
            "difference": told.value if told else None,
            "low": interval.low if interval else None,
            "high": interval.high if interval else None,
            "p": float(told.p) if told and told.p is not None else None,
        }

    def _flags(self, kpi: Kpi, asked: Asked, evaluation: Evaluation, cell: Cell) -> tuple[str, ...]:
        flags: list[str] = [asked.moment.running] if asked.moment.running else []
        flags.extend(
            flag.said(round(count), evaluation.total_of(flag.summed, cell) if flag.summed else None)
            for flag in kpi.all_flags
            if (count := evaluation.total_of(flag.counted, cell))
        )
        flags.extend(
            message("{name} is as last loaded, whatever the instant asked for", name=name)
            for name in self._plan.scope.rests_on_present_attributes
        )
        if self._plan.cohort == "abm" and not self._plan.known_lists:
            flags.append(message("no target list is configured or loaded, so no account is a target"))
        return tuple(dict.fromkeys(flags))

    def _result(
        self,
        kpi: Kpi,
        asked: Asked,
        cell: Cell,
        own: Valued,
        *,
        extra: Mapping[str, Any],
        previous: dict[str, Any] | None,
        comparison: dict[str, Any] | None,
        flags: tuple[str, ...],
    ) -> Result:
        status: Status = "ok"
        if own.value is None:
            status = "empty"
        elif kpi.shape.interval != "none" and own.n < self._settings.stats.min_n:
            status = "too_few"
        names = [*self._plan.by_account, *self._plan.by_kpi]
        group = dict(zip(names, cell.group, strict=True))
        groups = {**group, **kpi.variant, **dict(asked.group)}
        plan, period = self._plan, asked.moment.period
        aimed = target_of(self._settings, kpi, plan.question, plan.known_lists, period, groups, own.value)
        return Result(
            **self._common(kpi, asked),
            group=groups,
            status=status,
            value=own.value,
            numerator=own.numerator,
            denominator=own.denominator,
            n=own.n,
            interval=interval_dict(own.interval),
            extra=extra,
            previous=previous,
            comparison=comparison,
            flags=flags,
            label=self._label(group),
            target=aimed,
        )

    def _unavailable(self, kpi: Kpi, asked: Asked) -> Result:
        flags = list(self._reasons(kpi))
        if asked.frame is None:
            flags.append(message("the period had not begun"))
        return Result(
            **self._common(kpi, asked),
            group={**kpi.variant, **dict(asked.group)},
            status="unavailable",
            flags=tuple(flags),
            needs=kpi.missing(self._loaded),
        )

    def _common(self, kpi: Kpi, asked: Asked) -> dict[str, Any]:
        definition, build = self._marks
        return {
            "kpi": kpi.id,
            "unit": kpi.unit.value,
            "period": asked.moment.period.bounds(),
            "as_of": asked.moment.as_of,
            "scope": self._plan.scope_said,
            "definition": definition,
            "build": build,
            "currency": self._settings.workspace.currency if kpi.shows_money else None,
        }

    def _label(self, group: Mapping[str, str | None]) -> dict[str, str]:
        found = {}
        for name in ("account", "campaign", "owner", "rep"):
            value = group.get(name)
            if value is not None and value in self._names(name):
                found[name] = self._names(name)[value]
        return found

    def _names(self, group: str) -> dict[str, str]:
        if group not in self._known_names:
            named = {"account": ("accounts", "account_id"), "campaign": ("campaigns", "campaign_id")}
            table, key = named.get(group, ("users", "user_id"))
            rows = self.working.engine.query(f"select {key} as id, name from {table}").to_pylist()
            self._known_names[group] = {row["id"]: row["name"] for row in rows}
        return self._known_names[group]
