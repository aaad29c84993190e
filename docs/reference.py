"""Writes the references that are made from the code: docs/kpis.md and docs/settings.md."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Kpi
from abmetry.workspace.scaffold import settings_text

FOLDER = Path(__file__).parent


def kpis_page() -> str:
    """The catalogue, family by family."""
    lines = ["# The KPIs", "", "Made by `make docs` from the declarations in `src/abmetry/kpis`.", ""]
    for family, kpis in groupby(CATALOGUE.values(), key=lambda kpi: kpi.family):
        lines += [f"## {family.value.capitalize()}", ""]
        for kpi in kpis:
            lines += kpi_lines(kpi)
    return "\n".join(lines)


def kpi_lines(kpi: Kpi) -> Iterator[str]:
    """One KPI: what it asks, how it is defined, what it needs."""
    yield from (f"### `{kpi.id}`", "", f"**{kpi.title}.** {kpi.question}", "", kpi.definition, "")
    needs = ", ".join(f"`{table}`" for table in kpi.needs)
    yield f"Unit: {kpi.unit.value}. Better: {kpi.better}. Population: {kpi.population}. Source: {kpi.source}."
    yield from (f"Needs: {needs}.", "")


def settings_page() -> str:
    """The settings: the commented file of a new workspace."""
    return "\n".join(
        [
            "# The settings",
            "",
            "Made by `make docs`. `abmetry init DIR` writes this file, `abmetry.toml`, with every section and key.",
            "",
            "```toml",
            settings_text("acme").rstrip("\n"),
            "```",
            "",
        ]
    )


PAGES = {"kpis.md": kpis_page, "settings.md": settings_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
