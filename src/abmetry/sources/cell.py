"""SQL of raw cells: the first that is filled, and what a source's words mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.workspace.sources import Origin

NOTHING = "cast(null as varchar)"


def text_sql(dialect: LoadingDialect, column: str) -> str:
    """A column of the row ``raw`` as text without blanks at its ends; null if nothing is left."""
    return dialect.strip(f"cast(raw.{dialect.identifier(column)} as varchar)")


def first_sql(dialect: LoadingDialect, columns: Iterable[str], otherwise: str | None = None) -> str:
    """The first filled of some columns of the row ``raw``, else a text, else null."""
    parts = [text_sql(dialect, column) for column in columns]
    if otherwise is not None:
        parts.append(dialect.text(otherwise))
    if not parts:
        return NOTHING
    return f"coalesce({', '.join(parts)})" if len(parts) > 1 else parts[0]


def words_sql(dialect: LoadingDialect, expression: str, *meanings: Mapping[str, str]) -> str:
    """A text, or what it means where it is a known word; case is ignored, and the first meaning given counts."""
    known: dict[str, str] = {}
    for words in meanings:
        for word, meant in words.items():
            known.setdefault(word.strip().lower(), meant)
    if not known:
        return expression
    whens = "".join(f" when {dialect.text(word)} then {dialect.text(meant)}" for word, meant in known.items())
    return f"case lower({expression}){whens} else {expression} end"


def file_columns(names: Sequence[str], origin: Origin) -> list[str]:
    """Those of an origin's columns that a file has, in the file's spelling: case and blanks do not matter."""
    spelt = {name.lower(): name for name in names}
    wanted = (column.strip().lower() for column in origin.columns)
    return [spelt[column] for column in wanted if column in spelt]


def origin_sql(dialect: LoadingDialect, origin: Origin, words: Mapping[str, str]) -> str:
    """A cell of the row ``raw`` by where it comes from; with its own type if it is one column's, as it stands."""
    if len(origin.columns) == 1 and origin.otherwise is None and not words:
        return f"raw.{dialect.identifier(origin.columns[0])}"
    return words_sql(dialect, first_sql(dialect, origin.columns, origin.otherwise), words)
