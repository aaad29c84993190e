"""The funnel of a company that is counted by hand."""

from dataclasses import replace
from datetime import date

import pytest

from abmetry.answers.funnel import STAGES, Times, stages_of
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from recompute.drawn import at, company, deal, touch
from recompute.program import opened

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
CREATED = {name: at(10, 1, year=2025) for name in "abcdef"} | {"g": at(4, 2)}


def climbing(settings=None):
    """All created on 1 October 2025, g on 2 April 2026.

         Oct 2025      Nov          Dec          Jan 2026       Feb          Mar         Apr
    a    target ----------------------------------------------- 1 Feb engaged -------------->
    b    target ------ 1 Nov engaged ----------- 30 Jan target ----------------------------->
    c    target ------------------------- 15 Jan opportunity ------------------------------->
    d    target ------------------- 1 Dec opportunity --------- 1 Feb won ------------------>
    e    target ------ 1 Nov won -------------------------------------------- 1 Mar expansion
    f    target ---------------------------------------------------------------------------->
    """
    given = company(
        "a b c d e f g",
        touches=[
            touch("1", at(2, 1), "form_submit", account_id="a"),
            touch("2", at(11, 1, year=2025), "page_view", account_id="b"),
            touch("3", at(2, 1), "form_submit", account_id="d"),
        ],
        opportunities=[
            deal("c", "c", at(1, 15)),
            deal("d", "d", at(12, 1, year=2025), closed_at=at(2, 1), **WON),
            deal("d2", "d", at(3, 1)),
            deal("e", "e", at(2, 1), type="expansion", closed_at=at(3, 1), **WON),
            deal("f", "f", at(2, 1), type="renewal"),
        ],
        contracts=[{"contract_id": "e", "account_id": "e", "starts_on": date(2025, 11, 1)}],
        settings=settings or {},
    )
    for row in given.tables["accounts"]:
        row["created_at"] = CREATED[row["account_id"]]
        row["industry"] = "Software" if row["account_id"] in "abc" else None
    for row in given.tables["list_members"]:
        row["tier"] = "1" if row["account_id"] in "ac" else "2"
    return given


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    with opened(climbing(), tmp_path_factory.mktemp("funnel")) as analysis:
        yield analysis


Q1 = Question(period="2026-Q1")


def counts(funnel):
    return [(stage["accounts"], stage["reached"]) for stage in funnel.to_dict()["stages"]]


def test_every_account_stands_at_the_highest_stage_that_holds(analysis):
    """b, f; a; c; d, with a won and an open deal; nobody; e. g is not there yet."""
    assert counts(analysis.funnel(Q1)) == [(2, 6), (1, 4), (1, 3), (1, 2), (0, 1), (1, 1)]


def test_stays_that_began_nobody_knows_when_are_told(tmp_path):
    """a was created nobody knows when: how long it is a target is not known; b has been one since November."""
    given = company("a b")
    a, b = given.tables["accounts"]
    a["created_at"], b["created_at"] = None, at(11, 1, year=2025)
    with opened(given, tmp_path) as analysis:
        funnel = analysis.funnel(Q1)
    assert funnel.flags[-1] == "1 stay whose beginning is not known has no length"
    assert funnel.to_dict()["stages"][0]["accounts"] == 2


def test_conversion_has_both_denominators(analysis):
    shown = analysis.funnel(Q1).to_dict()
    assert shown["as_of"] == "2026-04-01T00:00:00+02:00"
    assert [stage["stage"] for stage in shown["stages"]] == list(STAGES)
    assert [stage["from_previous"] for stage in shown["stages"]] == [
        None, pytest.approx(400 / 6), 75, pytest.approx(200 / 3), 50, 100,
    ]  # fmt: skip
    assert [stage["from_targets"] for stage in shown["stages"]] == pytest.approx(
        [100, 400 / 6, 50, 200 / 6, 100 / 6, 100 / 6]
    )


def test_nothing_after_t_counts(analysis):
    """On 10 January: a, c, f target; b engaged; d has a deal; e is a customer."""
    found = analysis.funnel(replace(Q1, as_of="2026-01-10"))
    assert counts(found) == [(3, 6), (1, 3), (1, 2), (1, 1), (0, 0), (0, 0)]
    assert found.to_dict()["movements"]["by_stage"] == []


def test_movements_in_the_period(analysis):
    """b falls back; a, c, d, e go up, c and e past a stage."""
    moved = analysis.funnel(Q1).to_dict()["movements"]
    assert (moved["forward"], moved["back"], moved["skipped"]) == (4, 1, 2)
    assert [(row["from"], row["to"], row["movements"], row["accounts"]) for row in moved["by_stage"]] == [
        ("target", "engaged", 1, 1),
        ("target", "opportunity", 1, 1),
        ("engaged", "target", 1, 1),
        ("opportunity", "won", 1, 1),
        ("won", "expansion", 1, 1),
    ]


def test_time_in_stage(analysis):
    """Opportunity: d 62 days, c for 75.5 days so far; engaged: b 90 days, a still."""
    stages = {stage["stage"]: stage for stage in analysis.funnel(Q1).to_dict()["stages"]}
    deals = stages["opportunity"]
    assert (deals["median_days"], deals["censored_median_days"]) == (62, 62)
    assert (deals["n_ended"], deals["n_open"]) == (1, 1)
    assert (stages["engaged"]["p25_days"], stages["engaged"]["p75_days"]) == (90, 90)
    assert stages["expansion"]["median_days"] is None


