"""A hold-out: what it can find, and who is drawn."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.holdout import POWER, Holdout
from abmetry.cli.views.amounts import amount, brief
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, plain_table, safe, span
from abmetry.facts.holdouts import HELD_OUT, PROGRAM

SHOWN = 20


def holdout_view(drawn: Holdout, file: Path | None) -> RenderableType:
    """The power calculation, then the draw and what to do with it.

    Args:
        drawn: The hold-out.
        file: Where it was written; None: nowhere.
    """
    base, arms = drawn.baseline, drawn.arms
    unit = base.kpi.unit.value
    per = " per account" if base.per_account else ""
    length = span(base.period)
    table = plain_table(
        "Watched for periods as long", ("Smallest difference found", "right"), ("of the value", "right")
    )
    for periods, difference in drawn.detectable.items():
        shown = brief(difference, unit, drawn.currency) + (" pt" if unit == "percent" else "")
        share = f"{100 * difference / abs(base.value):,.0f} %" if base.value else ""
        table.add_row(Text(f"{periods}"), Text(f"{shown}{per}", style=HEAD), Text(share, style=DIM))
    parts: list[RenderableType] = [
        Text.assemble(
            ("What it can find", HEAD), (f"   {100 * POWER:.0f} times in a hundred, if it is there", DIM)
        ),
        Text(
            f"{base.kpi.title} of list {safe(drawn.target_list)}, {length}:"
            f" {amount(base.value, unit, drawn.currency)}{per};"
            f" {arms[PROGRAM]:,} accounts worked on against {arms[HELD_OUT]:,} held out"
            f"{'; customers are left out' if base.kpi.population == 'T' else ''}."
        ),
        "",
        table,
    ]
    if drawn.wanted is not None:
        wanted = brief(drawn.wanted, unit, drawn.currency) + (" pt" if unit == "percent" else "")
        told = (
            f"A difference of {wanted} is found after {counted(drawn.needed, 'such period')}."
            if drawn.needed
            else f"A difference of {wanted} is not found even after 40 such periods: hold out more, or take a longer"
            " list."
        )
        parts.extend(("", Text(told, style="" if drawn.needed else WARN)))
    parts.extend(("", _strata(drawn), ""))
    if file is None:
        parts.append(Text("Nothing is written: add -o FILE to keep this draw.", style=WARN))
    else:
        parts.append(
            Text(
                f"{counted(len(drawn.rows), 'account')} with their arm are in {file}. To begin, put this in"
                " abmetry.toml, build, and leave those held out alone:"
            )
        )
        parts.append(Text(f'\n  [lists.{safe(drawn.target_list)}]\n  holdout = "{file}"', style=HEAD))
    return Group(*parts)


def _strata(drawn: Holdout) -> RenderableType:
    table = plain_table(
        " / ".join(drawn.strata).capitalize() or "List", ("Worked on", "right"), ("Held out", "right")
    )
    rows = drawn.by_stratum
    for stratum, arms in list(rows.items())[:SHOWN]:
        table.add_row(
            cell(stratum if drawn.strata else drawn.target_list), f"{arms[PROGRAM]:,}", f"{arms[HELD_OUT]:,}"
        )
    if len(rows) > SHOWN:
        table.add_row(Text(f"and {len(rows) - SHOWN} more", style=DIM), "", "")
    if len(rows) > 1:
        table.add_row(Text("all", style=HEAD), f"{drawn.arms[PROGRAM]:,}", f"{drawn.arms[HELD_OUT]:,}")
    return table
