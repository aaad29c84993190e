"""Lift: the KPIs, who was compared with whom, and how alike they were."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from abmetry.answers.answer import Result
from abmetry.answers.lift import LiftAnswer
from abmetry.answers.lift_sides import METHODS, Sides
from abmetry.cli.spoken import percent, t, written
from abmetry.cli.views.lift_table import TITLES, lift_tables
from abmetry.cli.views.results import heading
from abmetry.cli.views.words import DIM, GOOD, HEAD, WARN, cell, counted, listed, plain_table, safe
from abmetry.influence.balance import ALIKE, Balance
from abmetry.lang.message import message

SHOWN = 12
_NUMBERS = {"size": message("typical employees"), "traffic": message("typical engagements before")}
_ASSOCIATED = (
    "Only accounts held out at random show what the program does. The other comparisons are associations: "
    "accounts may"
    " differ in what nobody recorded."
)


def lift_view(lift: LiftAnswer, width: int) -> RenderableType:
    """The lift of KPIs.

    Args:
        lift: The answer.
        width: Columns of the terminal.
    """
    told = [result for result in lift.answer if result.status != "unavailable"]
    parts: list[RenderableType] = []
    for _, results in groupby(told, key=lambda result: result.period["start"]):
        found = list(results)
        parts.append(heading(found[0].period, found[0].as_of, found[0].scope))
        parts.extend(lift_tables(found, width))
        parts.append("")
    parts.extend(_comparisons(lift.sides))
    parts.extend(("", Text(_ASSOCIATED, style=DIM)))
    parts.extend(_unavailable([result for result in lift.answer if result.status == "unavailable"]))
    return Group(*parts)


def _unavailable(results: Sequence[Result]) -> Iterator[RenderableType]:
    """KPIs and comparisons that could not be made, by why."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        method = result.group.get("method")
        what = result.group.get("kpi") or (t(TITLES[method]) if method else result.kpi)
        reasons.setdefault("; ".join(result.flags), []).append(what)
    if reasons:
        yield ""
        yield Text(t("Not compared"), style=HEAD)
    for reason, found in reasons.items():
        names = listed(list(dict.fromkeys(found)), 12)
        yield Padding(Text.assemble((f"{names}: ", WARN), (safe(reason), DIM)), (0, 0, 0, 2))


def _comparisons(sides: Sequence[Sides]) -> Iterator[RenderableType]:
    """Who was compared; the balance of the first that was matched."""
    made = sorted(
        (one for one in sides if one.match is not None), key=lambda one: list(TITLES).index(one.method)
    )
    described: set[str] = set()
    if made:
        yield Text(t("How they were compared"), style=HEAD)
    for one in made:
        assert one.match is not None
        title = t(TITLES[one.method]) + (
            ", " + t("list {names}", names=one.target_list) if one.target_list else ""
        )
        who = t("target accounts") if one.population == "T" else t("all in scope")
        said = one.method in described
        described.add(one.method)
        weighs = t(", which tell as much as {n}", n=round(one.match.effective)) if one.match.balance else ""
        yield Padding(
            Text.assemble(
                (safe(title), HEAD),
                (f" ({who}): ", DIM),
                t(
                    "{treated} of the program against {n} others{weighs}",
                    treated=one.match.treated,
                    n=len(one.match.weights),
                    weighs=weighs,
                ),
                ("" if said else f" – {t(METHODS[one.method])}", DIM),
            ),
            (0, 0, 0, 2),
        )
        for note in one.notes:
            yield Padding(Text(safe(note), style=DIM), (0, 0, 0, 4))
    matched = next((one for one in made if one.method == "matched" and one.match), None)
    if matched is not None and matched.match is not None:
        yield ""
        yield _balance(matched.match.balance)


def _balance(rows: Sequence[Balance]) -> RenderableType:
    """The balance of the numbers, and of every grouping its value that differed the most."""
    table = plain_table(
        t("What they were matched on"),
        (t("Program"), "right"),
        (t("Others"), "right"),
        (t("Weighted"), "right"),
        (t("Apart before"), "right"),
        (t("after"), "right"),
    )
    for name, found in groupby(rows, key=lambda row: row.covariate):
        members = list(found)
        shown = [row for row in members if row.level is None]
        levels = [row for row in members if row.level is not None]
        if levels:
            shown.append(max(levels, key=lambda row: abs(row.before)))
        for row in shown:
            table.add_row(
                cell(t(_NUMBERS.get(name, name)) if row.level is None else f"{t(name)}: {row.level}"),
                *(_amount(row, value) for value in (row.first, row.second, row.weighted)),
                Text(f"{row.before:+.2f}", style=WARN if abs(row.before) >= ALIKE else ""),
                Text(f"{row.after:+.2f}", style=GOOD if row.is_alike else WARN),
            )
        if len(levels) > 1:
            worst = max(abs(row.after) for row in levels)
            table.add_row(
                Text("  " + t("and {values}", values=counted(len(levels) - 1, "other value")), style=DIM),
                *("",) * 4,
                Text(f"≤{worst:.2f}", style=DIM),
            )
    return table


def members_view(rows: Sequence[Mapping[str, Any]], width: int) -> RenderableType:
    """The accounts of comparisons that weigh the most.

    Args:
        rows: As the lift has them.
        width: Columns of the terminal.
    """
    del width
    table = plain_table(t("Compared"), t("Side"), t("Account"), (t("Weight"), "right"))
    for method, found in groupby(rows, key=lambda row: str(row["method"])):
        for row in sorted(found, key=lambda row: -row["weight"])[:SHOWN]:
            table.add_row(t(TITLES[method]), row["side"], cell(row["account_id"]), written(row["weight"], 2))
    return Group(
        table,
        Text(t("{n} rows, of each comparison the heaviest: all with -o FILE.csv", n=len(rows)), style=DIM),
    )


def _amount(row: Balance, value: float) -> Text:
    if row.level is not None:
        return Text(percent(100 * value, 1))
    typical = {"size": math.exp, "traffic": math.expm1}[row.covariate](value)
    return Text(written(typical, 0) if typical >= 10 else written(typical, 1))
