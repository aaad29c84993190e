"""Touches: what happened, whose it is, and what it means, each row visible while it was known so."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.touch_rows import TOUCH_COLUMNS
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

_COLUMNS = (
    *TOUCH_COLUMNS,
    *fact_columns(
        "is_view_through_conversion boolean: A form, chat or ad conversion after an ad was seen and none clicked.",
    ),
)

_MADE = {
    "is_view_through_conversion": "coalesce(c.is_view_through, false) as is_view_through_conversion",
    "minutes": "coalesce(c.minutes, t.minutes) as minutes",
    "is_response": "t.is_response or coalesce(c.is_response, false) as is_response",
    "is_marketing": "t.is_marketing or coalesce(c.is_marketing, false) as is_marketing",
    "known_from": "coalesce(c.piece_from, t.known_from) as known_from",
    "known_to": "least(c.piece_to, t.known_to) as known_to",
}


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    columns = ", ".join(_MADE.get(column.name, f"t.{column.name}") for column in _COLUMNS)
    return [
        Step(
            "counted",
            f"""
            select {columns}
            from touch_rows as t
            left join touch_corrections as c on c.touch_id = t.touch_id and c.known_from = t.known_from
            where not coalesce(c.is_replaced, false)
            """,
        ),
    ]


FACT = Fact(
    name="touches",
    doc="A touch that counts, in a time in which it was known so.",
    columns=_COLUMNS,
    reads=("touch_rows", "touch_corrections"),
    steps=_steps,
    order_by=("occurred_at",),
)
