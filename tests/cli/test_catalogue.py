"""The command `catalogue`."""

import pytest


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "abmetry.toml").write_text("[mqa]\nmarketing_minutes = 33\n")
    return tmp_path


def test_definitions_are_those_of_the_workspace(abmetry, workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    (kpi,) = abmetry("catalogue", "mqa_accounts", "--format", "json").json()
    assert "at least 33 marketing minutes" in kpi["definition"]


def test_definitions_are_the_defaults_where_there_is_no_workspace(abmetry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (kpi,) = abmetry("catalogue", "mqa_accounts", "--format", "json").json()
    assert "at least 100 marketing minutes" in kpi["definition"]


def test_a_workspace_that_is_named_is_there(abmetry, tmp_path):
    assert abmetry("--workspace", tmp_path / "nowhere", "catalogue").status == 2
