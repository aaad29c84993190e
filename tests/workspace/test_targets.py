"""Targets name KPIs of the catalogue, and say of what accounts and what period they are."""

import pytest

from abmetry.errors import SettingsError
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.workspace.document import parse_settings
from abmetry.workspace.kpi_ids import KPI_IDS
from abmetry.workspace.settings import Settings
from abmetry.workspace.targets import Target


def test_the_known_ids_are_those_of_the_catalogue_that_are_one_number():
    assert {kpi.id for kpi in CATALOGUE.values() if not (kpi.of_kpis or kpi.is_mined)} == KPI_IDS


def test_a_number_a_target_and_several_targets():
    settings = Settings.model_validate(
        {
            "targets": {
                "engaged_accounts": 400,
                "account_win_rate": {"value": 30, "tier": "1"},
                "pipeline_created": [
                    {"value": 9e5, "period": "quarter"},
                    {"value": 1e6, "period": "2026-Q3"},
                ],
            }
        }
    )
    assert settings.targets["engaged_accounts"] == (Target(value=400),)
    assert settings.targets["account_win_rate"] == (Target(value=30, tier="1"),)
    assert [one.period for one in settings.targets["pipeline_created"]] == ["quarter", "2026-Q3"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[targets]\nengaged_acounts = 400",
            "line 2: targets.engaged_acounts is not a known key; did you mean targets.engaged_accounts?",
        ),
        (
            "[targets]\nzzz = 400",
            "line 2: targets.zzz is not a known key; [targets] knows the ids of KPIs, and "
            "`abmetry catalogue` lists them.",
        ),
        (
            '[targets]\nengaged_accounts = "many"',
            "line 2: targets.engaged_accounts must be a number, or a list of targets such as "
            '{ value = 400, period = "quarter" }.',
        ),
        (
            "[targets]\nengaged_accounts = true",
            "line 2: targets.engaged_accounts must be a number, or a list of targets such as "
            '{ value = 400, period = "quarter" }.',
        ),
        (
            "[targets]\nicp_fit = 50\nengaged_accounts = [{ value = 1, teir = '1' }]",
            "line 3: targets.engaged_accounts.teir is not a known key; did you mean "
            "targets.engaged_accounts.tier?",
        ),
        (
            "[targets]\nengaged_accounts = [{ value = 1, period = 'Q3' }]",
            "line 2: targets.engaged_accounts.period must be week, month, quarter or year, or one of them such as "
            '2026-Q3, not "Q3".',
        ),
        (
            "[targets]\nengaged_accounts = [{ value = 1 }, { value = 2 }]",
            "line 2: targets.engaged_accounts has two targets for the same period, list and tier.",
        ),
        ("[targets]\nengaged_accounts = {}", "line 2: targets.engaged_accounts.value is missing."),
    ],
)
def test_a_wrong_target_names_its_line_and_what_is_right(text, sentence):
    with pytest.raises(SettingsError) as refused:
        parse_settings(text)
    assert refused.value.message == f"abmetry.toml, {sentence}"
