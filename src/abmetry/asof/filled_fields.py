"""Which of the fields that must be known are filled (KPIS.md, coverage)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.account_conditions import ACCOUNT_COLUMNS
from abmetry.facts.people import FACT as PEOPLE
from abmetry.model.column import Type

PERSON_COLUMNS = {column.name: column.type for column in PEOPLE.columns}
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)


def alternatives(field: str) -> list[str]:
    """The columns of a field of the settings: ``persona or buying_role`` is filled by either."""
    return _OR.split(field.strip())


def unknown_person_fields(fields: Sequence[str]) -> list[str]:
    """Columns of the settings' fields that people do not have."""
    return [name for field in fields for name in alternatives(field) if name not in PERSON_COLUMNS]


def account_field_sql(dialect: Dialect, field: str) -> str:
    """Whether a field of a row of ``accounts`` is filled; a name that is no column is a further attribute."""
    known = {name: is_filled_sql(name, kind) for name, kind in ACCOUNT_COLUMNS.items()}
    return _any_sql(
        field, known, lambda name: f"coalesce(trim({dialect.json_text('attributes', name)}), '') <> ''"
    )


def person_field_sql(field: str) -> str:
    """Whether a field of a row of ``people`` is filled; a name that is no column never is."""
    known = {name: is_filled_sql(name, kind) for name, kind in PERSON_COLUMNS.items()}
    return _any_sql(field, known, lambda _: "1 = 0")


def is_filled_sql(column: str, kind: Type) -> str:
    """Whether a column holds something; blank text holds nothing."""
    if kind is not Type.TEXT:
        return f"{column} is not null"
    # Most texts begin with a printable character of ASCII, and need not be trimmed, which is dear.
    return f"coalesce(({column} >= '!' and {column} < '~') or trim({column}) <> '', false)"


def _any_sql(field: str, known: Mapping[str, str], other: object) -> str:
    assert callable(other)
    return f"({' or '.join(known.get(name) or other(name) for name in alternatives(field))})"
