"""The language of a run, and the calendar in which it tells dates."""

import pytest

from abmetry.cli import spoken

WORKSPACE = '[workspace]\nname = "x"\nlanguage = "es"\ncalendar = "persian"\n'


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "abmetry.toml").write_text(WORKSPACE)
    yield tmp_path
    spoken.listen(["--lang", "en", "--workspace", str(tmp_path / "none")])


@pytest.mark.parametrize(("given", "code"), [([], "es"), (["--lang", "fa"], "fa"), (["--lang=en"], "en")])
def test_the_calendar_is_the_workspaces_whatever_the_language(workspace, given, code):
    spoken.listen([*given, "--workspace", str(workspace)])
    words = spoken.words()
    assert (words.code, words.calendar) == (code, "persian")


def test_a_day_in_persian(workspace):
    spoken.listen(["kpi", "--lang", "fa", "--workspace", str(workspace)])
    assert "۱۴۰۵" in spoken.words().date("2026-09-14")


def test_without_a_workspace_it_is_english_and_gregorian(tmp_path):
    spoken.listen(["--workspace", str(tmp_path)])
    assert (spoken.words().code, spoken.words().calendar) == ("en", "gregory")
