"""Writes the references that are made from the code, into the pages of docs that say so."""

import re
from collections.abc import Callable
from pathlib import Path

from reference_kpis import catalogue
from reference_presets import presets
from reference_tables import facts, kinds, model

from abmetry.workspace.scaffold import settings_text

FOLDER = Path(__file__).parent
MARKED = re.compile(r"(<!-- (\w+): made by `make docs` -->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def settings() -> str:
    """The commented file of a new workspace."""
    return f"```toml\n{settings_text('acme').rstrip()}\n```\n"


PARTS: dict[str, Callable[[], str]] = {
    "kpis": catalogue,
    "settings": settings,
    "tables": model,
    "kinds": kinds,
    "facts": facts,
    "presets": presets,
}
PAGES = ("kpis.md", "settings.md", "model.md", "lake.md", "presets.md")


def page(name: str) -> str:
    """A page with what stands between its marks made anew."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return MARKED.sub(lambda marks: f"{marks[1]}\n{PARTS[marks[2]]()}\n{marks[3]}", text)


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
        print(f"docs/{name}")
