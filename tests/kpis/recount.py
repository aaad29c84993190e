"""What a KPI says, and whether the rows behind it say the same."""

import pytest

from recompute.drawn import Q1


def told(program, kpi, **question):
    """Value, numerator and denominator of the first quarter of 2026; recounting the evidence gives them."""
    asked = {**Q1, **question}
    found = program.ask(kpi, **asked)[kpi]
    assert recount(program, kpi, "numerator", **asked) == pytest.approx(found.numerator or 0)
    if found.denominator is not None:
        assert recount(program, kpi, "denominator", **asked) == pytest.approx(found.denominator)
    return found.value, found.numerator, found.denominator


def recount(program, kpi, part, **asked):
    """The sum of the values of the rows, or their number: things that are told apart are one row each."""
    values = [row.get("value", 1) for row in program.evidence(kpi, part, **asked).rows]
    return sum(value if isinstance(value, int | float) else 1 for value in values)
