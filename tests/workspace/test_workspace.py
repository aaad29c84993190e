import pytest

from abmetry.errors import SettingsError
from abmetry.workspace.workspace import Workspace


@pytest.fixture
def root(tmp_path):
    (tmp_path / "abmetry.toml").write_text('[workspace]\nname = "acme"\n')
    (tmp_path / "exports" / "crm").mkdir(parents=True)
    return tmp_path.resolve()


def test_the_nearest_parent_with_settings(root):
    assert Workspace.find(root / "exports" / "crm").root == root
    (root / "exports" / "abmetry.toml").write_text("")
    assert Workspace.find(root / "exports" / "crm").root == root / "exports"


def test_the_folder_one_stands_in(root, monkeypatch):
    monkeypatch.chdir(root / "exports")
    assert Workspace.find().settings.workspace.name == "acme"


def test_none_found(tmp_path):
    with pytest.raises(
        SettingsError, match=r"Neither .* nor a folder above it has an abmetry\.toml"
    ) as refused:
        Workspace.find(tmp_path)
    assert refused.value.help is not None
    assert "abmetry init" in refused.value.help


def test_open_takes_this_very_folder(root):
    with pytest.raises(SettingsError, match="so it is not a workspace"):
        Workspace.open(root / "exports")
    assert Workspace.open(str(root)).definition_hash.startswith("sha256:")
