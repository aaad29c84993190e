"""Declarations that cannot work are refused when they are made."""

from dataclasses import replace

import pytest

from abmetry.errors import UsageError
from abmetry.kpis.catalogue import CATALOGUE, find, gather
from abmetry.kpis.kpi import Unit
from abmetry.kpis.measure import ACCOUNTS, any_row, count_of
from abmetry.kpis.shape import account_count, census, mean, total
from abmetry.workspace.settings import Settings

KPI = CATALOGUE["engaged_accounts"]
_CALLS = count_of("rep_touches", "is_dial", of_each="rep")


def test_two_with_one_id():
    with pytest.raises(ValueError, match="Two KPIs"):
        gather([KPI, KPI])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"needs": ("touchs",)}, "tables that the model does not have"),
        ({"shape": account_count(any_row("nothing"))}, "relations that do not exist"),
        ({"shape": account_count(any_row("touches", "is_engagment"))}, "does not have: is_engagment"),
        (
            {"shape": mean(_CALLS, count_of("rep_touches"))},
            "mixes what accounts contribute with what rep does",
        ),
        ({"shape": mean(_CALLS, _CALLS)}, "of each rep: it must be a fraction, on all accounts in scope"),
        ({"shape": total(_CALLS), "population": "A"}, "of each rep: it must be a fraction"),
        ({"by": {"tier": "kind"}}, "groups of accounts"),
        ({"by": {"colour": "colour"}}, "cannot be split by colour"),
    ],
)
def test_a_declaration_that_names_what_is_not_there(change, said):
    with pytest.raises(ValueError, match=said):
        gather([replace(KPI, **change)])


def test_words_in_quoted_text_are_no_columns():
    gather([replace(KPI, shape=account_count(any_row("touches", "kind = 'page_view'")))])


def test_a_wrong_id_names_the_nearest():
    with pytest.raises(UsageError, match="no KPI 'engaged_acounts'") as told:
        find("engaged_acounts")
    assert "engaged_accounts" in (told.value.help or "")


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.id)
def test_every_kpi_says_what_it_is(kpi):
    assert kpi.question.endswith("?")
    assert kpi.title[0].isupper()
    assert kpi.definition
    assert set(kpi.source) <= set("EST+ ")
    assert kpi.needs


NUMBERS = {
    "mqa_accounts": (
        {"mqa": {"marketing_minutes": 6, "window_days": 30, "people": 3, "minutes_each": 1.5}},
        ("6 marketing minutes in the 30 days", "3 people with 1.5 of them each"),
    ),
    "engaged_accounts": (
        {"engaged": {"rule": "minutes", "minutes": 25, "lookback_days": 60}},
        ("at least 25 engagement minutes in the 60 days before its end",),
    ),
    "engagement_minutes": ({"engagement": {"daily_cap": 90}}, ("daily cap of 90 minutes",)),
    "icp_fit": ({"icp": {"tier2_share": 0.75}}, ("from 0.75 of the weights",)),
    "relationship_score": ({"relationship": {"scale": 55}}, ("/55)",)),
    "relationship_improving_rate": (
        {"relationship": {"trend_points": 8, "trend_days": 14}},
        ("rose by 8 or more in the 14 days",),
    ),
    "intent_surge_accounts": (
        {"intent": {"threshold": 70, "min_count": 5, "tail": 0.001, "baseline_weeks": 8}},
        ("reaches 70,", "a count from 5 on", "below 0.001", "8 weeks before"),
    ),
    "customer_intent_surge_rate": ({"intent": {"threshold": 70}}, ("70 or more",)),
    "customer_relationship_score": ({"relationship": {"low": 35}}, ("below 35",)),
    "renewal_rate": ({"renewal": {"grace_days": 45}}, ("at most 45 days after",)),
    "net_promoter_score": (
        {"nps": {"promoter_from": 8, "detractor_to": 5}},
        ("answers of 8 to 10", "answers of 0 to 5"),
    ),
    "customer_lifetime_value": ({"lifetime": {"horizon_years": 3}}, ("up to 3 years",)),
    "influenced_pipeline": ({"influence": {"window_days": 30}}, ("in the 30 days before the opportunity",)),
    "influenced_revenue": (
        {"influence": {"window_days": 30, "when": "any"}},
        ("from 30 days before the opportunity was created until its close",),
    ),
}


@pytest.mark.parametrize("kpi", NUMBERS)
def test_a_definition_tells_the_numbers_of_the_workspace(kpi):
    given, told = NUMBERS[kpi]
    definition = CATALOGUE[kpi].told(Settings.model_validate(given)).definition
    for words in told:
        assert words in definition
        assert words not in CATALOGUE[kpi].told(Settings()).definition


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.id)
def test_every_placeholder_is_a_setting(kpi):
    told = kpi.told(Settings())
    assert not set("{}") & set(told.definition)
    assert told.told(Settings()) == told


def test_a_placeholder_that_is_no_setting():
    with pytest.raises(ValueError, match=r"mqa\.minuts"):
        replace(KPI, definition="At least {mqa.minuts}.").told(Settings())


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.id)
def test_what_is_beside_a_value_says_its_unit(kpi):
    assert set(kpi.extra_units) <= set(kpi.extra)
    known = {name for name, shape in kpi.extra.items() if shape.value is census(ACCOUNTS).value}
    counts = {name for name in known if kpi.extra[name].parts[0].aggregate != "sum" and not kpi.unit.is_money}
    assert {kpi.unit_beside(name) for name in counts} <= {Unit.COUNT}


def test_money_beside_a_share_needs_a_currency():
    assert CATALOGUE["influenced_pipeline_rate"].shows_money
    assert not CATALOGUE["engaged_account_rate"].shows_money