def test_conversion_by_cohort_of_entry(analysis):
    """All six entered in the fourth quarter; whoever was engaged once stays counted: b, and c, d, e who skipped it."""
    (cohort,) = analysis.funnel(Q1).to_dict()["cohorts"]
    assert (cohort["entered"], cohort["accounts"]) == ("2025-Q4", 6)
    assert [(stage["stage"], stage["reached"]) for stage in cohort["stages"]] == [
        ("engaged", 5), ("opportunity", 3), ("won", 2), ("retention", 1), ("expansion", 1),
    ]  # fmt: skip
    assert cohort["stages"][1]["from_previous"] == 60
    assert cohort["stages"][1]["from_targets"] == 50


def test_a_cohort_is_too_young_until_most_would_have_converted(analysis):
    """The fourth quarter is over since 90 days. Won: d after 123 days, e after 31, half after 77; expansion: 151."""
    (cohort,) = analysis.funnel(Q1).to_dict()["cohorts"]
    young = {stage["stage"]: stage["too_young"] for stage in cohort["stages"]}
    assert (young["won"], young["expansion"]) == (False, True)
    (later,) = analysis.funnel(
        Question(period="2026-04", lists=("named",), where=("industry=Software",))
    ).to_dict()["cohorts"]
    assert {stage["stage"]: stage["too_young"] for stage in later["stages"]}["won"] is None


def test_it_can_be_split_by_accounts_and_by_time(analysis):
    shown = analysis.funnel(replace(Q1, by=("tier", "month"))).to_dict()
    groups = [(group["group"]["month"], group["group"]["tier"]) for group in shown["groups"]]
    assert groups == [(month, tier) for month in ("2026-01", "2026-02", "2026-03") for tier in ("1", "2")]
    january = shown["groups"][0]
    assert january["as_of"] == "2026-02-01T00:00:00+01:00"
    assert [stage["accounts"] for stage in january["stages"]] == [1, 0, 1, 0, 0, 0]
    assert [stage["accounts"] for stage in shown["stages"]] == [2, 1, 1, 1, 0, 1]


def test_scopes(analysis):
    assert counts(analysis.funnel(replace(Q1, tiers=("1",))))[0] == (0, 2)
    software = analysis.funnel(replace(Q1, where=("industry=Software",)))
    assert counts(software)[0] == (1, 3)
    assert "industry is as last loaded, whatever the instant asked for" in software.flags
    assert counts(analysis.funnel(replace(Q1, cohort="non_abm")))[0] == (0, 0)


def test_the_accounts_behind_a_stage(analysis):
    """Recounting the rows gives what was reached."""
    for place, name in enumerate(STAGES):
        found = analysis.funnel_accounts(Q1, name)
        assert found.total == len(found.rows) == counts(analysis.funnel(Q1))[place][1]
    (row,) = analysis.funnel_accounts(Q1, "expansion").to_list()
    assert (row["table"], row["key"], row["stage"]) == ("accounts", "e", "expansion")
    assert row["entered_at"] == "2026-03-01T12:00:00+00:00"
    assert len(analysis.funnel_accounts(Q1, "engaged", "denominator").rows) == 6
    assert len(analysis.funnel_accounts(Q1, "engaged", limit=2).rows) == 2


def test_what_cannot_be_asked(analysis):
    with pytest.raises(UsageError, match="demandbase"):
        analysis.preset_funnel("demandbas", Q1)
    with pytest.raises(UsageError, match="no stage"):
        analysis.funnel_accounts(Q1, "lead")
    with pytest.raises(UsageError, match="before target"):
        analysis.funnel_accounts(Q1, "target", "denominator")
    with pytest.raises(Unanswerable, match="had not begun"):
        analysis.funnel(replace(Q1, as_of="2025-12-31"))


@pytest.mark.parametrize(
    ("rule", "engaged"),
    [
        ({"rule": "smartbound"}, 0),
        ({"rule": "minutes", "minutes": 5.0}, 1),
        ({"rule": "minutes", "minutes": 6.0}, 0),
    ],
)
def test_engaged_is_by_the_rule_of_the_workspace(tmp_path, rule, engaged):
    """a submits a form, 5 minutes, neither a visit nor a response."""
    given = climbing({"engaged": rule})
    given.tables["touches"] = given.tables["touches"][:1]
    with opened(given, tmp_path) as analysis:
        assert counts(analysis.funnel(Q1))[1][0] == engaged


def test_what_was_never_loaded_is_said(tmp_path):
    given = climbing()
    for table in ("touches", "contracts", "opportunities"):
        del given.tables[table]
    with opened(given, tmp_path) as analysis:
        assert analysis.funnel(Q1).flags == (
            "never loaded: touches or campaign_members, so no account is seen at engaged",
            "never loaded: opportunities, so no account is seen at opportunity or expansion",
            "never loaded: opportunities or contracts, so no account is seen at won or retention",
        )


def test_stages_of_nobody():
    assert [(stage.reached, stage.from_targets) for stage in stages_of([0] * 6, [Times()] * 6)] == [
        (0, None)
    ] * 6
