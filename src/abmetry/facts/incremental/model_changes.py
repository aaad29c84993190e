"""Which rows of the model went and came between two states of the lake."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.engine import Engine
from abmetry.model.column import Table
from abmetry.model.records import LoadRecord, TableCounts, stored_files
from abmetry.model.stored import model_columns, stored_key_sql
from abmetry.model.tables import TABLES
from abmetry.model.versions import current_sql, versions_sql
from abmetry.steps.renewal import CAME, WENT
from abmetry.workspace.places import Places


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
        Per relation in which something changed, the relation of its rows that went or came; they are in
        ``came_model_<table>`` and ``went_model_<table>`` one by one too.
    """
    found: dict[str, str] = {}
    for name, table in TABLES.items():
        new = stored_files(later, name)
        if not new:
            continue
        old = stored_files(before, name)
        parts = {
            f"{CAME}model_{name}": current_sql(engine, table, new, places.model),
            f"{WENT}model_{name}": _went_sql(engine, table, old, new, places),
        }
        for part, sql in parts.items():
            engine.create_table(part, sql, temporary=True)
        changed = {
            f"versions_{name}": versions_sql(engine, table, new, places.model),
            f"model_{name}": " union all ".join(f"select * from {part}" for part in parts),
        }
        for relation, sql in changed.items():
            found[relation] = f"changed_{relation}"
            engine.create_table(found[relation], sql, temporary=True)
    return found


def _went_sql(
    engine: Engine, table: Table, old: Sequence[TableCounts], new: Sequence[TableCounts], places: Places
) -> str:
    """The rows of the old files in whose place rows of the new ones came."""
    key, columns = stored_key_sql(table), model_columns(table)
    told = ", ".join(f"h.{column}" for column in columns)
    held = current_sql(engine, table, old, places.model, tuple(dict.fromkeys((*columns, key))))
    if not old or not any(counts.changed for counts in new):
        return f"select {told} from ({held}) as h where 1 = 0"
    replaced = current_sql(engine, table, new, places.model, ("source", key, "version"))
    return (
        f"select {told} from ({held}) as h"
        f" semi join (select * from ({replaced}) as newest where version > 1) as r"
        f" on r.source = h.source and r.{key} = h.{key}"
    )
