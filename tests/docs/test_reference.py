"""The written references say what the code says; `make docs` writes them anew."""

import importlib
import re
from pathlib import Path

import pytest

from abmetry.kpis.catalogue import CATALOGUE

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOT = DOCS.parent
PAGES = ("kpis.md", "settings.md", "model.md", "lake.md", "presets.md")


@pytest.fixture
def reference(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("reference")


def test_every_page_is_looked_at(reference):
    assert reference.PAGES == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_up_to_date(reference, name):
    assert (DOCS / name).read_text(encoding="utf-8") == reference.page(name)


def test_every_kpi_has_its_entry():
    headings = re.findall(r"^### `(\w+)`$", (DOCS / "kpis.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(CATALOGUE)


def anchors(page: Path) -> set[str]:
    """What links into a page may name, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda path: path.name)
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(found), f"{page.name}: {target}"
