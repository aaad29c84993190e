"""How rows of the model are stored: their columns, key and content hash."""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.model.column import Table, Type

_SEPARATOR = "chr(31)"
_NOTHING = "chr(30)"


def companion(timestamp: str) -> str:
    """The column that says that the source gave a bare date for a timestamp."""
    return f"{timestamp}_is_date"


def stored_columns(table: Table) -> dict[str, str]:
    """Names and SQL types of the columns of a table's stored rows, in order.

    Canonical columns; a companion per timestamp; ``source``; ``loaded_at`` (UTC, the knowledge time); ``content_hash``;
    ``attributes`` (JSON text); ``version`` (1 for the first of its key); ``row_key`` (what a further version shares).
    A file may hold further columns whose names begin with ``_``, left by the load; they say nothing of the row.
    """
    columns = {column.name: column.type.sql for column in table.columns}
    columns |= {companion(name): Type.BOOLEAN.sql for name in table.timestamps}
    return (
        columns
        | {
            "source": "varchar",
            "loaded_at": "timestamp",
            "content_hash": "varchar",
            "attributes": "varchar",
            "version": "integer",
        }
        | ({} if has_plain_key(table) else {"row_key": "varchar"})
    )


def model_columns(table: Table) -> tuple[str, ...]:
    """The columns of ``model_<table>``: the stored ones but for the version and the key."""
    return tuple(name for name in stored_columns(table) if name not in ("version", "row_key"))


def has_plain_key(table: Table) -> bool:
    """Whether one required text column is the key by itself."""
    return (
        len(table.key) == 1
        and table.column(table.key[0]).required
        and table.column(table.key[0]).type is Type.TEXT
    )


def key_sql(table: Table) -> str:
    """The key of a row as one text; where rows repeat keys, what they share of it."""
    if has_plain_key(table):
        return table.key[0]
    return joined_sql(table.key)


def stored_key_sql(table: Table) -> str:
    """The column of a stored row that holds its key."""
    return table.key[0] if has_plain_key(table) else "row_key"


def repeated_key_sql(key: str, order: str) -> str:
    """The key of a row of a table that repeats keys: the shared one and the row's ordinal among its rows."""
    ordinal = f"row_number() over (partition by {key} order by {order})"
    return f"{key} || {_SEPARATOR} || cast({ordinal} as varchar)"


def content_hash_sql(dialect: Dialect, table: Table) -> str:
    """A hash of all that a row says: canonical columns, companions and attributes."""
    names = [
        *(column.name for column in table.columns),
        *(companion(name) for name in table.timestamps),
        "attributes",
    ]
    return dialect.hash_text(joined_sql(names))


def joined_sql(names: tuple[str, ...] | list[str]) -> str:
    """Columns as one text in which null differs from empty."""
    cells = ", ".join(f"coalesce(cast({name} as varchar), {_NOTHING})" for name in names)
    return f"concat_ws({_SEPARATOR}, {cells})"
