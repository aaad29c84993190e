"""Whether a declaration can work, told when it is imported and not when it is asked."""

from __future__ import annotations

import re

from abmetry.asof.relations import RELATIONS
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Shape
from abmetry.model.tables import TABLES

# Groups of accounts and of time; a KPI's own columns go by other names.
RESERVED = frozenset(
    (
        "tier",
        "list",
        "owner",
        "industry",
        "country",
        "region",
        "segment",
        "day",
        "week",
        "month",
        "quarter",
        "year",
    )
)
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_SQL_WORDS = frozenset(
    (
        "and", "or", "not", "in", "is", "null", "case", "when", "then", "else", "end", "between", "true", "false",
        "coalesce", "cast", "as", "double", "varchar", "distinct", "greatest", "least", "concat", "lower",
    )
)  # fmt: skip


def check(kpi: Kpi) -> None:
    """Refuse a declaration that names what is not there.

    Raises:
        ValueError: A relation, column or table does not exist, or a name is taken.
    """
    tables = [table for need in kpi.needs for table in (need if isinstance(need, tuple) else (need,))]
    unknown = [table for table in tables if table not in TABLES]
    if unknown:
        raise ValueError(f"{kpi.id} needs tables that the model does not have: {', '.join(unknown)}.")
    unread = [name for name in kpi.relations if name not in RELATIONS]
    if unread:
        raise ValueError(f"{kpi.id} reads relations that do not exist: {', '.join(unread)}.")
    for measure in kpi.measures:
        _check_measure(kpi, measure)
    for shape in kpi.shapes:
        _check_drawn(kpi, shape)
    if taken := RESERVED.intersection(kpi.by):
        raise ValueError(f"{kpi.id} is split by {', '.join(taken)}, which are groups of accounts or of time.")
    if kpi.by:
        relation = RELATIONS.get(kpi.shape.parts[0].relation)
        columns = {column.name for column in relation.columns} if relation else set()
        missing = [column for column in kpi.by.values() if column not in columns]
        if missing:
            raise ValueError(
                f"{kpi.id} cannot be split by {', '.join(missing)}: its relation has no such column."
            )


def _check_drawn(kpi: Kpi, shape: Shape) -> None:
    if shape.drawn is None:
        return
    if {part.drawn for part in shape.parts} != {shape.drawn}:
        raise ValueError(f"{kpi.id} mixes what accounts contribute with what {shape.drawn[1]} does.")
    if kpi.population == "T" or shape.denominator is None:
        raise ValueError(
            f"{kpi.id} is of each {shape.drawn[1]}: it must be a fraction, on all accounts in scope."
        )


def _check_measure(kpi: Kpi, measure: Measure) -> None:
    if measure.relation == SCOPE:
        return
    relation = RELATIONS[measure.relation]
    columns = {column.name for column in relation.columns}
    said = " ".join((measure.where, measure.value, measure.order, measure.of_each, *measure.shows))
    words = set(_WORD.findall(re.sub(r"'[^']*'", "", said))) - _SQL_WORDS
    if unknown := sorted(words - columns):
        raise ValueError(f"{kpi.id} names columns that {relation.name} does not have: {', '.join(unknown)}.")
