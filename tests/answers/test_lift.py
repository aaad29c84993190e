"""Lift asked of companies that are counted by hand."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from abmetry.answers.lift import HEADLINE, why_not
from abmetry.errors import Unanswerable
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.workspace.settings import Settings
from recompute.company import Company
from recompute.drawn import LISTS, Q1, STAGES, at, deal, touch
from recompute.program import Program

BIG, SMALL = 1000, 100
PROGRAM, OUTSIDE = [f"a{i}" for i in range(12)], [f"b{i}" for i in range(20)]
SIZE = {name: BIG if i < 8 else SMALL for i, name in enumerate(PROGRAM)} | {
    name: BIG if i < 5 else SMALL for i, name in enumerate(OUTSIDE)
}
# Of the program 6 of 8 big ones and 1 of 4 small ones; outside 3 of 5 and 3 of 15.
ENGAGED = ["a0", "a1", "a2", "a3", "a4", "a5", "a8", "b0", "b1", "b2", "b5", "b6", "b7"]
RATE = CATALOGUE["engaged_account_rate"]
COUNT = CATALOGUE["engaged_accounts"]


def drawn(*, match_on=("size",), lists=LISTS, members=None, touches=(), **tables):
    """12 accounts on the list, 20 on none; those of ENGAGED view a page in February."""
    rows = [
        {
            "account_id": name,
            "name": name,
            "domain": f"{name}-corp.es",
            "employees": SIZE[name],
            "created_at": at(1, 1, year=2020),
        }
        for name in SIZE
    ]
    listed = [{"list_id": "named", "account_id": name} for name in PROGRAM] if members is None else members
    views = [touch(f"t{name}", at(2, 10), "page_view", channel="web", account_id=name) for name in ENGAGED]
    first = touch("t-old", at(1, 1, year=2022), "email_sent", account_id="a0")
    return Company(
        {"accounts": rows, "list_members": listed, "touches": [*views, first, *touches], **tables},
        {"lists": lists, "stages": STAGES, "lift": {"match_on": list(match_on)}},
    )


def lift(company, *kpis, by_account=False, **question):
    program = Program.of(company)
    asking = program._asking(program.plan(**{**Q1, **question}))
    return asking.lifting().lift(kpis or (RATE,), by_account=by_account)


def results(found, kpi=RATE.id):
    return {
        r.group["method"]: r for r in found.answer if r.group.get("kpi") == kpi and r.status != "unavailable"
    }


@pytest.fixture(scope="module")
def plain():
    return lift(drawn(), RATE, COUNT, by_account=True)


def test_raw_is_what_answers_compare(plain):
    """7 of 12 against 6 of 20."""
    raw = results(plain)["raw"]
    assert (raw.extra["abm"], raw.extra["non_abm"]) == (pytest.approx(100 * 7 / 12), pytest.approx(30))
    told = Program.of(drawn()).ask(RATE.id, **Q1, compare="non_abm")[RATE.id].comparison
    assert raw.value == pytest.approx(told["difference"])
    assert (raw.interval["low"], raw.interval["high"]) == pytest.approx((told["low"], told["high"]))
    assert raw.extra["p"] == pytest.approx(told["p"])


def test_matched_by_hand(plain):
    """8 big and 4 small: each big one outside stands for 1.6, each small one for 4/15: (4.8 + 0.8) of 12."""
    matched = results(plain)["matched"]
    assert matched.extra["non_abm"] == pytest.approx(100 * 5.6 / 12, rel=0.005)
    assert matched.value == pytest.approx(100 * 1.4 / 12, abs=0.3)
    assert matched.interval["low"] < matched.value < matched.interval["high"]
    assert (matched.extra["abm_accounts"], matched.extra["non_abm_accounts"]) == (12, 20)
    assert matched.status == "too_few"
    assert (matched.kpi, matched.unit) == ("abm_lift", "percent")


def test_counts_are_of_as_many_accounts(plain):
    found = results(plain, COUNT.id)
    assert (found["raw"].extra["abm"], found["raw"].extra["non_abm"]) == (7, pytest.approx(3.6))
    assert found["matched"].extra["non_abm"] == pytest.approx(5.6, rel=0.005)
    assert "the others' count or sum is scaled to as many accounts as the program's" in found["raw"].flags


def test_the_accounts_give_both_values_again(plain):
    for method, result in results(plain).items():
        rows = [r for r in plain.members if r["method"] == method and r["kpi"] == RATE.id]
        engaged = next(name for name in rows[0] if name.startswith("accounts with"))
        for side, value in (("program", result.extra["abm"]), ("others", result.extra["non_abm"])):
            held = [r for r in rows if r["side"] == side]
            total = sum(r["weight"] for r in held)
            assert 100 * sum(r["weight"] * r[engaged] for r in held) / total == pytest.approx(value)


def weights(found, method="matched"):
    return {r["account_id"]: (r["side"], r["weight"]) for r in found.members if r["method"] == method}


def test_nothing_in_the_period_decides_who_stands_for_whom():
    """Visits, a deal and a membership of the period change no weight; visits before it do."""
    on = ("size", "traffic", "stage")
    views = [touch(f"x{i}", at(2, 1 + i), "page_view", channel="web", account_id="b3") for i in range(9)]
    deals = [deal("d", "b4", at(2, 1), amount=10.0)]
    members = [{"list_id": "named", "account_id": name} for name in PROGRAM]
    later = [*members, {"list_id": "named", "account_id": "b9", "valid_from": date(2026, 2, 1)}]
    some = [touch("o", at(12, 1, year=2025), "page_view", channel="web", account_id=name) for name in ("a1",)]
    some += [
        touch(f"o{i}", at(12, 1, year=2025), "page_view", channel="web", account_id=f"b{i}") for i in (0, 5)
    ]
    before = weights(lift(drawn(match_on=on, touches=some), by_account=True))
    after = weights(
        lift(drawn(match_on=on, touches=[*some, *views], opportunities=deals, members=later), by_account=True)
    )
    assert before == after
    assert before["b9"][0] == "others"
    earlier = [{**row, "occurred_at": at(12, 1 + i, year=2025)} for i, row in enumerate(views)]
    moved = weights(lift(drawn(match_on=on, touches=[*some, *earlier]), by_account=True))
    assert moved != before


def test_who_joins_or_leaves_in_the_period_stands_where_it_stood():
    members = [{"list_id": "named", "account_id": name} for name in PROGRAM[1:]]
    members += [
        {"list_id": "named", "account_id": "a0", "valid_to": date(2026, 2, 1)},
        {"list_id": "named", "account_id": "b0", "valid_from": date(2026, 2, 1)},
    ]
    found = lift(drawn(members=members), by_account=True)
    assert weights(found)["a0"] == ("program", 1.0)
    assert weights(found)["b0"][0] == "others"
    assert weights(found, "raw")["b0"][0] == "program"
    flags = results(found)["matched"].flags
    assert "1 account joined a list in the period, and stands among the others" in flags
    assert "1 account left the lists in the period, and counts as the program's" in flags


def test_a_change_is_of_those_that_joined_in_between():
    """All of the program joined on 1 July 2025; in the first quarter of 2025 a0 and b0 to b3 were engaged.

    Program 1 of 12, then 7 of 12. Unweighted by choice of nothing: others 4 of 20, then 6 of 20. 50 - 10 points.
    """
    members = [{"list_id": "named", "account_id": name, "valid_from": date(2025, 7, 1)} for name in PROGRAM]
    old = [
        touch(f"p{name}", at(2, 10, year=2025), "page_view", channel="web", account_id=name)
        for name in ("a0", "b0", "b1", "b2", "b3")
    ]
    found = results(lift(drawn(match_on=(), members=members, touches=old)))["did"]
    assert (found.extra["abm"], found.extra["non_abm"]) == (pytest.approx(50), pytest.approx(10))
    assert found.value == pytest.approx(40)
    assert "the period before is 2025-01-01 to 2025-04-01" in found.flags


def test_no_change_without_anyone_who_joined(plain):
    (told,) = [r for r in plain.answer if r.group == {"method": "did"}]
    assert told.status == "unavailable"
    assert "no account joined the program" in told.flags[0]


def test_the_arms_of_a_hold_out_are_an_experiment(tmp_path):
    """Program a0 to a7: 6 engaged of 8; held out b0 to b9: 6 of 10, whatever lists they are on."""
    file = tmp_path / "holdout.csv"
    rows = [f"{name},program,,2025-12-01" for name in PROGRAM[:8]]
    rows += [f"{name},holdout,,2025-12-01" for name in OUTSIDE[:10]]
    file.write_text("\n".join(["account_id,arm,stratum,drawn_on", *rows]))
    lists = {"named": {"members": "from list_members", "holdout": str(file)}}
    members = [{"list_id": "named", "account_id": name} for name in (*PROGRAM, *OUTSIDE[:10])]
    found = results(lift(drawn(lists=lists, members=members)))["experiment"]
    assert (found.extra["abm"], found.extra["non_abm"]) == (75, pytest.approx(60))
    assert found.value == pytest.approx(15)
    assert found.interval["method"] == "newcombe"
    assert found.group["list"] == "named"
    assert found.extra["p"] == pytest.approx(0.50, abs=0.02)


def test_what_cannot_be_compared_says_why(plain):
    found = lift(drawn(), CATALOGUE["target_accounts"], CATALOGUE["target_traffic_share"])
    assert [(r.group["kpi"], r.status) for r in found.answer] == [
        ("target_accounts", "unavailable"),
        ("target_traffic_share", "unavailable"),
    ]


@pytest.mark.parametrize("kpi", ["insights", "abm_lift"])
def test_what_tells_of_other_kpis_is_no_value_of_accounts(kpi):
    told = why_not(CATALOGUE[kpi], Settings(), frozenset({"accounts", "opportunities"}))
    assert told == "it tells of other numbers, and has no value of its own"


def test_the_lift_in_answers():
    """Asked with another KPI it is of that one, in the whole catalogue of six."""
    program = Program.of(drawn())
    one = program.results("abm_lift", RATE.id, **Q1)
    assert {r.group["kpi"] for r in one if r.kpi == "abm_lift" and "kpi" in r.group} == {RATE.id}
    assert [r.value for r in one if r.kpi == RATE.id] == [pytest.approx(100 * 7 / 12)]
    told = program.results("abm_lift", **Q1, by=("industry",))
    assert [r.status for r in told] == ["unavailable"]
    assert set(HEADLINE) <= set(CATALOGUE)
    with pytest.raises(Unanswerable, match="table of other KPIs"):
        program.evidence("abm_lift", **Q1)


def test_a_running_period_is_set_beside_as_many_days():
    members = [{"list_id": "named", "account_id": name, "valid_from": date(2025, 7, 1)} for name in PROGRAM]
    found = results(lift(drawn(match_on=(), members=members), as_of=datetime(2026, 2, 15)))["did"]
    assert any(flag.startswith("the period before is 2025-01-01 to 2025-02-15") for flag in found.flags)


def test_a_difference_is_no_further_than_values_can_be():
    """Three deals of the program, all influenced, against three of the others, of which none is but for a small one."""
    assert CATALOGUE["data_completeness"].furthest == 100
    assert CATALOGUE["net_promoter_score"].furthest == 200
    rate = CATALOGUE["influenced_pipeline_rate"]
    amounts = {**dict.fromkeys(PROGRAM[:3], 100), **dict(zip(OUTSIDE[:3], (5, 900, 2), strict=True))}
    deals = [
        deal(f"o{name}", name, at(2, 5), amount=a, currency="EUR", type="renewal")
        for name, a in amounts.items()
    ]
    forms = [
        touch(f"f{name}", at(2, 1), "form_submit", channel="web", account_id=name)
        for name in [*PROGRAM[:3], OUTSIDE[0]]
    ]
    given = drawn(opportunities=deals, touches=forms)
    free = replace(rate, bounds=(-float("inf"), float("inf")))
    (bound, beyond) = (results(lift(given, kpi), rate.id)["matched"].interval for kpi in (rate, free))
    assert -100 <= bound["low"] <= bound["high"] == 100 < beyond["high"]


def test_json_has_no_noise_of_weights(plain):
    result = replace(results(plain)["raw"], value=3.0000000004, extra={"abm": 1 / 3})
    told = result.to_dict()
    assert (told["value"], told["extra"]["abm"]) == (3, 0.3333333333)
    exact = replace(result, kpi="engaged_account_rate", value=0.1 + 0.2)
    assert exact.to_dict()["value"] == 0.3
