"""From a question to its answer: one pass per fact for all KPIs, groups, cohorts and periods together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from abmetry.answers.answer import Answer, Result, Status
from abmetry.answers.contributions import Cell, Contributions, Sums
from abmetry.answers.evaluate import Evaluation, Valued, interval_dict
from abmetry.answers.measured import Working
from abmetry.answers.plan import BY_COLUMNS, Asked, Plan
from abmetry.answers.spreads import NOTHING, Shown, spreads
from abmetry.engine.engine import Engine
from abmetry.kpis.kpi import Kpi
from abmetry.workspace.settings import Settings


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
        known = [kpi for kpi in plan.kpis if not self._missing(kpi) and not self._unsplittable(kpi)]
        results: dict[str, list[Result]] = {}
        for kpi in plan.kpis:
            if kpi not in known or not plan.frames:
                results[kpi.id] = [self._unavailable(kpi, asked) for asked in plan.asked]
        for split, batch in self._batches(known if plan.frames else []).items():
            contributions = Contributions(self.working, batch, len(plan.by_account), split)
            sums = contributions.sums()
            for kpi in batch:
                results[kpi.id] = self._of_kpi(kpi, contributions, sums, split[1] if split else ())
        return Answer(tuple(result for kpi in plan.kpis for result in results[kpi.id]))

    def _batches(self, kpis: Sequence[Kpi]) -> dict[tuple[str, tuple[str, ...]] | None, list[Kpi]]:
        columns = tuple(BY_COLUMNS.get(by, by) for by in self._plan.by_kpi)
        batches: dict[tuple[str, tuple[str, ...]] | None, list[Kpi]] = {}
        for kpi in kpis:
            split = (kpi.shape.parts[0].relation, columns) if columns else None
            batches.setdefault(split, []).append(kpi)
        return batches

    def _missing(self, kpi: Kpi) -> tuple[str, ...]:
        return tuple(table for table in kpi.needs if table not in self._loaded)

    def _unsplittable(self, kpi: Kpi) -> tuple[str, ...]:
        return tuple(by for by in self._plan.by_kpi if by not in kpi.by)

    def _of_kpi(
        self, kpi: Kpi, contributions: Contributions, sums: Mapping[Cell, Sums], split: Sequence[str]
    ) -> list[Result]:
        evaluation = Evaluation(contributions, self._settings, kpi)
        shown: dict[Cell, Shown] = {}
        if kpi.shape.spread:
            shown = spreads(self.working, kpi, kpi.shape.spread, len(self._plan.by_account), split)
        results = []
        for asked in self._plan.asked:
            if asked.frame is None:
                results.append(self._unavailable(kpi, asked))
                continue
            for cell in self._cells(asked.frame, sums):
                own = evaluation.valued(cell, sums.get(cell))
                extra: dict[str, Any] = {
                    name: evaluation.value_of(shape, cell, sums.get(cell))
                    for name, shape in kpi.extra.items()
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
                        previous=self._previous(evaluation, asked, cell, own, sums),
                        comparison=self._comparison(evaluation, cell, own, sums),
                        flags=self._flags(kpi, evaluation, cell, sums),
                    )
                )
        return results

    def _cells(self, frame: int, sums: Mapping[Cell, Sums]) -> list[Cell]:
        own = [cell for cell in sums if cell.period == frame and cell.cohort == self._plan.cohort]
        if not own and not (self._plan.by_account or self._plan.by_kpi):
            return [Cell(frame, self._plan.cohort, ())]
        return sorted(own, key=lambda cell: [(value is None, str(value)) for value in cell.group])

    def _previous(
        self,
        evaluation: Evaluation,
        asked: Asked,
        cell: Cell,
        own: Valued,
        sums: Mapping[Cell, Sums],
    ) -> dict[str, Any] | None:
        if asked.previous is None or asked.previous_frame is None:
            return None
        before = Cell(asked.previous_frame, cell.cohort, cell.group)
        valued = evaluation.valued(before, sums.get(before))
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

    def _comparison(
        self, evaluation: Evaluation, cell: Cell, own: Valued, sums: Mapping[Cell, Sums]
    ) -> dict[str, Any] | None:
        if not self._plan.compares_cohorts:
            return None
        group = tuple(
            None if by in ("tier", "list") else value
            for by, value in zip([*self._plan.by_account, *self._plan.by_kpi], cell.group, strict=True)
        )
        beside = Cell(cell.period, "non_abm", group)
        valued = evaluation.valued(beside, sums.get(beside))
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
            "p": told.p if told else None,
        }

    def _flags(
        self, kpi: Kpi, evaluation: Evaluation, cell: Cell, sums: Mapping[Cell, Sums]
    ) -> tuple[str, ...]:
        flags = [
            flag.sentence.format(n=round(count))
            for flag in kpi.flags
            if (count := evaluation.total_of(flag.counted, cell, sums.get(cell)))
        ]
        flags.extend(
            f"{name} is as last loaded, whatever the instant asked for"
            for name in self._plan.scope.rests_on_present_attributes
        )
        return tuple(flags)

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
        elif own.n < self._settings.stats.min_n:
            status = "too_few"
        names = [*self._plan.by_account, *self._plan.by_kpi]
        group = dict(zip(names, cell.group, strict=True))
        return Result(
            **self._common(kpi, asked),
            group={**group, **dict(asked.group)},
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
        )

    def _unavailable(self, kpi: Kpi, asked: Asked) -> Result:
        missing = self._missing(kpi)
        flags = []
        if missing:
            flags.append(f"never loaded: {', '.join(missing)}")
        if unsplittable := self._unsplittable(kpi):
            can = f"; it can by {', '.join(kpi.by)}" if kpi.by else ""
            flags.append(f"it cannot be split by {', '.join(unsplittable)}{can}")
        if asked.frame is None:
            flags.append("the period had not begun")
        return Result(
            **self._common(kpi, asked),
            group=dict(asked.group),
            status="unavailable",
            flags=tuple(flags),
            needs=missing,
        )

    def _common(self, kpi: Kpi, asked: Asked) -> dict[str, Any]:
        question = self._plan.question
        scope: dict[str, Any] = {
            "lists": list(question.lists) or list(self._lists()),
            "cohort": question.cohort,
        }
        for name in ("tiers", "where"):
            if value := getattr(question, name):
                scope[name] = list(value)
        for name in ("owner", "rollup"):
            if value := getattr(question, name):
                scope[name] = value
        definition, build = self._marks
        return {
            "kpi": kpi.id,
            "unit": kpi.unit.value,
            "period": asked.moment.period.bounds(),
            "as_of": asked.moment.as_of,
            "scope": scope,
            "definition": definition,
            "build": build,
            "currency": self._settings.workspace.currency if kpi.unit.is_money else None,
        }

    def _lists(self) -> tuple[str, ...]:
        return self._plan.known_lists if self._plan.cohort == "abm" else ()

    def _label(self, group: Mapping[str, str | None]) -> dict[str, str]:
        tables = {"campaign": ("campaigns", "campaign_id"), "owner": ("users", "user_id")}
        labels = {}
        for name, (table, key) in tables.items():
            value = group.get(name)
            if value is None:
                continue
            dialect = self.working.engine.dialect
            found = self.working.engine.query(
                f"select name from {table} where {key} = {dialect.text(value)}"
            ).to_pylist()
            if found:
                labels[name] = found[0]["name"]
        return labels
