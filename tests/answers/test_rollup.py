"""Questions about top parents, on a family that is counted by hand."""

from dataclasses import replace
from datetime import date

import pytest

from abmetry.answers.question import Question
from recompute.drawn import at, company, deal, touch
from recompute.program import opened

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
Q1 = Question(period="2026-Q1", compare="none")
ROLLED = replace(Q1, rollup="parent")
PARENTS = {"mid": "top", "leaf": "mid", "side": "top", "loop": "loop", "ring1": "ring2", "ring2": "ring1"}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """Two families and an account of its own; all but `mid` and `top` are listed.

    top                         leaf  a customer since 2025; engaged 5 January; a deal with side, half and half: 100
     |-- mid                    side  engaged 5 February; won 10 February: 40; ana, who is at leaf too
     |    `-- leaf              loop  its own parent; won 1 March: 7
     `-- side                   ring1 and ring2  each the other's parent: one is taken as the top
    loop, ring1 <-> ring2
    """
    given = company(
        "leaf side loop ring1 ring2",
        touches=[
            touch("1", at(1, 5), "form_submit", person_id="ana1"),
            touch("2", at(2, 5), "form_submit", person_id="ana2"),
            touch("3", at(2, 6), "form_submit", account_id="ring2"),
        ],
        people=[
            {"person_id": "ana1", "account_id": "leaf", "email": "ana@group.es", "buying_role": "user"},
            {"person_id": "ana2", "account_id": "side", "email": "Ana@group.es", "buying_role": "user"},
        ],
        opportunities=[
            deal("d1", "leaf", at(1, 10), amount=100.0, type="expansion"),
            deal("d2", "side", at(1, 10), amount=40.0, closed_at=at(2, 10), **WON),
            deal("d3", "loop", at(1, 10), amount=7.0, closed_at=at(3, 1), **WON),
        ],
        opportunity_accounts=[
            {"opportunity_id": "d1", "account_id": "leaf", "is_primary": True, "share": 0.5},
            {"opportunity_id": "d1", "account_id": "side", "is_primary": False, "share": 0.5},
        ],
        contracts=[
            {"contract_id": "k1", "account_id": "leaf", "starts_on": date(2025, 6, 1), "annual_value": 10.0},
            {"contract_id": "k2", "account_id": "side", "starts_on": date(2026, 2, 11), "annual_value": 20.0},
        ],
    )
    given.tables["accounts"] += [{"account_id": name, "name": name} for name in ("top", "mid")]
    for row in given.tables["accounts"]:
        row["created_at"] = at(1, 1, year=2025)
        row["parent_account_id"] = PARENTS.get(row["account_id"])
    with opened(given, tmp_path_factory.mktemp("family")) as analysis:
        yield analysis


def value(analysis, kpi, question):
    (found,) = analysis.ask(replace(question, kpis=(kpi,)))
    return found.value, found.numerator, found.denominator


def test_counts_are_of_families(analysis):
    """Engaged: side and ring2 of side, loop, ring1, ring2 (leaf is a customer); rolled up: the ring of loop, ring."""
    assert value(analysis, "engaged_account_rate", Q1) == (50, 2, 4)
    assert value(analysis, "engaged_account_rate", ROLLED) == (50, 1, 2)


def test_an_account_that_is_its_own_ancestor_stays_one(analysis):
    rows = analysis.evidence(replace(ROLLED, kpis=("engaged_account_rate",)), "denominator").to_list()
    assert [row["key"] for row in rows] == ["loop", "ring1"]


def test_money_is_summed_once(analysis):
    """47 won, whoever won it; the open 100 of the family, which two of its accounts share, are 100."""
    assert (
        value(analysis, "total_revenue_won", Q1)[0] == value(analysis, "total_revenue_won", ROLLED)[0] == 47
    )
    (won,) = analysis.ask(replace(ROLLED, kpis=("total_revenue_won",), by=("industry",)))
    assert (won.value, won.group) == (47, {"industry": None})
    with analysis.session(ROLLED) as engine:
        shares = engine.query("select account_id, share from opportunity_shares where opportunity_id = 'd1'")
    assert shares.to_pylist() == [{"account_id": "top", "share": 1.0}]


def test_spells_of_a_family_are_one(analysis):
    """side becomes a customer in the period, but its family was one since 2025; loop becomes one either way."""
    assert value(analysis, "account_win_rate", Q1) == (50, 2, 4)
    assert value(analysis, "account_win_rate", ROLLED) == (50, 1, 2)
    with analysis.session(ROLLED) as engine:
        spells = engine.query("select account_id, began_id from customer_spells order by 1").to_pylist()
    assert spells == [{"account_id": "loop", "began_id": "d3"}, {"account_id": "top", "began_id": "k1"}]


def test_values_of_a_family_are_added(analysis):
    """Start 10, now 10 + 20: the family grew, no account of it did."""
    assert value(analysis, "net_revenue_retention", Q1) == (100, 10, 10)
    assert value(analysis, "net_revenue_retention", ROLLED) == (300, 30, 10)


def test_one_address_is_one_stakeholder_of_the_family(analysis):
    with analysis.session(ROLLED) as engine:
        of_people = engine.query("select distinct account_id, stakeholder_id from people").to_pylist()
        of_touches = engine.query("select distinct stakeholder_id from touches where person_id is not null")
    assert of_people == [{"account_id": "top", "stakeholder_id": "ana1"}]
    assert of_touches.to_pylist() == [{"stakeholder_id": "ana1"}]


def test_the_funnel_of_families(analysis):
    """Alone: ring1 target; ring2 engaged; leaf, side, loop customers. Rolled up: the ring; top and loop customers."""
    alone = [(stage.accounts, stage.reached) for stage in analysis.funnel(Q1).stages]
    rolled = [(stage.accounts, stage.reached) for stage in analysis.funnel(ROLLED).stages]
    assert alone == [(1, 5), (1, 4), (0, 3), (3, 3), (0, 0), (0, 0)]
    assert rolled == [(0, 3), (1, 3), (0, 2), (2, 2), (0, 0), (0, 0)]
    moves = [(move.origin, move.stage) for move in analysis.funnel(ROLLED).movements]
    assert moves == [("target", "engaged"), ("target", "opportunity"), ("opportunity", "won")]


@pytest.mark.parametrize("question", [Q1, ROLLED])
def test_the_accounts_behind_a_funnel_are_as_many_as_it_says(analysis, question):
    reached = {stage.stage: stage.reached for stage in analysis.funnel(question).stages}
    assert {stage: analysis.funnel_accounts(question, stage).total for stage in reached} == reached
    before = dict(zip(list(reached)[1:], reached.values(), strict=False))
    assert {
        stage: analysis.funnel_accounts(question, stage, "denominator").total for stage in before
    } == before


def test_the_accounts_behind_a_funnel_of_families(analysis):
    """The ring is engaged, top and loop are customers."""
    engaged = analysis.funnel_accounts(ROLLED, "engaged").rows
    customers = {row["account_id"] for row in engaged if row["stage"] == "won"}
    assert customers == {"top", "loop"}
    (ring,) = {row["account_id"] for row in engaged} - customers
    assert ring in ("ring1", "ring2")


def test_the_build_stays_as_it_was(analysis):
    before = value(analysis, "account_win_rate", Q1)
    value(analysis, "account_win_rate", ROLLED)
    assert value(analysis, "account_win_rate", Q1) == before
