"""A pack as plain data, for templates."""

from __future__ import annotations

from typing import Any

from abmetry.charts.palette import Theme
from abmetry.lang.words import Words
from abmetry.report.pack import Cell, Figure, Pack, Slide, Table

Plain = dict[str, Any]


def plain_pack(pack: Pack, theme: Theme) -> Plain:
    """A pack as dicts and lists; charts have their place in ``charts`` of their slide, without drawing."""
    words = pack.words
    return {
        "language": words.code,
        "direction": words.direction,
        "foot": pack.foot,
        "company": pack.company,
        "numbers": [words.number(number) for number in range(1, len(pack.slides) + 4)],
        "theme": {name.removeprefix("--"): value for name, value in theme.css_variables().items()},
        "slides": [plain_slide(slide, words, theme) for slide in pack.slides],
    }


def plain_slide(slide: Slide, words: Words, theme: Theme) -> Plain:
    """A slide as a dict."""
    return {
        "layout": slide.layout,
        "title": slide.title,
        "lede": slide.lede,
        "longest": max((len(figure.value) for figure in slide.figures), default=0),
        "figures": [plain_figure(figure, words) for figure in slide.figures],
        "charts": [
            {"kind": chart.kind, "title": chart.title, "description": chart.description}
            for chart in slide.charts
        ],
        "table": plain_table(slide.table, theme) if slide.table else None,
        "points": list(slide.points),
        "notes": [
            {"mark": words.number(note.number), "name": note.name, "text": note.text} for note in slide.notes
        ],
        "spoken": list(slide.spoken),
    }


def plain_figure(figure: Figure, words: Words) -> Plain:
    """A figure as a dict."""
    return {
        "name": figure.name,
        "value": figure.value,
        "interval": figure.interval,
        "change": figure.change,
        "before": figure.before,
        "way": figure.way,
        "beside": figure.beside,
        "rest": figure.rest,
        "remark": figure.remark,
        "state": figure.state,
        "known": figure.state in ("ok", "too_few"),
        "mark": words.number(figure.note),
    }


def plain_table(table: Table, theme: Theme) -> Plain:
    """A table as a dict."""
    return {
        "heads": list(table.heads),
        "widths": list(table.widths),
        "texts": table.texts,
        "rows": [[_cell(cell, theme) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell, theme: Theme) -> Plain:
    fill = theme.sequential[int(cell.tone[-1]) - 1] if cell.tone.startswith("step-") else None
    return {"text": cell.text, "tone": cell.tone, "fill": fill, "ink": theme.on(fill) if fill else None}
