"""The numbers as Abmetry gives them: one question; and the whole catalogue of the same scope."""

from __future__ import annotations

from pathlib import Path

from benchmarks.side_by_side.wanted import DURATIONS, KPIS, REST, YEAR, Numbers

from abmetry.answers.analysis import open_workspace
from abmetry.answers.answer import Answer
from abmetry.answers.question import Question


def numbers(workspace: Path) -> Numbers:
    """The twelve KPIs, with all that an answer carries: intervals, flags, the difference from the rest."""
    with open_workspace(workspace) as analysis:
        return _told(analysis.ask(_question(KPIS)))


def everything(workspace: Path) -> int:
    """The whole catalogue of the same quarters and groups; how many results that is."""
    with open_workspace(workspace) as analysis:
        return len(analysis.ask(_question(())))


def _question(kpis: tuple[str, ...]) -> Question:
    return Question(kpis=kpis, period=str(YEAR), by=("tier", "quarter"), compare="non_abm")


def _told(answer: Answer) -> Numbers:
    found: Numbers = {}
    for result in answer:
        quarter, tier = str(result.group["quarter"]), str(result.group["tier"])
        found[result.kpi, quarter, tier] = result.value
        if result.kpi in DURATIONS:
            found[f"{result.kpi}.median", quarter, tier] = result.extra.get("median")
        if result.comparison is not None:
            found[result.kpi, quarter, REST] = result.comparison["value"]
    return found
