"""`abmetry holdout`: draw accounts of a list that the program leaves alone."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.run_options import RunOptions
from abmetry.cli.terminal import print_view
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.answers.holdout import Holdout


class HoldoutFormat(StrEnum):
    """Shapes of what is told."""

    TABLE = "table"
    JSON = "json"


def holdout(
    run: RunOptions,
    target_list: Annotated[str, typer.Option("--list", metavar="NAME", help="The list to draw from.")],
    share: Annotated[
        float, typer.Option("--share", metavar="S", help="How much of it is held out, such as 0.2.")
    ] = 0.2,
    strata: Annotated[
        str | None,
        typer.Option(
            "--strata",
            metavar="A,B",
            help="Draw evenly within these: industry, segment, tier... (commas between).",
            show_default=False,
        ),
    ] = None,
    kpi: Annotated[
        str, typer.Option("--kpi", metavar="ID", help="The outcome that power is computed for.")
    ] = "engaged_account_rate",
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="P",
            help="Where the outcome's spread is taken from; default: last-quarter.",
            show_default=False,
        ),
    ] = None,
    detect: Annotated[
        float | None,
        typer.Option(
            "--detect",
            metavar="D",
            help="A difference to be found, in the unit of the KPI: how long that takes.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="S", help="Of the draw; default: stats.seed.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the draw to a CSV.", show_default=False),
    ] = None,
    format: Annotated[
        HoldoutFormat, typer.Option("--format", metavar="table|json", help="Shape of what is told.")
    ] = HoldoutFormat.TABLE,
) -> None:
    """Draw a randomised hold-out of a list: what it can find first, then who is left alone."""
    from abmetry.answers.holdout import holdout as drawn_holdout
    from abmetry.cli.views.holdout import holdout_view

    if file is not None and file.expanduser().exists():
        raise UsageError(
            message("{file} is there already: a hold-out that is drawn again is no longer random.", file=file)
        )
    if file is not None and not file.expanduser().parent.is_dir():
        raise UsageError(
            message("There is no folder {parent} to write {file} to.", parent=file.parent, file=file.name)
        )
    names = [name.strip() for name in (strata or "").split(",") if name.strip()]
    with open_analysis(run) as analysis:
        drawn = drawn_holdout(analysis, target_list, share, names, kpi, seed, period, detect)
    if file is not None:
        _write(drawn, file.expanduser())
    if format is HoldoutFormat.JSON:
        print(json.dumps(drawn.to_dict(), ensure_ascii=False, indent=2, allow_nan=False))
        return
    print_view(lambda width: holdout_view(drawn, file))  # noqa: ARG005


def _write(drawn: Holdout, file: Path) -> None:
    from abmetry.answers.holdout import said

    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["account_id", "arm", "stratum", "drawn_on", "seed", "name"])
    for row in drawn.rows:
        rows.writerow(
            [
                row["account_id"],
                row["arm"],
                said(row["stratum"]),
                drawn.drawn_on,
                drawn.seed,
                said(row["name"]),
            ]
        )
    try:
        file.write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise AbmetryError(
            message("{file} cannot be written: {error}.", file=file, error=error.strerror or error)
        ) from error


COMMANDS = (
    Declared(
        "holdout",
        holdout,
        """
        abmetry holdout --list named --share 0.2                              what it could find; nothing is written
        abmetry holdout --list named --share 0.2 --strata industry,segment -o holdout.csv
        abmetry holdout --list named --kpi opportunity_rate --detect 5        how long to find five points
        """,
    ),
)
