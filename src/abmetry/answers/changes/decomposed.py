"""A changed value, taken apart by cause: the effects add up to the difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from abmetry.answers.changes.causes import Changed, changed_rows
from abmetry.answers.changes.change import Cause, Effect
from abmetry.answers.evaluate import number
from abmetry.engine.engine import Engine
from abmetry.kpis.shape import Floats, Shape


@dataclass(frozen=True)
class Parts:
    """Sums of the parts of a shape before and after, and the rows that count otherwise."""

    before: Floats
    after: Floats
    rows: tuple[Changed, ...]


def compared(engine: Engine, before: Sequence[pa.Table], after: Sequence[pa.Table]) -> Parts:
    """Compare the rows of every part.

    Args:
        engine: Where they are compared.
        before: The rows of each part before, as part_rows gives them.
        after: The rows of each part after.
    """
    rows = [
        changed
        for part, (first, second) in enumerate(zip(before, after, strict=True))
        for changed in changed_rows(engine, part, first, second)
    ]
    return Parts(_sums(before), _sums(after), tuple(rows))


def _sums(tables: Sequence[pa.Table]) -> Floats:
    return np.array([float(pc.sum(table["amount"]).as_py() or 0) for table in tables])


def effects(
    shape: Shape,
    parts: Parts,
    cause_of: Callable[[Changed], Cause],
    factors: tuple[float | None, float | None] = (1.0, 1.0),
) -> tuple[Effect, ...]:
    """The effect of every cause that had one, the causes taken one after another.

    Args:
        shape: The KPI's shape.
        parts: Its parts.
        cause_of: The cause of a changed row.
        factors: What the value is multiplied with, before and after; the last cause changes it.
    """
    deltas: dict[Cause, Floats] = {}
    counts: dict[Cause, list[int]] = {}
    for row in parts.rows:
        cause = cause_of(row)
        deltas.setdefault(cause, np.zeros(len(parts.before)))[row.part] += row.amount
        counts.setdefault(cause, [0, 0])[0 if row.amount > 0 else 1] += 1
    found = []
    sums = parts.before
    ordered = [cause for cause in Cause if cause in deltas]
    for cause in ordered:
        following = sums + deltas[cause]
        first, last = factors[0], factors[1] if cause is ordered[-1] else factors[0]
        found.append(
            Effect(
                cause,
                rows_in=counts[cause][0],
                rows_out=counts[cause][1],
                numerator=_step(shape.numerator, sums, following),
                denominator=_step(shape.denominator, sums, following) if shape.denominator else None,
                value=_difference(_value(shape, sums, first), _value(shape, following, last)),
            )
        )
        sums = following
    return tuple(found)


def _value(shape: Shape, sums: Floats, factor: float | None) -> float | None:
    value = number(shape.value(sums))
    return None if value is None or factor is None else value * factor


def _step(side: Callable[[Floats], Any], sums: Floats, following: Floats) -> float | None:
    return _difference(number(side(sums)), number(side(following)))


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else second - first
