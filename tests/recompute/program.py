"""A test company asked of the program itself: its facts built in memory, or loaded and built from its files.

    program = Program.of(company(touches=[...]))
    program.ask("engaged_accounts", start=date(2026, 1, 1), end=date(2026, 4, 1))["engaged_accounts"].value
    program.evidence("engaged_accounts", start=..., end=...).rows

`ask` and `disagreements` take a question in the words of the oracle, so that both answer the same one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Result
from abmetry.answers.ask import Asking
from abmetry.answers.evidence import Evidence, Part, find_evidence
from abmetry.answers.plan import Plan, make_plan
from abmetry.answers.question import Question
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build import build
from abmetry.model.load import load
from abmetry.workspace.settings import Settings
from abmetry.workspace.workspace import Workspace
from facts.model_fixture import all_facts, tiny_model
from recompute.company import Company
from recompute.oracle import answers

NOW = datetime(2027, 1, 1)


@dataclass
class Program:
    """The facts of one company, ready for questions."""

    engine: DuckDBEngine
    settings: Settings
    loaded: frozenset[str]

    @classmethod
    def of(cls, company: Company) -> Program:
        """Build every fact of a company in memory; conforming and loading are left out."""
        rows = {
            table: [{name: _cell(value) for name, value in row.items()} for row in company.rows(table)]
            for table in company.tables
        }
        model = tiny_model(company.settings, **rows)
        model.build(*(name for name in all_facts() if not name.startswith("quality")))
        return cls(model.engine, model.settings, frozenset(company.tables))

    def plan(self, *kpis: str, **question: Any) -> Plan:
        """A question in the oracle's words, resolved; nothing is compared unless `compare` says so."""
        rows = self.engine.query(
            "select tier, min(tier_rank) as place from list_stays where tier is not null group by tier order by 2, 1"
        ).to_pylist()
        tiers = dict.fromkeys([*(row["tier"] for row in rows), *question.get("tiers", ())])
        lists = {row["list_id"] for row in self.engine.query("select list_id from list_stays").to_pylist()}
        keys = self.engine.query(self.engine.dialect.json_keys("accounts", "attributes")).to_pylist()
        return make_plan(
            question_of(kpis, **question),
            self.settings,
            frozenset(row["name"] for row in keys),
            sorted({*lists, *self.settings.lists, *question.get("lists", ())}),
            list(tiers),
            NOW,
        )

    def results(self, *kpis: str, **question: Any) -> tuple[Result, ...]:
        """Every result of a question, group by group."""
        return self._asking(self.plan(*kpis, **question)).answer().results

    def ask(self, *kpis: str, **question: Any) -> dict[str, Result]:
        """The result of each KPI of a question that is not split."""
        return {result.kpi: result for result in self.results(*kpis, **question)}

    def split(self, kpi: str, *by: str, **question: Any) -> dict[Any, float | None]:
        """The values of one KPI by the values it is split by: the bare value for one, else a tuple."""
        results = self.results(kpi, by=by, **question)
        groups = [tuple(result.group[name] for name in by) for result in results]
        return {
            group if len(by) > 1 else group[0]: result.value
            for group, result in zip(groups, results, strict=True)
        }

    def evidence(self, kpi: str, part: Part = "numerator", **question: Any) -> Evidence:
        """The rows behind a number."""
        plan = self.plan(kpi, **question)
        asking = self._asking(plan)
        asking.prepare()
        return find_evidence(asking.working, plan, plan.kpis[0], part, None)

    def _asking(self, plan: Plan) -> Asking:
        return Asking(self.engine, self.settings, plan, self.loaded, "definition", "build")


def ask(company: Company, *kpis: str, **question: Any) -> dict[str, Result]:
    """The program's answer to one question about a company, its facts built in memory."""
    return Program.of(company).ask(*kpis, **question)


def opened(company: Company, folder: Path) -> Analysis:
    """The company as a workspace on disk, loaded and built as a user would."""
    workspace = Workspace.open(company.write(folder))
    load(workspace)
    return Analysis(workspace, build(workspace))


def question_of(
    kpis: Iterable[str],
    *,
    start: date,
    end: date,
    as_of: datetime | None = None,
    where: Mapping[str, Any] | None = None,
    compare: str = "none",
    **more: Any,
) -> Question:
    """The oracle's question as the program's."""
    return Question(
        kpis=tuple(kpis),
        start=start.isoformat(),
        end=end.isoformat(),
        as_of=None if as_of is None else as_of.isoformat(),
        where=tuple(f"{name}={value}" for name, value in (where or {}).items()),
        compare=compare,  # type: ignore[arg-type]
        **more,
    )


def disagreements(
    company: Company, results: Mapping[str, Result], kpis: Iterable[str], **question: Any
) -> dict[str, tuple[Any, Any]]:
    """Where value, numerator or denominator differ from the re-computation's: (program, oracle) per KPI."""
    expected = answers(company, kpis, **question)
    found = {}
    for kpi, one in expected.items():
        result = results[kpi]
        told = (result.value, result.numerator, result.denominator)
        wanted = (one.value, one.numerator, one.denominator)
        if not all(_same(a, b) for a, b in zip(told, wanted, strict=True)):
            found[kpi] = (told, wanted)
    return found


def _same(told: float | None, wanted: float | None) -> bool:
    if told is None or wanted is None:
        return told is wanted
    return math.isclose(told, wanted, rel_tol=1e-9, abs_tol=1e-9)


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
