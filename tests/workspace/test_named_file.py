"""Small CSV files that the settings name."""

import pytest

from abmetry.errors import SettingsError
from abmetry.workspace.document import read_settings
from abmetry.workspace.named_file import named_file_rows


def test_names_in_lower_case_empty_cells_none_empty_lines_skipped(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("\ufeffA; B ;c\n 1 ;;3\n;;\n", encoding="utf-8")
    assert named_file_rows(path, "key", [["a"]]) == [{"a": "1", "b": None, "c": "3"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"", "no column a or b"),
        (b"aa\n", "no column"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path, content, message):
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        named_file_rows(path, "lists.x.file", [["a", "b"]])


def test_files_lie_in_the_folder_of_the_settings(tmp_path):
    (tmp_path / "abmetry.toml").write_text('[workspace]\nrates = "rates.csv"\n', encoding="utf-8")
    settings = read_settings(tmp_path / "abmetry.toml")
    assert settings.path(settings.workspace.rates) == tmp_path / "rates.csv"
    assert settings.path("/elsewhere/x.csv").as_posix() == "/elsewhere/x.csv"
