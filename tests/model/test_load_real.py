"""Real exports through the files source: every row comes out, and what their owners say of them holds."""

import shutil
import sys
from pathlib import Path

import pytest

from abmetry.model.rejected import rejected

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts

pytestmark = pytest.mark.real_data


def test_a_crm_without_stage_history(tmp_path: Path, real_data: Path) -> None:
    """8,800 deals; 500 prospecting ones have no date at all and cannot be opportunities."""
    settings = """[sources.tables]
opportunities = "sales_pipeline.csv"
[sources.columns.opportunities]
stage = "deal_stage"
created_at = "engage_date"
closed_at = "close_date"
amount = "close_value"
"""
    loading = Loading(tmp_path, settings)
    shutil.copy(real_data / "crm_sales" / "sales_pipeline.csv", loading.files)
    assert counts(loading.load(), "opportunities") == (8800, 8300, 0, 500)
    assert set(rejected(loading.workspace)["column"].to_pylist()) == {"created_at"}
    rows = loading.rows("model_opportunities")
    won = [row["amount"] for row in rows if row["stage"] == "Won"]
    assert (len(won), sum(won)) == (4238, 10_005_534)
    assert counts(loading.load(), "opportunities") == (8800, 0, 8300, 500)


def test_an_export_with_many_columns(tmp_path: Path, real_data: Path) -> None:
    settings = """[sources.tables]
opportunities = "Opportunity.csv"
[sources.columns.opportunities]
opportunity_id = "Id"
account_id = "AccountId"
stage = "StageName"
created_at = "CreatedDate"
expected_close_on = "CloseDate"
is_won = "IsWon"
type = "NextStep"
"""
    loading = Loading(tmp_path, settings)
    shutil.copy(real_data / "salesforce_export" / "Opportunity.csv", loading.files)
    assert counts(loading.load(), "opportunities") == (50, 50, 0, 0)
    rows = loading.rows("model_opportunities")
    won = [row["amount"] for row in rows if row["is_won"]]
    assert (len(won), round(sum(won), 2)) == (12, 10_542_562.98)
