"""Tables of the deck."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from abmetry.charts.palette import LIGHT
from abmetry.report.deck.native_charts import colour_of, rgb
from abmetry.report.deck.writing import set_direction
from abmetry.report.pack import Cell, Table

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def insert_table(placeholder: Any, table: Table, *, rtl: bool, size: float, row: float) -> Any:
    """Put a table into a placeholder.

    Args:
        placeholder: The placeholder of a slide.
        table: The table.
        rtl: Its first column stands at the right; the columns are put so, as few programs turn a table.
        size: Size of the text in points.
        row: Height of a row in inches.
    """
    wide = placeholder.width
    frame = placeholder.insert_table(rows=len(table.rows) + 1, cols=len(table.heads))
    drawn = frame.table
    properties = drawn._tbl.tblPr
    for name in ("firstRow", "bandRow"):
        properties.set(name, "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = _NO_STYLE
    whole, last = sum(table.widths), len(table.heads) - 1
    columns = list(drawn.columns)
    for column, share in zip(reversed(columns) if rtl else columns, table.widths, strict=True):
        column.width = Emu(round(wide * share / whole))
    for line in drawn.rows:
        line.height = Inches(row)
    for place, head in enumerate(table.heads):
        _fill(
            drawn.cell(0, last - place if rtl else place),
            Cell(head, "muted"),
            place,
            table,
            rtl=rtl,
            size=size - 1,
            is_head=True,
        )
    for number, cells in enumerate(table.rows, 1):
        for place, cell in enumerate(cells):
            _fill(drawn.cell(number, last - place if rtl else place), cell, place, table, rtl=rtl, size=size)
    return drawn


def _fill(
    cell: Any, said: Cell, place: int, table: Table, *, rtl: bool, size: float, is_head: bool = False
) -> None:
    paragraph = cell.text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = said.text
    run.font.size = Pt(size)
    run.font.bold = is_head or said.tone in ("head", "better", "worse")
    run.font.color.rgb = _ink(said)
    begins = place < table.texts
    paragraph.alignment = PP_ALIGN.LEFT if begins and not rtl else PP_ALIGN.RIGHT
    set_direction(paragraph, rtl=rtl)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if is_head else MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    if said.tone.startswith("step-"):
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour_of(said.tone)
    else:
        cell.fill.background()
    _rule(cell, LIGHT.muted if is_head else LIGHT.line, 1.0 if is_head else 0.5)


def _ink(said: Cell) -> RGBColor:
    match said.tone:
        case "muted":
            return colour_of("muted")
        case "better":
            return colour_of("positive")
        case "worse":
            return colour_of("negative")
    if said.tone.startswith("step-"):
        return rgb(LIGHT.on(LIGHT.sequential[int(said.tone[-1]) - 1]))
    return colour_of("ink")


def _rule(cell: Any, colour: str, points: float) -> None:
    """A line under a cell, none elsewhere."""
    properties = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT", "lnB"):
        for old in properties.findall(qn(f"a:{side}")):
            properties.remove(old)
    lines = []
    for side in ("lnL", "lnR", "lnT"):
        line = etree.Element(qn(f"a:{side}"), w="0")
        etree.SubElement(line, qn("a:noFill"))
        lines.append(line)
    below = etree.Element(qn("a:lnB"), w=str(round(points * 12700)))
    etree.SubElement(etree.SubElement(below, qn("a:solidFill")), qn("a:srgbClr"), val=colour[1:])
    for place, line in enumerate([*lines, below]):
        properties.insert(place, line)
