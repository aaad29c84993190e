"""Text into placeholders."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from abmetry.lang.words import Words
from abmetry.report.deck.native_charts import colour_of
from abmetry.report.pack import Figure, Footnote

_LONG = 8
_SIGNS = {"better": "positive", "worse": "negative"}


def write(shape: Any, lines: tuple[str, ...] | list[str], *, rtl: bool) -> None:
    """Write paragraphs into a placeholder."""
    frame = shape.text_frame
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.add_run().text = line
        set_direction(paragraph, rtl=rtl)


def write_figure(shape: Any, figure: Figure, words: Words, *, joined: bool) -> None:
    """Write a figure: its name, value, interval, change, and what it stands beside.

    Args:
        shape: The placeholder.
        figure: The figure.
        words: The language.
        joined: What it stands beside is in one line.
    """
    rtl = words.direction == "rtl"
    change = " ".join(part for part in (figure.change, f"({figure.before})" if figure.before else "") if part)
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
        if level == 1 and len(text) > _LONG:
            run.font.size = Pt(round((32 if not joined else 22) * _LONG / len(text) + 2))
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
    return [(figure.beside, ""), (figure.rest, ""), (few, "warning")]


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
