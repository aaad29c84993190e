"""Models by position: fixed parts for milestones, the rest for the touches between them.

A touch that is two milestones gets both parts. The part that no touch can take (there are none between the milestones,
or the deal is not closed yet) is shared among the milestones in proportion to their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.engine.dialect import Dialect


def position_sql(dialect: Dialect, parts: Mapping[str, float], middle: float = 0.0, between: str = "") -> str:
    """The weight of a part of a deal's touches; divided by their sum, the milestones get what has nobody between.

    Args:
        dialect: The engine's dialect.
        parts: Milestone columns with their part of the credit.
        middle: The part of the touches between; with ``parts`` it sums to 1.
        between: The column that counts them.
    """
    own = " + ".join(f"{part!r} * {name}" for name, part in parts.items())
    taken = " + ".join(f"{part!r} * all_{name}" for name, part in parts.items())
    if not middle:
        return dialect.divide(f"({own})", f"({taken})")
    rest = f"case when all_{between} > 0 then {middle!r} * {dialect.divide(between, f'all_{between}')} else 0 end"
    return f"{dialect.divide(f'({own})', f'({taken})')} * {1 - middle!r} + ({rest})"
