"""Touches: what happened, whose it is, and what it means, each row visible while it was known so.

Corrections have few of them. So the table of all rows is not written again: it becomes the fact's, and what has a
correction is replaced in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.touch_rows import TOUCH_COLUMNS
from abmetry.steps.fact import Amendment, Fact, Step
from abmetry.workspace.settings import Settings

_MADE = {
    "is_view_through_conversion": "coalesce(c.is_view_through, false) as is_view_through_conversion",
    "minutes": "coalesce(c.minutes, t.minutes) as minutes",
    "is_response": "t.is_response or coalesce(c.is_response, false) as is_response",
    "is_marketing": "t.is_marketing or coalesce(c.is_marketing, false) as is_marketing",
    "known_from": "coalesce(c.piece_from, t.known_from) as known_from",
    "known_to": "least(c.piece_to, t.known_to) as known_to",
}


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del dialect, settings
    columns = ", ".join(_MADE.get(column.name, f"t.{column.name}") for column in TOUCH_COLUMNS)
    return [
        Step(
            "corrected",
            f"""
            select {columns}
            from touch_rows as t
            join touch_corrections as c on c.touch_id = t.touch_id and c.known_from = t.known_from
            where not coalesce(c.is_replaced, false)
            """,
        ),
    ]


FACT = Fact(
    name="touches",
    doc="A touch that counts, in a time in which it was known so.",
    columns=TOUCH_COLUMNS,
    reads=("touch_rows", "touch_corrections"),
    steps=_steps,
    order_by=("occurred_at",),
    amends=Amendment("touch_rows", "touch_corrections", ("touch_id", "known_from")),
)
