"""A hold-out: what it can find, and who is drawn."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.holdout import POWER, Holdout
from abmetry.cli.spoken import count, percent, t
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
        t("Watched for periods as long"),
        (t("Smallest difference found"), "right"),
        (t("of the value"), "right"),
    )
    for periods, difference in drawn.detectable.items():
        shown = brief(difference, unit, drawn.currency) + (" pt" if unit == "percent" else "")
        share = percent(100 * difference / abs(base.value), 0) if base.value else ""
        table.add_row(Text(f"{periods}"), Text(f"{shown}{per}", style=HEAD), Text(share, style=DIM))
    parts: list[RenderableType] = [
        Text.assemble(
            (t("What it can find"), HEAD),
            ("   " + t("{n} times in a hundred, if it is there", n=round(100 * POWER)), DIM),
        ),
        Text(
            t(
                "{title} of list {target_list}, {length}: {base}{per}; {worked_on} accounts worked on against"
                " {held_out} held out{rest}.",
                title=t(base.kpi.title),
                target_list=safe(drawn.target_list),
                length=length,
                base=amount(base.value, unit, drawn.currency),
                per=per,
                worked_on=arms[PROGRAM],
                held_out=arms[HELD_OUT],
                rest=t("; customers are left out") if base.kpi.population == "T" else "",
            )
        ),
        "",
        table,
    ]
    if drawn.wanted is not None:
        wanted = brief(drawn.wanted, unit, drawn.currency) + (" pt" if unit == "percent" else "")
        told = (
            t(
                "A difference of {wanted} is found after {n} such period.",
                "A difference of {wanted} is found after {n} such periods.",
                n=drawn.needed,
                wanted=wanted,
            )
            if drawn.needed
            else t(
                "A difference of {wanted} is not found even after 40 such periods: hold out more, or take a"
                " longer list.",
                wanted=wanted,
            )
        )
        parts.extend(("", Text(told, style="" if drawn.needed else WARN)))
    parts.extend(("", _strata(drawn), ""))
    if file is None:
        parts.append(Text(t("Nothing is written: add -o FILE to keep this draw."), style=WARN))
    else:
        parts.append(
            Text(
                t(
                    "{n} with their arm are in {file}. To begin, put this in abmetry.toml, build, and leave "
                    "those held out alone:",
                    n=counted(len(drawn.rows), "account"),
                    file=file,
                )
            )
        )
        parts.append(
            Text(
                f'\n  [lists.{safe(drawn.target_list)}]\n  holdout = "{file}"',
                style=HEAD,
            )
        )
    return Group(*parts)


def _strata(drawn: Holdout) -> RenderableType:
    table = plain_table(
        " / ".join(drawn.strata).capitalize() or "List", (t("Worked on"), "right"), (t("Held out"), "right")
    )
    rows = drawn.by_stratum
    for stratum, arms in list(rows.items())[:SHOWN]:
        table.add_row(
            cell(stratum if drawn.strata else drawn.target_list), count(arms[PROGRAM]), count(arms[HELD_OUT])
        )
    if len(rows) > SHOWN:
        table.add_row(Text(t("and {n} more", n=len(rows) - SHOWN), style=DIM), "", "")
    if len(rows) > 1:
        table.add_row(Text(t("all"), style=HEAD), count(drawn.arms[PROGRAM]), count(drawn.arms[HELD_OUT]))
    return table
