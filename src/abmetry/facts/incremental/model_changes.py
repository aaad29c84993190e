"""Which rows of the model went and came between two states of the lake."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.engine import Engine
from abmetry.model.column import Table
from abmetry.model.records import LoadRecord, TableCounts, stored_files
from abmetry.model.stored import model_columns, stored_key_sql
from abmetry.model.tables import TABLES
from abmetry.model.versions import current_sql, versions_sql
from abmetry.workspace.places import Places

CAME = "came_model_"
"""What the names of the relations of rows that came begin with."""


def model_changes(
    engine: Engine, places: Places, before: Sequence[LoadRecord], later: Sequence[LoadRecord]
) -> dict[str, str]:
    """Store what changed in ``model_<table>`` and ``versions_<table>``.

    Args:
        engine: Where to.
        places: The workspace's folders.
        before: The loads that were there.
        later: Those that came since.

    Returns:
        Per relation in which something changed, the relation of its rows that went or came; of tables of the model
        those that came are in ``came_model_<table>`` too.
    """
    found: dict[str, str] = {}
    for name, table in TABLES.items():
        new = stored_files(later, name)
        if not new:
            continue
        old = stored_files(before, name)
        came = f"{CAME}{name}"
        engine.create_table(came, current_sql(engine, table, new, places.model), temporary=True)
        changed = {
            f"versions_{name}": versions_sql(engine, table, new, places.model),
            f"model_{name}": f"select * from {came} {_went_sql(engine, table, old, new, places)}",
        }
        for relation, sql in changed.items():
            found[relation] = f"changed_{relation}"
            engine.create_table(found[relation], sql, temporary=True)
    return found


def _went_sql(
    engine: Engine, table: Table, old: Sequence[TableCounts], new: Sequence[TableCounts], places: Places
) -> str:
    """And the rows of the old files in whose place rows of the new ones came."""
    if not old or not any(counts.changed for counts in new):
        return ""
    key, columns = stored_key_sql(table), model_columns(table)
    replaced = current_sql(engine, table, new, places.model, ("source", key, "version"))
    held = current_sql(engine, table, old, places.model, tuple(dict.fromkeys((*columns, key))))
    return (
        f"union all select {', '.join(f'h.{column}' for column in columns)} from ({held}) as h"
        f" semi join (select * from ({replaced}) as newest where version > 1) as r"
        f" on r.source = h.source and r.{key} = h.{key}"
    )
