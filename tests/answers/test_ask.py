"""Questions on the tiny company of tests/tiny_company.py.

40 accounts a0..a39; a0..a24 on the list, tier 1 up to a9, then tier 2; odd ones Software, even ones Retail. In the
third quarter of 2026 a0..a19 of the list view a page, and a30..a34 of those on no list.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from abmetry.answers.analysis import Analysis, open_workspace
from abmetry.answers.question import Question
from abmetry.errors import UsageError
from abmetry.stats.wilson import proportion_difference, wilson_interval

Q3 = {"period": "2026-Q3"}


@pytest.fixture(scope="module")
def analysis(built: Path) -> Iterator[Analysis]:
    with open_workspace(built) as opened:
        yield opened


def rate(analysis: Analysis, **options: object) -> list[tuple[object, ...]]:
    """Group, numerator, denominator of the engaged account rate."""
    answer = analysis.ask("engaged_account_rate", **{**Q3, **options})
    return [(*result.group.values(), result.numerator, result.denominator) for result in answer]


def test_a_number_comes_with_all_that_belongs_to_it(analysis):
    """20 of 25 on the list against 5 of 15 outside; nobody in the quarter before."""
    result = analysis.ask("engaged_account_rate", **Q3)[0]
    assert (result.value, result.numerator, result.denominator, result.n) == (80, 20, 25, 25)
    assert result.status == "ok"
    expected = wilson_interval(20, 25)
    assert expected is not None
    assert result.interval == {
        "low": expected.low * 100,
        "high": expected.high * 100,
        "level": 0.95,
        "method": "wilson",
    }
    assert result.previous is not None
    assert (result.previous["value"], result.previous["denominator"], result.previous["difference"]) == (
        0,
        25,
        80,
    )
    told = proportion_difference(20, 25, 5, 15)
    assert told is not None
    assert told.interval is not None
    assert result.comparison is not None
    assert result.comparison["cohort"] == "non_abm"
    assert result.comparison["value"] == pytest.approx(100 / 3)
    assert result.comparison["difference"] == pytest.approx(80 - 100 / 3)
    assert result.comparison["low"] == pytest.approx(100 * told.interval.low)
    assert result.comparison["p"] == pytest.approx(told.p)
    assert result.period == {"start": "2026-07-01", "end": "2026-10-01"}
    assert result.as_of == "2026-10-01T00:00:00+02:00"
    assert result.scope == {"lists": ["named"], "cohort": "abm"}
    assert result.definition == analysis.workspace.definition_hash
    assert result.build == analysis.record.id


def test_cohorts(analysis):
    assert rate(analysis, cohort="non_abm") == [(5, 15)]
    assert rate(analysis, cohort="all") == [(25, 40)]
    assert rate(analysis, cohort="all", tiers=["1"]) == [(10, 10)]
    assert analysis.ask("engaged_account_rate", cohort="non_abm", **Q3)[0].comparison is None


def test_tiers_add_up_and_are_compared_with_all_outside(analysis):
    assert rate(analysis, by=["tier"]) == [("1", 10, 10), ("2", 10, 15)]
    assert rate(analysis, tiers=["2"]) == [(10, 15)]
    for result in analysis.ask("engaged_account_rate", by=["tier"], **Q3):
        assert result.comparison is not None
        assert result.comparison["denominator"] == 15


def test_a_running_period_beside_a_whole_one_says_so(analysis):
    """At the end of 15 August 46 of the 92 days of the quarter are over; the quarter before is whole."""
    result = analysis.ask("engaged_accounts", as_of="2026-08-16", **Q3)[0]
    assert result.previous is not None
    assert result.flags[0] == "the period is still running: 46 of 92 days"
    assert not [f for f in analysis.ask("engaged_accounts", **Q3)[0].flags if "running" in f]
    months = analysis.ask("engaged_accounts", by=["month"], as_of="2026-08-16", **Q3)
    running = ["running" in " ".join(month.flags) for month in months if month.status != "unavailable"]
    assert running == [False, True]
    assert (
        "the period is still running: 46 of 92 days"
        in analysis.funnel(Question(as_of="2026-08-16", **Q3)).flags
    )


def test_an_owner_is_someone(analysis):
    """u1 (Ann) owns every account; a wrong id is no answer of 0."""
    assert rate(analysis, owner="u1") == [(20, 25)]
    for wrong in ("u2", "ann"):
        with pytest.raises(UsageError, match=f"There is no owner '{wrong}'") as told:
            rate(analysis, owner=wrong)
        assert "u1 (Ann)" in (told.value.help or "")
    with pytest.raises(UsageError, match="There is no owner"):
        analysis.funnel(Question(owner="u2"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kpis": ("engaged_account_rat",)},
        {"kpis": ("engaged_account_rat",), "known_at": "2026-10-01"},
        {"where": ("industri=Software",)},
        {"where": ("created_at>soon",)},
        {"by": ("industri",)},
        {"lists": ("other",)},
        {"as_of": "soon"},
    ],
)
def test_a_wrong_question_is_told_before_an_engine_starts(built, wrong, monkeypatch):
    def no_engine(*_):
        raise AssertionError("an engine was started")

    monkeypatch.setattr("abmetry.answers.analysis.serve", no_engine)
    monkeypatch.setattr("abmetry.answers.analysis.build", no_engine)
    with open_workspace(built) as analysis:
        question = Question(**{"kpis": ("engaged_account_rate",), **wrong})
        for ask in (analysis.ask, analysis.explain, analysis.evidence):
            with pytest.raises(UsageError):
                ask(question)
        if "kpis" not in wrong:
            with pytest.raises(UsageError):
                analysis.funnel(question)


def test_attributes_can_be_any_of_the_model(analysis):
    assert rate(analysis, where=["created_at=2025-01-01"]) == [(20, 25)]
    assert rate(analysis, where=["created_at>2025-01-01"]) == [(0, 0)]
    assert rate(analysis, by=["created_at"]) == [("2025-01-01", 20, 25)]
    assert rate(analysis, by=["currency"]) == [(None, 20, 25)]


def test_attributes_are_compared_with_the_same_outside(analysis):
    """Of a0..a24 12 are odd (10 engaged, up to a19), 13 even; outside a25..a39: 8 odd (a31, a33), 7 even."""
    answer = analysis.ask("engaged_account_rate", by=["industry"], **Q3)
    assert [(r.group, r.numerator, r.denominator) for r in answer] == [
        ({"industry": "Retail"}, 10, 13),
        ({"industry": "Software"}, 10, 12),
    ]
    outside = [r.comparison for r in answer]
    assert [(c["numerator"], c["denominator"]) for c in outside if c] == [(3, 7), (2, 8)]
    assert "industry is as last loaded, whatever the instant asked for" in answer[0].flags
    assert rate(analysis, where=["industry=Software", "employees<110"]) == [(5, 5)]


def test_months_are_periods_of_their_own(analysis):
    """Touch n is on day 1 + n of August; all in August."""
    assert rate(analysis, by=["month"]) == [("2026-07", 0, 25), ("2026-08", 20, 25), ("2026-09", 0, 25)]
    august = analysis.ask("engaged_account_rate", by=["month"], **Q3)[1]
    assert august.period == {"start": "2026-08-01", "end": "2026-09-01"}


def test_a_split_by_the_kpis_own_column_keeps_the_accounts_whole(analysis):
    answer = analysis.ask("engagement_minutes_per_account", by=["channel"], **Q3)
    assert [(r.group, r.denominator) for r in answer] == [({"channel": "web"}, 25)]
    assert answer[0].previous is not None
    assert (answer[0].previous["value"], answer[0].previous["denominator"]) == (0, 25)


def test_a_kpi_that_cannot_be_split_so_says_it(analysis):
    answer = analysis.ask("engaged_account_rate", "engagement_minutes", by=["channel"], **Q3)
    assert [r.status for r in answer] == ["unavailable", "ok"]
    assert "it cannot be split by channel" in answer[0].flags[0]


def test_one_text_stands_for_a_list_of_one(analysis):
    assert rate(analysis, by="tier") == rate(analysis, by=("tier",))
    assert rate(analysis, tiers="1", where="industry=Software") == rate(
        analysis, tiers=["1"], where=["industry=Software"]
    )


def test_what_tiers_do_not_apply_to_is_not_split_by_them(analysis):
    """Accounts that were ever on a list: tier by tier they would be nobody, and their revenue nothing."""
    result = analysis.ask("total_revenue_won", by="tier", **Q3)[0]
    assert result.status == "unavailable"
    assert "tiers do not apply" in " ".join(result.flags)


def test_as_of_an_instant_nothing_later_counts(analysis):
    """Touch n happens on day 1 + n of August at 12:00 in Madrid: by 6 August 0:00 five have."""
    result = analysis.ask("engaged_accounts", as_of="2026-08-06", **Q3)[0]
    assert (result.value, result.as_of) == (5, "2026-08-06T00:00:00+02:00")
    assert analysis.ask("engaged_accounts", as_of="2026-08-06T12:00:00+02:00", **Q3)[0].value == 5
    assert analysis.ask("engaged_accounts", as_of="2026-08-06T12:00:01+02:00", **Q3)[0].value == 6


def test_a_period_that_had_not_begun(analysis):
    result = analysis.ask("engaged_accounts", as_of="2026-07-01", **Q3)[0]
    assert (result.status, result.value) == ("unavailable", None)
    assert result.flags == ("the period had not begun",)


def test_what_it_is_set_beside_can_be_chosen(analysis):
    bare = analysis.ask("engaged_accounts", compare="none", **Q3)[0]
    assert (bare.previous, bare.comparison) == (None, None)
    before = analysis.ask("engaged_accounts", compare="previous", **Q3)[0]
    assert before.previous is not None
    assert before.comparison is None


def test_tables_that_were_never_loaded_make_a_kpi_unavailable(analysis):
    result = analysis.ask("cost_per_engaged_account", **Q3)[0]
    assert (result.status, result.needs) == ("unavailable", ("spend",))
    assert result.to_dict()["needs"] == ["spend"]


def test_nobody_in_scope_is_empty_and_not_zero(analysis):
    result = analysis.ask("engaged_account_rate", where=["industry=Mining"], **Q3)[0]
    assert (result.status, result.value, result.numerator, result.denominator) == ("empty", None, 0, 0)
    assert analysis.ask("engaged_accounts", where=["industry=Mining"], **Q3)[0].value == 0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(kpis=("engaged",)), "no KPI"),
        (Question(lists=("nmaed",)), "no target list"),
        (Question(tiers=("9",)), "no tier"),
        (Question(cohort="non_abm", tiers=("1",)), "takes no --list or --tier"),
        (Question(by=("month", "week")), "one grain"),
        (Question(by=("colour",)), "No account has an attribute"),
        (Question(period="2026-Q5"), "2026-Q5"),
    ],
)
def test_wrong_use_is_told(analysis, question, said):
    with pytest.raises(UsageError, match=said):
        analysis.ask(question)


def test_the_whole_catalogue_has_one_result_each(analysis):
    answer = analysis.ask(**Q3)
    alone = [result.kpi for result in answer if result.kpi != "abm_lift"]  # which tells of other KPIs
    assert len(set(alone)) == len(alone)
    assert {result.status for result in answer} <= {"ok", "too_few", "empty", "unavailable"}
    together = {result.kpi: result.value for result in answer}
    for kpi in ("engaged_account_rate", "engagement_minutes", "target_accounts"):
        assert analysis.ask(kpi, **Q3)[0].value == together[kpi], "asked together or alone"
