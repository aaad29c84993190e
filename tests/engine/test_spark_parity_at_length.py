"""At length: companies of other sizes, settings and zones, and real exports, on DuckDB and on a real Spark.

Each is built on both; every fact is compared row by row, then the whole catalogue by cohort, tier and quarter, the
funnel, as many rows of evidence behind every number, credit by every model, lift, insights, accounts and links.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from abmetry.answers import account, links
from abmetry.answers.analysis import Analysis
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.sample import make
from engine.both_engines import Both, both_engines, differences
from engine.parity_questions import NOW, QUESTIONS, SHAPES, WHOLE
from patience import ALL_NIGHT, SLOW
from real_data.example import EXAMPLES

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.many,
    pytest.mark.skipif(not SLOW, reason="takes many minutes (ABMETRY_SLOW=1)"),
]

AMERICAN = """
[workspace]
name = "Elsewhere"
timezone = "America/New_York"
currency = "USD"
fiscal_year_starts = 4
[[sources]]
name = "exports"
type = "files"
path = "exports"
[lists.named]
members = "from list_members"
[lists.big]
where = "employees > 500"
[engaged]
rule = "minutes"
minutes = 5
lookback_days = 90
[engagement]
preset = "engagio"
daily_cap = 60
[influence]
when = "before"
[heat]
min_accounts = 5
"""


@dataclass(frozen=True)
class Subject:
    """What is compared.

    Attributes:
        make: Makes its workspace in a folder that is not there yet.
        start: The first day of the period that is asked for.
        end: First day no longer in it.
        cohort: Whose numbers: there are lists in generated companies only.
        exports: Whether it is made of real exports.
    """

    make: Callable[[Path, Path | None], None]
    start: str
    end: str
    cohort: str = "abm"
    exports: bool = False

    def question(self, kpis: tuple[str, ...] = (), **further: Any) -> Question:
        return Question(kpis, start=self.start, end=self.end, **{"cohort": self.cohort, **further})


def generated(accounts: int, months: int, seed: int, settings: str | None = None) -> Subject:
    def made(folder: Path, real: Path | None) -> None:
        make(folder, accounts=accounts, months=months, seed=seed, until=date(2026, 11, 1))
        if settings is not None:
            (folder / "abmetry.toml").write_text(settings, encoding="utf-8")

    return Subject(made, "2026-07-01", "2026-10-01")


def real(name: str, start: str, end: str) -> Any:
    def made(folder: Path, exports: Path | None) -> None:
        import shutil

        assert exports is not None
        shutil.copytree(EXAMPLES / name, folder)
        (folder / "exports").symlink_to(exports / name, target_is_directory=True)

    return pytest.param(Subject(made, start, end, "all", exports=True), id=name, marks=pytest.mark.real_data)


SUBJECTS = [
    pytest.param(generated(300, 30, 11), id="a company"),
    pytest.param(generated(450, 18, 23, AMERICAN), id="a company with other settings"),
    real("crm_sales", "2016-10-01", "2018-01-01"),
    real("salesforce_export", "2023-01-01", "2024-02-01"),
    real("snowplow_sessions", "2018-01-01", "2018-07-01"),
    real("subscriptions", "2019-01-01", "2020-01-01"),
    real("web_log", "1995-07-01", "1995-10-01"),
]
USUAL = ("a company with other settings", "salesforce_export")
"""Those that there is time for in every run at length."""


@dataclass
class Subjected:
    """A subject on both engines."""

    subject: Subject
    both: Both

    def same(self, ask: Callable[[Analysis], Any]) -> Any:
        """The answer on DuckDB, which is that of Spark."""
        own, other = (told(one, ask) for one in self.both)
        assert differences(own, other) == []
        return own


def told(analysis: Analysis, ask: Callable[[Analysis], Any]) -> Any:
    """An answer, or why there is none."""
    try:
        return ask(analysis)
    except Unanswerable as error:
        return {"unanswerable": str(error)}


@pytest.fixture(scope="module", params=SUBJECTS if ALL_NIGHT else [s for s in SUBJECTS if s.id in USUAL])
def subjected(request, tmp_path_factory, spark) -> Iterator[Subjected]:
    folder = tmp_path_factory.mktemp("parity") / "company"
    exports = request.getfixturevalue("real_data") if request.param.exports else None
    request.param.make(folder, exports)
    with both_engines(folder) as both:
        yield Subjected(request.param, both)


def test_every_fact_has_the_same_rows(subjected):
    assert subjected.both.own.record.rows == subjected.both.other.record.rows
    assert subjected.both.differing_facts() == []


@pytest.mark.parametrize(
    "further",
    [{}, {"by": ("tier",)}, {"by": ("quarter",)}, {"cohort": "non_abm", "compare": "none"}],
    ids=["by itself", "by tier", "by quarter", "outside the program"],
)
def test_the_whole_catalogue(subjected, further):
    """Grains and groups that a KPI does not have are left to those that have them."""
    kpis = WHOLE
    if "by" in further:
        kpis = tuple(kpi for kpi in WHOLE if can_be_split(subjected, kpi, further["by"]))
        assert len(kpis) > 20
    found = subjected.same(lambda one: one.answer(subjected.subject.question(kpis, **further), NOW).to_list())
    assert any(result["value"] is not None for result in found)


def can_be_split(subjected: Subjected, kpi: str, by: tuple[str, ...]) -> bool:
    from abmetry.errors import UsageError

    with suppress(UsageError, Unanswerable):
        subjected.both.own.explain(subjected.subject.question((kpi,), by=by))
        return True
    return False


def test_evidence_has_as_many_rows_and_the_same_first_ones(subjected):
    numbers = subjected.both.own.answer(subjected.subject.question(WHOLE, compare="none"), NOW)
    behind = tuple(result.kpi for result in numbers if result.value)
    assert behind
    for kpi in behind:
        question = subjected.subject.question((kpi,), compare="none")
        own, other = (
            told(one, lambda one, asked=question: evidence_of(one, asked)) for one in subjected.both
        )
        assert differences(own, other) == [], kpi


def evidence_of(analysis: Analysis, question: Question) -> tuple[int, Any]:
    found = analysis.evidence(question, limit=5, now=NOW)
    return found.total, found.to_list()


def test_the_funnel(subjected):
    question = subjected.subject.question(by=("tier",))
    subjected.same(lambda one: one.funnel(question, NOW).to_dict())


def test_credit_by_every_model(subjected):
    question = subjected.subject.question(by=("channel",))
    subjected.same(lambda one: one.attribution(question, ("all",), NOW).to_list())


def test_lift(subjected):
    question = subjected.subject.question((*SHAPES, "average_contract_value"), cohort="abm")
    subjected.same(lambda one: one.lift(question).to_dict())


def test_insights(subjected):
    subjected.same(lambda one: one.insights(now=NOW).to_list(tried=True, rows=3))


def test_links_and_what_is_held(subjected):
    subjected.same(lambda one: [links.links(one).to_dict(), links.held(one)])


def test_accounts(subjected):
    with subjected.both.own.session(Question()) as engine:
        rows = engine.query("select account_id from accounts order by account_id limit 2").to_pylist()
    for row in rows:
        subjected.same(lambda one, key=row["account_id"]: plain(account.account(one, key, NOW).to_dict()))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_questions_of_a_company(subjected, question):
    if subjected.subject.cohort == "all":
        pytest.skip("asked of generated companies")
    subjected.same(lambda one: one.answer(question, NOW).to_list())
