"""The scores of one company in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp
from typing import Any

from rich.text import Text

from abmetry.cli.spoken import percent, t, written
from abmetry.cli.views.amounts import difference
from abmetry.cli.views.words import DIM, HEAD, WARN, day, safe

SURGES_SHOWN = 3
_DRIVERS_SHOWN = 4


def score_rows(scores: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """A name and a value for each score that there is, with what it is made of."""
    if scores["heat"]:
        yield t("Heat"), _heat(scores["heat"])
    if scores["relationship"]:
        yield t("Relationship"), _relationship(scores["relationship"])
    if scores["surges"]:
        yield t("Surges"), _surges(scores["surges"])


def _heat(heat: Mapping[str, Any]) -> Text:
    text = Text.assemble(
        (t("{heat} of 5", heat=heat["heat"]), HEAD),
        ("   " + t("week of {day}", day=day(heat["week_on"])), DIM),
    )
    if heat["is_by_rule"]:
        points = ", ".join(safe(driver["driver"]) for driver in heat["drivers"])
        return text.append(
            "   " + (t("by the rule: {points}", points=points) if points else t("by the rule")), style=WARN
        )
    if heat["probability"] is None:
        return text.append(f"   {heat['formula']}", style=DIM)
    text.append(
        "   "
        + t(
            "{probability} for an opportunity soon, {lift} times the usual",
            probability=percent(100 * heat["probability"], 0),
            lift=written(heat["lift"], 1),
        )
    )
    strongest = [
        f"{driver['driver']} ×{written(exp(driver['log_odds']), 1)}"
        for driver in heat["drivers"][:_DRIVERS_SHOWN]
    ]
    return text.append(f"\n{', '.join(strongest)}\n{heat['formula']}", style=DIM)


def _relationship(score: Mapping[str, Any]) -> Text:
    text = Text.assemble(
        (t("{score} of 100", score=written(score["score"], 0)), HEAD),
        "   " + t("{change} in 30 days", change=difference(round(score["change"]), "count")),
    )
    if score["is_single_thread"]:
        text.append(f"   {t('hangs on one person')}", style=WARN)
    return text.append(f"\n{score['formula']}", style=DIM)


def _surges(surges: list[Mapping[str, Any]]) -> Text:
    told = []
    for surge in surges[:SURGES_SHOWN]:
        how = (
            t("score {score}", score=round(surge["score"]))
            if surge["score"] is not None
            else t(
                "{signals} signals, {expected} expected, p {p}",
                signals=round(surge["signals"]),
                expected=written(surge["expected"], 1),
                p=f"{surge['tail']:.2g}",
            )
        )
        topic, week = safe(surge["topic"]), day(surge["week_on"])
        told.append(
            t("competitor {topic}, week of {week} ({how})", topic=topic, week=week, how=how)
            if surge["is_competitor"]
            else t("{topic}, week of {week} ({how})", topic=topic, week=week, how=how)
        )
    more = len(surges) - SURGES_SHOWN
    if more > 0:
        told.append(f"and {more} more")
    return Text("\n".join(told))
