"""Changes of numbers: before, after, and what did it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from abmetry.answers.changes.change import CAUSES, Cause, Change, Changes, Effect, Moved
from abmetry.cli.spoken import t
from abmetry.cli.views.amounts import NOTHING, amount, difference, number
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, listed, plain_table, safe
from abmetry.kpis.catalogue import find

FEW = 3
"""Of so many changed numbers the rows are shown too."""


def changes_view(changes: Changes, width: int) -> RenderableType:
    """Changes as tables: settings and accounts where definitions differ, then every number that changed.

    Args:
        changes: The changes.
        width: Columns of the terminal.
    """
    del width
    return Group(*_spaced(_sections(changes)))


def _spaced(sections: Iterator[RenderableType]) -> Iterator[RenderableType]:
    for place, section in enumerate(sections):
        if place:
            yield ""
        yield section


def _sections(changes: Changes) -> Iterator[RenderableType]:
    changed = [change for change in changes.changes if change.is_changed]
    yield Group(
        Text.assemble((f"{t('Before')}  ", DIM), safe(t(changes.before))),
        Text.assemble((f"{t('After')}   ", DIM), safe(t(changes.after))),
        *(Text(safe(t(flag)), style=WARN) for flag in changes.flags),
    )
    if changes.settings:
        yield _settings(changes)
    if changes.accounts:
        yield _accounts(changes.accounts)
    same = len(changes.changes) - len(changed)
    if changed:
        yield _numbers(changed)
    if not changed:
        yield Text(t("No number changes."), style=DIM)
    elif same:
        yield Text(
            t("{n} number is as before.", "{n} numbers are as before.", n=same),
            style=DIM,
        )
    for change in changed:
        if change.effects:
            yield _taken_apart(change, with_rows=len(changed) <= FEW)
    if len(changed) > FEW and any(change.rows for change in changed):
        yield Text(
            t("Name a KPI, as in `abmetry diff engaged_accounts ...`, to see the rows behind it."), style=DIM
        )


def _settings(changes: Changes) -> RenderableType:
    table = plain_table(t("setting"), t("before"), t("after"), title=t("Settings that differ"))
    for name, before, after in changes.settings:
        table.add_row(cell(name), _value(before), _value(after))
    return table


def _accounts(moved: tuple[Moved, ...]) -> RenderableType:
    table = plain_table(
        t("accounts of"),
        (t("before"), "right"),
        (t("after"), "right"),
        (t("come"), "right"),
        (t("go"), "right"),
        t("among them"),
        title=t("Accounts"),
    )
    for one in moved:
        named = [f"+{safe(account)}" for account in one.came[:3]] + [
            f"-{safe(account)}" for account in one.went[:3]
        ]
        table.add_row(
            cell(f"{one.kind} {one.name}"),
            number(one.before),
            number(one.after),
            number(one.gained),
            number(one.lost),
            Text(" ".join(named), style=DIM),
        )
    return table


def _numbers(changed: list[Change]) -> RenderableType:
    table = plain_table(
        t("KPI"),
        (t("before"), "right"),
        (t("after"), "right"),
        (t("change"), "right"),
        title=t("Numbers that change"),
    )
    for change in changed:
        shown = change.shown
        group = "  ".join(safe(value) for value in shown.group.values() if value is not None)
        name = Text.assemble(find(shown.kpi).title, (f"  {group}" if group else "", DIM))
        table.add_row(
            name,
            _side(change.value_before, change),
            _side(change.value_after, change),
            difference(change.difference, shown.unit, shown.currency)
            if change.difference is not None
            else NOTHING,
        )
    return table


def _taken_apart(change: Change, *, with_rows: bool) -> RenderableType:
    shown = change.shown
    parts: list[RenderableType] = [Text(find(shown.kpi).title, style=HEAD)]
    table = plain_table(
        t("because of"),
        (t("change"), "right"),
        (t("rows in"), "right"),
        (t("rows out"), "right"),
        t("that is"),
    )
    for effect in change.effects:
        table.add_row(
            effect.cause.value,
            _effect(effect, change),
            number(effect.rows_in),
            number(effect.rows_out),
            Text(t(CAUSES[effect.cause]), style=DIM),
        )
    parts.append(table)
    if change.rows and with_rows:
        parts.append(Padding(_rows(change), (1, 0, 0, 2)))
    return Group(*parts)


def _effect(effect: Effect, change: Change) -> str:
    if effect.value is None:
        return NOTHING
    return difference(effect.value, change.shown.unit, change.shown.currency)


def _rows(change: Change) -> RenderableType:
    table = plain_table(
        t("row"),
        t("counts in"),
        t("account before"),
        t("account after"),
        (t("amount"), "right"),
        t("because of"),
    )
    for row in change.rows:
        through = (
            f" of {listed(row['through'])}"
            if row["cause"] == Cause.OTHER_ROWS.value and row["through"]
            else ""
        )
        table.add_row(
            cell(f"{row['table']} {row['key']}"),
            row["part"],
            cell(row["account_before"] or NOTHING),
            cell(row["account_after"] or NOTHING),
            f"{row['amount']:+,.6g}",
            f"{row['cause']}{through}",
        )
    if change.rows_total > len(change.rows):
        rest = Text(
            t(
                "The first {n} of {rows_total}.",
                n=len(change.rows),
                rows_total=counted(change.rows_total, "row"),
            ),
            style=DIM,
        )
        return Group(table, rest)
    return table


def _side(value: float | None, change: Change) -> str:
    shown = change.shown
    if find(shown.kpi).of_kpis:
        return NOTHING if value is None else difference(value, shown.unit, shown.currency)
    return amount(value, shown.unit, shown.currency)


def _value(value: Any) -> Text:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return cell(listed(value) or NOTHING)
    return cell(NOTHING if value is None else value if isinstance(value, str) else json.dumps(value))
