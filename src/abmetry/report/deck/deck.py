"""From a pack to a PowerPoint file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from abmetry.report.deck.master import foot, new_deck, slide_number
from abmetry.report.deck.native_charts import insert
from abmetry.report.deck.native_curves import insert_curves
from abmetry.report.deck.places import (
    CAPTIONS,
    CHARTS,
    FIGURES,
    LEDE,
    MORE_NOTES,
    NOTES,
    PLANS,
    POINTS,
    TABLE,
)
from abmetry.report.deck.tables import insert_table
from abmetry.report.deck.writing import value_size, write, write_figure, write_notes
from abmetry.report.pack import Footnote, Pack, Slide

_TALLEST_ROW = 0.52
_LONG_TEXT = 44
"""Letters that take two lines of a cell."""
_LINE = 60
"""Letters that the space after a definition is worth."""


def write_deck(pack: Pack, path: Path) -> None:
    """Write the deck.

    Args:
        pack: The pack.
        path: The file.
    """
    rtl = pack.words.direction == "rtl"
    deck = new_deck(rtl=rtl)
    layouts = dict(zip(PLANS, deck.slide_layouts, strict=True))
    for number, slide in enumerate(pack.slides, 1):
        name = "chart_table" if slide.layout == "chart" and slide.table else slide.layout
        page = deck.slides.add_slide(layouts[name])
        _fill(page, slide, pack)
        if PLANS[name].footed:
            tree = page.shapes._spTree
            tree.append(etree.fromstring(foot(200, pack.foot, rtl=rtl)))
            said = pack.words.number(number) if rtl else ""
            tree.append(etree.fromstring(slide_number(201, rtl=rtl, said=said)))
    about = deck.core_properties
    about.title, about.author, about.language = pack.slides[0].title, "Abmetry", pack.words.code
    about.subject = pack.foot
    content = BytesIO()
    deck.save(content)
    path.write_bytes(content.getvalue())


def _fill(page: Any, slide: Slide, pack: Pack) -> None:
    words, rtl = pack.words, pack.words.direction == "rtl"
    held = {shape.placeholder_format.idx: shape for shape in page.placeholders}
    write(held.pop(0), (slide.title,), rtl=rtl)
    if slide.lede and LEDE in held:
        write(held.pop(LEDE), (slide.lede,), rtl=rtl)
    size = value_size(slide.figures, words, joined=slide.layout != "cards")
    for idx, figure in zip(FIGURES, slide.figures, strict=False):
        write_figure(held.pop(idx), figure, words, joined=slide.layout != "cards", size=size)
    for idx, caption, chart in zip(CHARTS, CAPTIONS, slide.charts, strict=False):
        if caption in held:
            write(held.pop(caption), (chart.title,), rtl=rtl)
        if not chart.is_empty:
            (insert_curves if chart.kind == "curve" else insert)(held.pop(idx), chart, words)
    if slide.table is not None:
        letters, row = _table_sizes(slide)
        insert_table(held.pop(TABLE), slide.table, rtl=rtl, size=letters, row=row)
    if slide.points:
        write(held.pop(POINTS), slide.points, rtl=rtl)
    if slide.notes:
        apart = slide.layout == "method"
        half = _half(slide.notes) if apart else len(slide.notes)
        write_notes(held.pop(NOTES), slide.notes[:half], words, apart=apart)
        if slide.notes[half:]:
            write_notes(held.pop(MORE_NOTES), slide.notes[half:], words, apart=apart)
    if slide.spoken:
        page.notes_slide.notes_text_frame.text = "\n".join(slide.spoken)
    for shape in held.values():
        shape._element.getparent().remove(shape._element)


def _table_sizes(slide: Slide) -> tuple[float, float]:
    """Points of a table's text, and inches of its rows, so that it takes the room that there is."""
    assert slide.table is not None
    beside = slide.layout == "chart"
    room = 3.75 if beside else 3.0 if slide.points else 4.1
    row = max(0.34, min(_TALLEST_ROW, room / (len(slide.table.rows) + 1)))
    long = any(len(cell.text) > _LONG_TEXT for cells in slide.table.rows for cell in cells)
    return (10.5 if beside else 11 if long else 11.5 if slide.points else 12), row


def _half(notes: tuple[Footnote, ...]) -> int:
    """How many definitions stand in the first of two columns, so that both are as long."""
    lengths = [len(note.name) + len(note.text) + _LINE for note in notes]
    return next((n for n in range(len(notes)) if 2 * sum(lengths[:n]) >= sum(lengths)), len(notes))
