"""A chart with its title, and the same as a table for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from abmetry.charts.look import Drawn, specification
from abmetry.web.table import Table


@dataclass(frozen=True)
class Figure:
    """A chart.

    Attributes:
        id: Its name on the page.
        title: What it finds, in a sentence.
        what: What it shows: the measure, the accounts, the time.
        spec: Its Vega-Lite specification.
        table: The same as a table.
        note: What to know of it.
        flags: Warnings.
        href: Where the definition is.
        tall: Whether it takes more room than others.
    """

    id: str
    title: str
    what: str
    spec: dict[str, Any]
    table: Table
    note: str = ""
    flags: tuple[str, ...] = ()
    href: str = ""
    tall: bool = False


def drawn(chart: Drawn) -> dict[str, Any]:
    """The specification of a chart, checked by the package's own tests and not once more for every reader."""
    return specification(chart)
