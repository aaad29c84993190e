"""The written references say what the code says; `make docs` writes them anew."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["settings.md"])
def test_the_reference_is_up_to_date(name):
    page = runpy.run_path(str(DOCS / "reference.py"))["PAGES"][name]
    assert (DOCS / name).read_text(encoding="utf-8") == page()


def test_every_page_can_be_made():
    pages = runpy.run_path(str(DOCS / "reference.py"))["PAGES"]
    assert all(page().startswith("# ") for page in pages.values())
