"""A part of an answer that is split, as an address names it: ``group=channel=web``; ``group=channel``: of none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from abmetry.answers.answer import Answer, Result
from abmetry.answers.calendar import GRAINS, Calendar
from abmetry.answers.period_text import parse_period
from abmetry.charts.rows import group_label
from abmetry.errors import UsageError
from abmetry.lang.message import message
from abmetry.web.view import View

KEY = "group"
MOST = 6


def kpi_url(view: View, result: Result) -> str:
    """Where a result's definition, its rows and its history are: of its very part, in its period."""
    group, changes = dict(result.group), dict[str, Any]()
    for grain in GRAINS:
        if label := group.pop(grain, None):
            changes.update(_period(result, label, view.reader.analysis.calendar))
    if group:
        changes[KEY] = [name if value is None else f"{name}={value}" for name, value in group.items()]
    return view.url(f"/kpi/{result.kpi}", **changes)


def _period(result: Result, label: str, calendar: Calendar) -> dict[str, str | None]:
    """The period of a result, as an address has it; a unit that was cut by its days."""
    if parse_period(label, calendar).bounds() == result.period:
        return {"period": label, "from": None, "to": None}
    return {"period": None, "from": result.period["start"], "to": result.period["end"]}


def group_of(view: View) -> dict[str, str | None]:
    """The part that the address names; none: the whole.

    Raises:
        UsageError: It names more than an answer can be split by.
    """
    given = view.own.get(KEY, [])
    if len(given) > MOST or any(len(one) > 300 for one in given):
        raise UsageError(message("The address names no part of an answer."))
    found: dict[str, str | None] = {}
    for one in given:
        name, said, value = one.partition("=")
        found[name] = value if said else None
    return found


def of_group(answer: Answer, group: Mapping[str, str | None]) -> Result:
    """The result of a part; one without a value where the answer does not have it."""
    for result in answer:
        if dict(result.group) == group:
            return result
    nothing = {"value": None, "numerator": None, "denominator": None, "n": None, "interval": None}
    bare = replace(answer[0], group=group, label={}, flags=(), extra={}, previous=None, comparison=None)
    status = "unavailable" if bare.status == "unavailable" else "empty"
    flags = answer[0].flags if status == "unavailable" else ()
    return replace(bare, status=status, flags=flags, target=None, **nothing)  # type: ignore[arg-type]


def group_told(view: View, result: Result) -> str:
    """The part of a result in words: ``Channel: Web``; nothing of the whole."""
    names = {name: group_label(result, name, view.words) for name in result.group if name not in GRAINS}
    return _told(view, names)


def group_named(view: View, group: Mapping[str, str | None]) -> str:
    """The same of a part that is known by its values only."""
    words = view.words
    return _told(
        view, {name: words.text("none") if value is None else value for name, value in group.items()}
    )


def _told(view: View, names: Mapping[str, str]) -> str:
    words = view.words
    return words.list(
        f"{words.text(name.replace('_', ' ').capitalize())}: {words.isolated(value)}"
        for name, value in names.items()
    )
