"""All SQL that Abmetry writes passes its linter: facts, as-of relations, measures, and whatever questions run."""

from contextlib import suppress
from datetime import datetime

import pytest

from abmetry import open as open_analysis
from abmetry.answers import account, links
from abmetry.answers.holdout import holdout
from abmetry.answers.question import Question
from abmetry.asof.relation import Frame
from abmetry.asof.relations import RELATIONS
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.engine.lint import lint
from abmetry.errors import Unanswerable
from abmetry.facts.registry import all_facts
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.measure import SCOPE
from abmetry.steps.fact import Fact
from abmetry.workspace.settings import Settings

DIALECT = DuckDBDialect()
FRAMES = [
    Frame(
        0, datetime(2025, 12, 31, 23), datetime(2026, 3, 31, 22), datetime(2026, 1, 1), datetime(2026, 4, 1)
    ),
    Frame(
        1, datetime(2025, 9, 30, 22), datetime(2025, 12, 31, 23), datetime(2025, 10, 1), datetime(2026, 1, 1)
    ),
]
WORKSPACES = {
    "bare": Settings(),
    "full": Settings.model_validate(
        {
            "lists": {"big": {"where": "employees > 500"}},
            "personas": {"money": {"titles": ["*CFO*"], "required": 1}},
            "engaged": {"rule": "minutes", "minutes": 5, "lookback_days": 90},
            "engagement": {"daily_cap": 60},
            "pages": {"high_value": ["/pricing*"], "ignore": ["/jobs*"]},
            "influence": {"when": "before"},
            "intent": {"own_topics": ["abm"], "competitor_topics": ["rival"]},
            "lifetime": {"gross_margin": 0.7},
        }
    ),
}
FACTS = sorted(name for name, fact in all_facts().items() if isinstance(fact, Fact))


@pytest.mark.parametrize("settings", WORKSPACES.values(), ids=WORKSPACES)
@pytest.mark.parametrize("name", FACTS)
def test_facts(name, settings):
    assert lint(all_facts()[name].sql(DIALECT, settings)) == []


@pytest.mark.parametrize("settings", WORKSPACES.values(), ids=WORKSPACES)
@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_as_of_relations(name, settings):
    assert lint(RELATIONS[name].sql(DIALECT, settings, FRAMES)) == []
    if once := RELATIONS[name].once_sql(DIALECT, settings, FRAMES):
        assert lint(once) == []


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=CATALOGUE)
def test_measures(kpi):
    for measure in kpi.measures:
        if measure.relation != SCOPE:
            where = f" where {measure.where}" if measure.where else ""
            assert lint(f"select {measure.sql(DIALECT)} as value from asof_{measure.relation}{where}") == []
    for obstacle in kpi.obstacles:
        assert lint(f"select {obstacle.when} as stands from {obstacle.fact}") == []


def test_whatever_questions_run(built, monkeypatch):
    ran = []
    for name in ("query", "execute"):
        monkeypatch.setattr(DuckDBEngine, name, _noting(ran, getattr(DuckDBEngine, name)))
    with open_analysis(built) as analysis:
        analysis.ask(period="2026-Q3", where=["employees>100"])
        analysis.ask("engaged_accounts", period="2026-Q3", by=["tier", "industry", "month"], rollup="parent")
        analysis.funnel(Question(period="2026-Q3", by=("list",)))
        for kpi in CATALOGUE.values():
            with suppress(Unanswerable):
                analysis.evidence(Question((kpi.id,), period="2026-Q3"), limit=5)
        analysis.lift(Question(period="2026-Q3"))
        analysis.insights(Question(where=("employees>1",)))
        holdout(analysis, "named", 0.2, ("industry", "tier"))
        account.account(analysis, "a1")
        links.links(analysis)
        links.held(analysis)
    assert len(ran) > 100
    assert {(found.rule, found.excerpt, sql) for sql in ran for found in lint(sql)} == set()


def _noting(ran, run):
    def noting(engine, sql):
        ran.append(sql)
        return run(engine, sql)

    return noting
