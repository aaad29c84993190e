"""Whatever is built and asked, a Spark of a master and two workers and DuckDB say the same.

The smallest sample company, of a year, with models of research heat, is built on both; every fact is compared row by
row, then what is asked. More questions, of more companies and of real data, are in test_spark_parity_at_length.py.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from abmetry.answers.account_values import account_values
from abmetry.answers.analysis import Analysis
from abmetry.answers.question import Question
from abmetry.facts.build_record import BuildRecord
from abmetry.sample import make
from abmetry.workspace.workspace import Workspace
from engine.both_engines import Both, both_engines, differences, facts_of, on
from engine.parity_questions import EVIDENCE, NOW, QUARTER, SHAPES, WHOLE
from engine.same_facts import parts

pytestmark = [pytest.mark.spark, pytest.mark.slow]


@pytest.fixture(scope="module")
def company(tmp_path_factory, spark) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("parity") / "company"
    make(folder, accounts=300, months=12, until=date(2026, 11, 1))
    with (folder / "abmetry.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[heat]\nmin_accounts = 5\n")
    with both_engines(folder) as both:
        yield both


def crossed(analysis: Analysis, engine: str) -> Analysis:
    """A build of one engine, to be asked of the other."""
    return Analysis(on(analysis.workspace, engine), analysis.record)


def test_every_fact_has_the_same_rows(company):
    own, other = (one.record for one in company)
    assert own.rows == other.rows
    assert (own.attributes, own.lists, own.tiers, own.loaded) == (
        other.attributes,
        other.lists,
        other.tiers,
        other.loaded,
    )
    assert company.differing_facts() == []


def test_what_only_the_building_needs_is_gone(company):
    workspace = company.other.workspace
    (built,) = (folder for folder in workspace.places.builds.iterdir() if folder.is_dir())
    assert {path.name for path in built.iterdir()} == {"facts", "build.json"}
    assert {path.stem for path in (built / "facts").iterdir()} == company.other.record.rows.keys()


def test_models_of_research_heat_are_learned_on_spark(company):
    """Each workspace has learned its own: they are named by a hash of what they were learned from."""
    own, other = (sorted(path.stem for path in one.workspace.places.models.glob("*.json")) for one in company)
    assert own == other
    assert len(own) > 1
    question = Question(("target_accounts",), period=QUARTER)
    found, expected = (account_values(one, question, NOW).rows.to_pylist() for one in company)
    assert differences(sorted(found, key=str), sorted(expected, key=str)) == []
    assert any(row["heat"] for row in found)


def test_the_whole_catalogue_by_cohort(company):
    own, other = (one.answer(Question(WHOLE, period=QUARTER), NOW) for one in company)
    assert differences(own.to_list(), other.to_list()) == []
    assert sum(result.value is not None for result in own) > 60


def test_the_funnel(company):
    question = Question(period=QUARTER, by=("tier",))
    assert company.differences(lambda one: one.funnel(question, NOW).to_dict()) == []


def test_evidence_has_as_many_rows(company):
    """In a quarter that has rows of each kind: so small a company has won nothing since."""
    for kpi, part in EVIDENCE:
        question = Question((kpi,), period="2026-Q2")
        own, other = (one.evidence(question, part, limit=1, now=NOW) for one in company)
        assert own.total == other.total > 0, kpi


def test_credit_by_every_model(company):
    question = Question(period=QUARTER, by=("channel",))
    own, other = (one.attribution(question, ("all",), NOW).to_list() for one in company)
    assert differences(own, other) == []
    assert len({result["group"]["model"] for result in own}) == 11


def test_each_engine_asks_the_build_of_the_other(company):
    question = Question(SHAPES, period=QUARTER)
    expected = company.own.answer(question, NOW).to_list()
    with crossed(company.own, "spark") as one, crossed(company.other, "duckdb") as other:
        assert differences(expected, one.answer(question, NOW).to_list()) == []
        assert differences(expected, other.answer(question, NOW).to_list()) == []


def test_a_build_of_spark_that_has_lost_a_fact_says_so(company, tmp_path):
    import shutil

    from abmetry.errors import Unanswerable
    from abmetry.facts.serving import serve

    workspace = company.other.workspace
    shutil.copytree(workspace.root, tmp_path / "damaged", symlinks=True)
    damaged = on(Workspace.open(tmp_path / "damaged"), "duckdb")
    record: BuildRecord = company.other.record
    assert parts(facts_of(company.other) / "accounts.parquet").endswith("*.parquet")
    shutil.rmtree(damaged.places.build(record.id) / "facts" / "accounts.parquet")
    with pytest.raises(Unanswerable, match="has lost its files"):
        serve(damaged, record)
