"""The columns that the rows of an answer always begin with; what is asked by adds its own behind."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

_TEXT, _NUMBER = pa.string(), pa.float64()


def _texts(*names: str) -> dict[str, pa.DataType]:
    return dict.fromkeys(names, _TEXT)


def _numbers(*names: str) -> dict[str, pa.DataType]:
    return dict.fromkeys(names, _NUMBER)


_VALUE = ("value", "numerator", "denominator", "n")

FIRST: Mapping[str, pa.DataType] = {
    **_texts("kpi", "unit", "currency", "period.start", "period.end", "as_of", "status"),
    **_numbers(*_VALUE, "interval.low", "interval.high", "interval.level"),
    **_texts("interval.method", "previous.period.start", "previous.period.end"),
    **_numbers(*(f"previous.{name}" for name in _VALUE)),
    **_numbers("previous.interval.low", "previous.interval.high", "previous.interval.level"),
    **_texts("previous.interval.method"),
    **_numbers("previous.difference"),
    **_texts("comparison.cohort"),
    **_numbers(*(f"comparison.{name}" for name in (*_VALUE, "difference", "low", "high", "p"))),
    **_texts("scope.lists", "scope.cohort", "scope.tiers", "scope.where", "scope.owner", "scope.rollup"),
    **_numbers("scope.link_confidence"),
    **_texts("flags", "needs", "definition", "build"),
}
"""Their names and kinds, in their order; behind them stand ``group.``, ``label.`` and ``extra.`` columns."""
