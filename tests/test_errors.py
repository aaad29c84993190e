import pytest

from abmetry.errors import AbmetryError, LoadError, SettingsError, Unanswerable, UsageError


@pytest.mark.parametrize(
    ("kind", "status"),
    [(AbmetryError, 1), (LoadError, 1), (Unanswerable, 1), (UsageError, 2), (SettingsError, 2)],
)
def test_the_exit_status_of_each_kind(kind, status):
    assert kind("What is wrong.").exit_status == status


def test_the_message_stands_before_the_help():
    assert str(UsageError("What is wrong.", "What helps.")) == "What is wrong.\nWhat helps."


def test_a_status_of_its_own():
    assert AbmetryError("What is wrong.", exit_status=2).exit_status == 2
    assert AbmetryError("What is wrong.").exit_status == 1
