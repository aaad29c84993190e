"""Declarations that cannot work are refused when they are made."""

from dataclasses import replace

import pytest

from abmetry.errors import UsageError
from abmetry.kpis.catalogue import CATALOGUE, find, gather
from abmetry.kpis.measure import any_row
from abmetry.kpis.shape import account_count

KPI = CATALOGUE["engaged_accounts"]


def test_two_with_one_id():
    with pytest.raises(ValueError, match="Two KPIs"):
        gather([KPI, KPI])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"needs": ("touchs",)}, "tables that the model does not have"),
        ({"shape": account_count(any_row("nothing"))}, "relations that do not exist"),
        ({"shape": account_count(any_row("touches", "is_engagment"))}, "does not have: is_engagment"),
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
