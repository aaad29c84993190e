import pytest

from abmetry.errors import SettingsError
from abmetry.workspace.settings import Settings
from abmetry.workspace.sources import FilesSource, HubspotSource, Origin, Secret


def test_each_type_has_its_own_keys():
    files, hubspot = Settings.model_validate(
        {
            "sources": [
                {
                    "name": "a",
                    "type": "files",
                    "path": "x",
                    "delimiter": ";",
                    "columns": {"people": {"title": "Job"}},
                },
                {"name": "b", "type": "hubspot", "path": "y", "token": {"env": "TOKEN"}},
            ]
        }
    ).sources
    assert isinstance(files, FilesSource)
    assert files.columns == {"people": {"title": Origin(columns=("Job",))}}
    assert isinstance(hubspot, HubspotSource)


def test_a_secret_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("ABMETRY_TEST_TOKEN", "pat")
    assert Secret(env="ABMETRY_TEST_TOKEN").reveal() == "pat"


def test_a_secret_that_is_not_set(monkeypatch):
    monkeypatch.delenv("ABMETRY_TEST_TOKEN", raising=False)
    with pytest.raises(SettingsError, match="ABMETRY_TEST_TOKEN is not set"):
        Secret(env="ABMETRY_TEST_TOKEN").reveal()


@pytest.mark.parametrize(
    ("written", "columns", "otherwise"),
    [
        ("Job", ("Job",), None),
        (["Job", "Role"], ("Job", "Role"), None),
        ({"columns": ["Job"], "otherwise": "none"}, ("Job",), "none"),
        ({"otherwise": "none"}, (), "none"),
    ],
)
def test_ways_to_write_where_a_column_comes_from(written, columns, otherwise):
    assert Origin.model_validate(written) == Origin(columns=columns, otherwise=otherwise)


@pytest.mark.parametrize("written", [[], {}, 3, "", {"column": "Job"}, [3]])
def test_a_column_that_comes_from_nowhere(written):
    with pytest.raises(ValueError, match=r"1 validation error|2 validation errors"):
        Origin.model_validate(written)
