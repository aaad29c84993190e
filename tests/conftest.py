"""What can run here: tests of Spark need Java, tests of real data need the exports."""

import os
from pathlib import Path

import hypothesis
import pytest

from engine.every_engine import why_no_spark
from tiny_company import built as built

# A busy machine is no failure of the code; and a run in CI tries what every run there tries.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")

ROOT = Path(__file__).resolve().parent.parent


def real_data_folder() -> Path | None:
    """The folder of real exports: ABMETRY_REAL_DATA, else shared/data beside the checkout."""
    named = os.environ.get("ABMETRY_REAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real exports; the test is skipped where there is none."""
    folder = real_data_folder()
    if folder is None:
        pytest.skip("no real exports here (ABMETRY_REAL_DATA)")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_spark = why_no_spark()
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))
            if no_spark:
                item.add_marker(pytest.mark.skip(reason=no_spark))
        if item.get_closest_marker("real_data"):
            # An export is loaded and built once for all its tests, which takes longer than they do.
            if not item.get_closest_marker("spark"):
                item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
            if real_data_folder() is None:
                item.add_marker(pytest.mark.skip(reason="no real exports here (ABMETRY_REAL_DATA)"))
