"""Text into placeholders."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from abmetry.lang.words import Words
from abmetry.report.deck.native_charts import colour_of
from abmetry.report.pack import Figure, Footnote

_LARGEST = {True: 22.0, False: 38.0}
"""Points of a value, beside a chart and on a card."""
_ROOM = {True: 430.0, False: 305.0}
"""Points of a value times its letters that one line has room for."""
_LEAST = 22.0
_SIGNS = {"better": "positive", "worse": "negative"}


def write(shape: Any, lines: tuple[str, ...] | list[str], *, rtl: bool) -> None:
    """Write paragraphs into a placeholder."""
    frame = shape.text_frame
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.add_run().text = line
        set_direction(paragraph, rtl=rtl)


def value_size(figures: tuple[Figure, ...], words: Words, *, joined: bool) -> float:
    """Points in which the values of a slide are written: the same for all, so that they line up."""
    longest = max((len(figure.value) for figure in figures), default=1)
    room = _ROOM[joined] * (0.95 if words.direction == "rtl" else 1)
    return min(_LARGEST[joined], max(room / max(longest, 1), _LEAST if not joined else 14.0))


def write_figure(shape: Any, figure: Figure, words: Words, *, joined: bool, size: float) -> None:
    """Write a figure: its name, value, interval, change, and what it stands beside.

    Args:
        shape: The placeholder.
        figure: The figure.
        words: The language.
        joined: What it stands beside is in one line.
        size: Points of its value.
    """
    rtl = words.direction == "rtl"
    before = f"({figure.before})" if figure.before and joined else ""
    change = " ".join(part for part in (figure.change, before) if part)
    lines = (
        (0, figure.name, True, ""),
        (1, figure.value, False, ""),
        (2, figure.remark if figure.state in ("unavailable", "empty") else figure.interval, False, ""),
        (3, change, False, _SIGNS.get(figure.way, "")),
        *((4, text, False, colour) for text, colour in beside(figure, joined=joined)),
    )
    frame = shape.text_frame
    first = True
    for level, text, noted, colour in lines:
        if not text:
            continue
        paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
        first = False
        paragraph.level = level
        run = paragraph.add_run()
        run.text = text
        if level == 1:
            run.font.size = Pt(round(size))
        if colour:
            run.font.color.rgb = colour_of(colour)
        if noted:
            mark = paragraph.add_run()
            mark.text = words.number(figure.note)
            mark._r.get_or_add_rPr().set("baseline", "30000")
        set_direction(paragraph, rtl=rtl)


def beside(figure: Figure, *, joined: bool) -> list[tuple[str, str]]:
    """What a figure stands beside, and the colours of that."""
    few = figure.remark if figure.state == "too_few" else ""
    if joined:
        return [(" · ".join(text for text in (figure.beside, figure.rest, few) if text), "")]
    return [(figure.before, "muted"), (figure.beside, ""), (figure.rest, ""), (few, "warning")]


def write_notes(shape: Any, notes: tuple[Footnote, ...], words: Words, *, apart: bool) -> None:
    """Write footnotes, one after another in a paragraph, or each in its own."""
    rtl = words.direction == "rtl"
    frame = shape.text_frame
    paragraph = frame.paragraphs[0]
    for place, note in enumerate(notes):
        if apart and place:
            paragraph = frame.add_paragraph()
        if not apart:
            mark = paragraph.add_run()
            mark.text = words.number(note.number)
            mark._r.get_or_add_rPr().set("baseline", "30000")
        name = paragraph.add_run()
        name.text = f"{note.name}: " if apart else f" {note.name}: "
        name.font.bold = True
        paragraph.add_run().text = note.text if apart else f"{note.text}   "
        set_direction(paragraph, rtl=rtl)
    set_direction(paragraph, rtl=rtl)


def set_direction(paragraph: Any, *, rtl: bool) -> None:
    """Say in which direction a paragraph is written."""
    properties = paragraph._p.get_or_add_pPr()
    if rtl:
        properties.set("rtl", "1")
        if properties.get("algn") is None:
            properties.set("algn", "r")
