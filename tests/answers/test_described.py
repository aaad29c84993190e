"""Every declaration can be told in words."""

import json

import pytest

from abmetry.answers.described import described
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.workspace.settings import Settings


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_every_kpi_says_what_it_is(kpi):
    said = described(CATALOGUE[kpi])
    for name in (
        "title",
        "question",
        "definition",
        "formula",
        "family",
        "unit",
        "population",
        "schools",
        "needs",
    ):
        assert said[name], name
    assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_a_group_of_alternatives_is_one_need():
    assert "touches or campaign_members" in described(CATALOGUE["engaged_accounts"])["needs"]


def test_the_rest_is_told_as_the_rest():
    assert (
        described(CATALOGUE["unengaged_account_rate"])["formula"] == "accounts without engagement / accounts"
    )


def test_a_definition_has_the_numbers_of_the_settings():
    assert "at most 60 days" in described(CATALOGUE["renewal_rate"])["definition"]
    settings = Settings.model_validate({"renewal": {"grace_days": 45}})
    assert "at most 45 days" in described(CATALOGUE["renewal_rate"], settings)["definition"]
