"""Whatever is asked, Spark over a build's Parquet and DuckDB over its serving copy answer the same.

The sample company of 300 accounts is made, loaded and built once. Counts and texts are equal, numbers with a fraction
to nine digits.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from math import isclose
from typing import Any

import pytest

from abmetry.answers import account, links
from abmetry.answers.analysis import Analysis
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.facts.build import build
from abmetry.facts.build_record import current_build
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.model.load import load
from abmetry.sample import make
from abmetry.workspace.workspace import Workspace

pytestmark = [pytest.mark.spark, pytest.mark.slow]

NOW = datetime(2026, 11, 20)
QUARTER = "2026-Q3"
# A rate of accounts, a rate of deals, money, durations, spend shares, visits, coverage.
SHAPES = (
    "engaged_account_rate",
    "opportunity_win_rate",
    "new_revenue_won",
    "deal_velocity_days",
    "cost_per_engaged_account",
    "website_visits",
    "contactable_rate",
)
QUESTIONS = {
    "by tier": Question(SHAPES, period=QUARTER, by=("tier",)),
    "by an attribute, in one tier": Question(SHAPES[:3], period=QUARTER, by=("industry",), tiers=("1",)),
    "by channel": Question(("engagement_minutes",), period=QUARTER, by=("channel",)),
    "by stage": Question(("stage_days", "stalled_opportunities"), period=QUARTER, by=("stage",)),
    "by persona": Question(("stakeholder_coverage",), period=QUARTER, by=("persona",), compare="none"),
    "by month": Question(("website_visits", "new_revenue_won"), period=QUARTER, by=("month",)),
    "outside the program": Question(SHAPES, period=QUARTER, cohort="non_abm", compare="none"),
    "as of an instant, of some accounts": Question(
        SHAPES,
        period=QUARTER,
        as_of="2026-08-15T12:30",
        where=("industry=Software", "employees>50", "annual_revenue!=0"),
        compare="none",
    ),
    "of top parents": Question(SHAPES[:4], period=QUARTER, rollup="parent", compare="none"),
}
EVIDENCE = (
    ("engaged_accounts", "numerator"),
    ("unengaged_account_rate", "numerator"),
    ("new_revenue_won", "numerator"),
    ("stage_days", "denominator"),
    ("cost_per_engaged_account", "numerator"),
    ("contactable_rate", "denominator"),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory, spark) -> Iterator[tuple[Analysis, Analysis]]:
    """The company on DuckDB and on Spark."""
    folder = tmp_path_factory.mktemp("parity")
    make(folder, accounts=300, until=date(2026, 11, 1))
    workspace = Workspace.open(folder)
    load(workspace)
    build(workspace)
    record = current_build(workspace.places)
    assert record is not None
    with Analysis(workspace, record) as own, Analysis(on_spark(workspace), record) as other:
        yield own, other


def on_spark(workspace: Workspace) -> Workspace:
    settings = workspace.settings
    engine = settings.engine.model_copy(update={"name": "spark"})
    return replace(workspace, settings=settings.model_copy(update={"engine": engine}))


def differences(own: Any, other: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two results differ."""
    if isinstance(own, dict) and isinstance(other, dict) and own.keys() == other.keys():
        return [found for key in own for found in differences(own[key], other[key], f"{path}.{key}")]
    if isinstance(own, list | tuple) and isinstance(other, list | tuple) and len(own) == len(other):
        pairs = enumerate(zip(own, other, strict=True))
        return [found for i, (a, b) in pairs for found in differences(a, b, f"{path}[{i}]")]
    if isinstance(own, float) and isinstance(other, int | float):
        return [] if isclose(own, other, rel_tol=1e-9, abs_tol=1e-12) else [(path, own, other)]
    return [] if own == other and type(own) is type(other) else [(path, own, other)]


def test_the_whole_catalogue(asked):
    """But for lift and insights, which are compared below."""
    ids = tuple(kpi.id for kpi in CATALOGUE.values() if not (kpi.of_kpis or kpi.is_mined))
    own, other = (analysis.answer(Question(ids, period=QUARTER), NOW) for analysis in asked)
    assert differences(own.to_list(), other.to_list()) == []
    assert sum(result.value is not None for result in own) > 60


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_questions(asked, question):
    own, other = (analysis.answer(question, NOW).to_list() for analysis in asked)
    assert differences(own, other) == []
    assert any(result["numerator"] for result in own)


@pytest.mark.parametrize(("kpi", "part"), EVIDENCE)
def test_evidence(asked, kpi, part):
    question = Question((kpi,), period=QUARTER)
    own, other = (analysis.evidence(question, part, now=NOW) for analysis in asked)
    assert own.total == other.total > 0
    assert differences(own.to_list(), other.to_list()) == []


def test_the_first_rows_of_evidence(asked):
    question = Question(("engagement_minutes",), period=QUARTER)
    own, other = (analysis.evidence(question, limit=20, now=NOW).to_list() for analysis in asked)
    assert differences(own, other) == []


def test_credit(asked):
    question = Question(period=QUARTER, by=("channel",))
    own, other = (analysis.attribution(question, ("all",), NOW).to_list() for analysis in asked)
    assert differences(own, other) == []
    assert len({result["group"]["model"] for result in own}) == 11
    deal = (
        asked[0].evidence(Question(("attributed_revenue",), period=QUARTER), limit=1, now=NOW).rows[0]["key"]
    )
    own, other = (analysis.deal_credit(deal, now=NOW).to_dict() for analysis in asked)
    assert differences(own, other) == []


def test_lift(asked):
    question = Question((*SHAPES, "average_contract_value"), period=QUARTER)
    own, other = (analysis.lift(question).to_dict() for analysis in asked)
    assert differences(own, other) == []
    assert {result["group"].get("method") for result in own["results"]} >= {"raw", "matched"}


def test_insights(asked):
    own, other = (analysis.insights(now=NOW).to_list(tried=True, rows=3) for analysis in asked)
    assert differences(own, other) == []
    assert any(one["status"] != "too few" for one in own)


def test_the_funnel(asked):
    question = Question(period=QUARTER, by=("tier",))
    own, other = (analysis.funnel(question, NOW).to_dict() for analysis in asked)
    assert differences(own, other) == []


def test_one_account(asked):
    (first,) = asked[0].evidence(Question(("engaged_accounts",), period=QUARTER), limit=1, now=NOW).rows
    own, other = (account.account(analysis, first["account_id"], NOW).to_dict() for analysis in asked)
    assert differences(plain(own), plain(other)) == []
    assert own["touches"]


def test_links_and_what_is_held(asked):
    own, other = ([links.links(analysis).to_dict(), links.held(analysis)] for analysis in asked)
    assert differences(own, other) == []
