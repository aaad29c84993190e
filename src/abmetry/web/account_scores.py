"""The scores of an account, each with its formula and the numbers that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abmetry.answers.account_gaps import AccountGaps
from abmetry.lang.message import message
from abmetry.web.account_story import on, spelled
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View

DRIVERS = {
    "visits": message("visits"),
    "people": message("people"),
    "pages per visit": message("pages per visit"),
    "high-value pages": message("high-value pages"),
    "days between visits": message("days between visits"),
    "new people": message("new people"),
    "minutes": message("minutes"),
    "visited": message("visited"),
    "visits twice as usual": message("visits twice as usual"),
    "two people or more": message("two people or more"),
    "a high-value page": message("a high-value page"),
    "somebody new": message("somebody new"),
}


@dataclass(frozen=True)
class Score:
    """A score.

    Attributes:
        title: What it is.
        value: The score.
        of: What it could be at most, in words.
        told: What it means, in a sentence.
        facts: What it is made of: names and values.
        formula: How it is worked out.
    """

    title: str
    value: str
    of: str
    told: str
    facts: list[tuple[str, str]]
    formula: str


def relationship_score(view: View, found: Mapping[str, Any] | None) -> Score | None:
    """The relationship score; None without mails and meetings."""
    if found is None:
        return None
    words = view.words
    told = words.text("One person carries most of it.") if found["is_single_thread"] else ""
    return Score(
        title=words.text("Relationship"),
        value=words.number(found["score"], 0),
        of=words.text("of 100"),
        told=told,
        facts=[
            (words.text("Thirty days before"), words.number(found["score_before"], 0)),
            (words.text("Strength"), words.number(found["strength"], 1)),
            (words.text("Reciprocity"), words.number(found["reciprocity"], 2)),
            (words.text("People in touch"), words.number(found["breadth"], 0)),
            (words.text("Mails and meetings"), words.number(found["touches"], 0)),
            (words.text("Last one"), on(view, found["last_at"]) or "–"),
        ],
        formula=found["formula"],
    )


def heat_score(view: View, found: Mapping[str, Any] | None) -> Score | None:
    """Research heat, with what drove it, the strongest first."""
    if found is None:
        return None
    words, lift = view.words, found["lift"]
    told = words.text("By the rule: too few accounts had opened an opportunity to learn from.")
    if not found["is_by_rule"]:
        told = (
            words.text(
                "An opportunity soon is {lift} times as likely as after the average week.",
                lift=words.number(lift, 1),
            )
            if lift is not None
            else words.text("No visit in five weeks.")
        )
    return Score(
        title=words.text("Research heat"),
        value=words.number(found["heat"], 0),
        of=words.text("of 5"),
        told=told,
        facts=[(_driver(view, one["driver"]), _effect(view, one)) for one in found["drivers"]],
        formula=found["formula"],
    )


def _driver(view: View, name: str) -> str:
    known = DRIVERS.get(name)
    text = view.words.text(known) if known else name
    return text[:1].upper() + text[1:]


def _effect(view: View, driver: Mapping[str, Any]) -> str:
    if "points" in driver:
        return view.words.plural("{n} point", "{n} points", driver["points"])
    return view.words.text("odds × {times}", times=view.words.number(driver["odds"], 2))


def surges_table(view: View, surges: list[Mapping[str, Any]]) -> Table:
    """Surges of the last weeks, the newest first."""
    words = view.words

    def row(one: Mapping[str, Any]) -> list[Cell | str]:
        measured = (
            words.text("score {score}", score=words.number(one["score"], 0))
            if one["score"] is not None
            else words.text(
                "{n} signals, {expected} expected",
                n=one["signals"],
                expected=words.number(one["expected"], 1),
            )
        )
        about = words.text("Competitor") if one["is_competitor"] else words.text("Own topic")
        return [
            Cell(str(one["topic"]), note=one["vendor"] or ""),
            Cell(about, tone="warn" if one["is_competitor"] else "", tag=True),
            words.date(one["week_on"]),
            measured,
        ]

    columns = (
        Column("topic", words.text("Topic")),
        Column("about", words.text("About")),
        Column("week", words.text("Week of")),
        Column("measured", words.text("Measured")),
    )
    return Table(
        words.text("Intent surges of twelve weeks"),
        columns,
        [row(one) for one in surges],
        empty=words.text("No surge in twelve weeks."),
    )


def gaps_table(view: View, gaps: AccountGaps) -> Table:
    """Personas: how many people are wanted, known, and can be reached."""
    words = view.words
    columns = (
        Column("persona", words.text("Persona")),
        Column("wanted", words.text("Wanted"), numeric=True),
        Column("known", words.text("Known"), numeric=True),
        Column("reachable", words.text("Can be reached"), numeric=True),
        Column("gap", words.text("Gap")),
    )
    rows: list[list[Cell | str]] = [
        [
            spelled(gap.persona),
            words.number(gap.wanted, 0) if gap.wanted else Cell("–", tone="quiet"),
            words.number(gap.known, 0),
            words.number(gap.reachable, 0),
            Cell(words.plural("{n} missing", "{n} missing", gap.missing), tone="warn", tag=True)
            if gap.missing
            else Cell(words.text("filled") if gap.wanted else "–", tone="quiet"),
        ]
        for gap in gaps.personas
    ]
    return Table(words.text("Coverage of the buying committee"), columns, rows)
