"""`abmetry rejected`: rows that could not be used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_workspace
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions
from abmetry.errors import UsageError
from abmetry.lang.message import message

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN_ON_SCREEN = 50


def rejected(
    output: OutputOptions,
    run: RunOptions,
    table: Annotated[
        str | None, typer.Option("--table", metavar="T", help="Only rows of this table.", show_default=False)
    ] = None,
) -> None:
    """List the rows that could not be used: each with its file, its line and the reason."""
    from abmetry.cli.views.loading import rejected_view
    from abmetry.model.rejected import rejected as rejected_rows
    from abmetry.model.tables import TABLES

    output.check()
    if table is not None and table not in TABLES:
        raise UsageError(
            message("There is no table '{table}'.", table=table),
            help=message("There are: {tables}.", tables=", ".join(TABLES)),
        )
    found = rejected_rows(open_workspace(run), table)

    def view(width: int) -> Any:
        del width
        keys = zip(*(found[name].to_pylist() for name in ("table", "column", "reason")), strict=True)
        reasons = [
            {"table": name, "column": column, "reason": reason, "rows": rows}
            for (name, column, reason), rows in Counter(keys).most_common(20)
        ]
        return rejected_view(found.slice(0, SHOWN_ON_SCREEN).to_pylist(), reasons, found.num_rows)

    def data() -> list[dict[str, Any]]:
        return [{**row, "loaded_at": row["loaded_at"].isoformat()} for row in _marked(found).to_pylist()]

    show(Shown(view, data, lambda: _marked(found)), output)


def _marked(found: pa.Table) -> pa.Table:
    """The rows with their instants marked as UTC."""
    import pyarrow as pa

    place = found.schema.get_field_index("loaded_at")
    return found.set_column(place, "loaded_at", found["loaded_at"].cast(pa.timestamp("us", "UTC")))


COMMANDS = (
    Declared(
        "rejected",
        rejected,
        """
        abmetry rejected                            reasons, and the first rows
        abmetry rejected --table people             of one table
        abmetry rejected -o rejected.csv            all of them, to mend at the source
        """,
    ),
)
