"""`abmetry catalogue`: every KPI there is."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import settings_here
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions


def catalogue(
    output: OutputOptions,
    run: RunOptions,
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="One KPI, in full; none: all of them.")
    ] = None,
) -> None:
    """List every KPI: title, definition as the workspace's settings have it, unit, source, and the tables it needs."""
    from abmetry.answers.described import described
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.catalogue import catalogue_view, kpi_view
    from abmetry.kpis.catalogue import CATALOGUE, find

    output.check()
    kpis = [find(id)] if id else list(CATALOGUE.values())
    settings = settings_here(run)
    rows = [described(kpi, settings) for kpi in kpis]
    show(
        Shown(
            lambda width: kpi_view(rows[0]) if id else catalogue_view(rows, width),
            lambda: rows,
            lambda: flatten(rows),
        ),
        output,
    )


COMMANDS = (
    Declared(
        "catalogue",
        catalogue,
        """
        abmetry catalogue                              all KPIs by family
        abmetry catalogue engaged_account_rate         one in full
        abmetry catalogue --format json                for a program
        """,
    ),
)
