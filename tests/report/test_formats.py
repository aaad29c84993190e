"""What a format needs is told before any work; a file is whole or is not there."""

import pytest

from abmetry.errors import AbmetryError, Unanswerable
from abmetry.lang.words import Words
from abmetry.report import formats
from abmetry.report.formats import check_installed, write_report


@pytest.mark.parametrize("name", formats.NEEDS)
def test_a_missing_package_is_named_with_what_brings_it(monkeypatch, name):
    monkeypatch.setattr(formats, "find_spec", lambda module: None)
    with pytest.raises(Unanswerable) as told:
        check_installed(name)
    assert formats.NEEDS[name][0][1] in told.value.message
    assert "abmetry[report]" in told.value.help


def test_a_failure_leaves_the_file_that_was_there(monkeypatch, tiny, tmp_path):
    def fail(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats, "_write", fail)
    (tmp_path / "old.xlsx").write_text("old")
    with pytest.raises(AbmetryError, match="No space left"):
        write_report(tiny, Words(), "xlsx", tmp_path / "old.xlsx")
    assert (tmp_path / "old.xlsx").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.xlsx"]


def test_a_folder_that_is_not_there_is_told(tiny, tmp_path):
    with pytest.raises(AbmetryError, match="cannot be written"):
        write_report(tiny, Words(), "xlsx", tmp_path / "none" / "x.xlsx")
