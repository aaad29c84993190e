"""The tables of columns in docs/sources say what the rules say; `make docs` writes them anew."""

import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "sources" / "mappings.py"


@pytest.mark.parametrize("name", ["files.md", "hubspot.md", "maps.md", "salesforce.md", "weblog.md"])
def test_the_tables_are_up_to_date(name):
    page = runpy.run_path(str(SCRIPT))["page"](name)
    assert (SCRIPT.parent / name).read_text(encoding="utf-8") == page
    assert "| `touch_id` |" in page or "| `touch_id` * |" in page
