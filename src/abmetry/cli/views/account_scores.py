"""The scores of one company in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp
from typing import Any

from rich.text import Text

from abmetry.cli.views.words import DIM, HEAD, WARN, day, safe

SURGES_SHOWN = 3
_DRIVERS_SHOWN = 4


def score_rows(scores: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """A name and a value for each score that there is, with what it is made of."""
    if scores["heat"]:
        yield "Heat", _heat(scores["heat"])
    if scores["relationship"]:
        yield "Relationship", _relationship(scores["relationship"])
    if scores["surges"]:
        yield "Surges", _surges(scores["surges"])


def _heat(heat: Mapping[str, Any]) -> Text:
    text = Text.assemble((f"{heat['heat']} of 5", HEAD), (f"   week of {day(heat['week_on'])}", DIM))
    if heat["is_by_rule"]:
        points = ", ".join(safe(driver["driver"]) for driver in heat["drivers"])
        return text.append(f"   by the rule{': ' if points else ''}{points}", style=WARN)
    if heat["probability"] is None:
        return text.append(f"   {heat['formula']}", style=DIM)
    text.append(f"   {heat['probability']:.0%} for an opportunity soon, {heat['lift']:.1f} times the usual")
    strongest = [
        f"{driver['driver']} ×{exp(driver['log_odds']):.1f}" for driver in heat["drivers"][:_DRIVERS_SHOWN]
    ]
    return text.append(f"\n{', '.join(strongest)}\n{heat['formula']}", style=DIM)


def _relationship(score: Mapping[str, Any]) -> Text:
    text = Text.assemble((f"{score['score']:.0f} of 100", HEAD), f"   {round(score['change']):+} in 30 days")
    if score["is_single_thread"]:
        text.append("   hangs on one person", style=WARN)
    return text.append(f"\n{score['formula']}", style=DIM)


def _surges(surges: list[Mapping[str, Any]]) -> Text:
    told = []
    for surge in surges[:SURGES_SHOWN]:
        whose = "competitor " if surge["is_competitor"] else ""
        how = (
            f"score {surge['score']:.0f}"
            if surge["score"] is not None
            else f"{surge['signals']:.0f} signals, {surge['expected']:.1f} expected, p {surge['tail']:.2g}"
        )
        told.append(f"{whose}{safe(surge['topic'])}, week of {day(surge['week_on'])} ({how})")
    more = len(surges) - SURGES_SHOWN
    if more > 0:
        told.append(f"and {more} more")
    return Text("\n".join(told))
