"""The deck: real text in placeholders, native charts with the answers' numbers, mirrored for Persian."""

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn

from abmetry.lang.words import Words
from abmetry.report.deck.deck import write_deck
from abmetry.report.deck.native_curves import in_steps
from abmetry.report.deck.places import FIGURES
from abmetry.report.packing import pack_of

LANGUAGES = ("en", "es", "ca", "fa")


@pytest.fixture(scope="session")
def decks(packs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("decks")
    made = {}
    for language in LANGUAGES:
        write_deck(packs[language], folder / f"{language}.pptx")
        made[language] = Presentation(folder / f"{language}.pptx")
    return made


def texts(slide):
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found.extend(cell.text for row in shape.table.rows for cell in row.cells)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_slide_says_what_the_pack_says(decks, packs, language):
    slides, pack = list(decks[language].slides), packs[language]
    assert len(slides) == len(pack.slides)
    for drawn, slide in zip(slides, pack.slides, strict=True):
        said = "\n".join(texts(drawn))
        assert drawn.shapes.title.text == slide.title
        for one in slide.figures:
            assert one.value in said
            assert one.interval in said or one.state in ("unavailable", "empty")
        for row in slide.table.rows if slide.table else ():
            assert all(cell.text in said for cell in row)
        for note in slide.notes:
            assert note.text in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_native_and_hold_the_numbers(decks, packs, language):
    for drawn, slide in zip(decks[language].slides, packs[language].slides, strict=True):
        charts = [shape.chart for shape in drawn.shapes if shape.has_chart]
        assert len(charts) == len(slide.charts)
        for chart, data in zip(charts, slide.charts, strict=True):
            assert chart.part.chart_workbook.xlsx_part is not None
            if data.kind == "curve":
                continue
            assert [series.name for series in chart.plots[0].series] == [one.name for one in data.series]
            for series, one in zip(chart.plots[0].series, data.series, strict=True):
                assert (
                    list(series.values) == pytest.approx(list(one.values), nan_ok=True) or None in one.values
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_curves_are_native_in_steps_with_their_bounds(decks, packs, language):
    place = next(i for i, slide in enumerate(packs[language].slides) if slide.layout == "pair")
    data = packs[language].slides[place].charts[0]
    drawn = next(shape.chart for shape in list(decks[language].slides)[place].shapes if shape.has_chart)
    assert drawn.chart_type == XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
    named = {series.name: series for series in drawn.plots[0].series}
    for one in data.series:
        assert list(named[one.name].values) == [
            pytest.approx(value) for _, value in in_steps(one.across, one.values)
        ]
    hidden = drawn._chartSpace.findall(f".//{qn('c:legendEntry')}")
    assert len(hidden) == len(named) - len(data.series) > 0
    assert drawn.category_axis.reverse_order == (language == "fa")
    assert drawn.category_axis.axis_title.text_frame.text == Words(language).text("Days")


def test_a_staircase_has_its_corners():
    assert in_steps((0, 5, 9), (100.0, None, 40.0)) == [(0, 100.0), (9, 100.0), (9, 40.0)]


def test_values_of_a_slide_are_of_one_size(decks):
    slide = list(decks["en"].slides)[1]
    sizes = {
        run.font.size
        for shape in slide.placeholders
        if shape.placeholder_format.idx in FIGURES
        for paragraph in shape.text_frame.paragraphs
        if paragraph.level == 1
        for run in paragraph.runs
    }
    assert len(sizes) == 1


def test_numbers_end_at_the_right_in_both_directions(decks):
    for language in ("en", "fa"):
        tables = [s.table for slide in decks[language].slides for s in slide.shapes if s.has_table]
        for table in tables:
            cells = list(table.rows)[1].cells
            numeric = cells[0] if language == "fa" else cells[len(cells) - 1]
            assert numeric.text_frame.paragraphs[0].alignment == PP_ALIGN.RIGHT


def test_persian_slides_have_persian_numbers(decks):
    feet = [texts(slide)[-1] for slide in list(decks["fa"].slides)[1:]]
    assert feet == [Words("fa").number(number) for number in range(2, len(feet) + 2)]


def test_intervals_are_whiskers(decks, packs):
    place = next(i for i, slide in enumerate(packs["en"].slides) if slide.layout == "trends")
    data = packs["en"].slides[place].charts[0].series[0]
    drawn = next(shape.chart for shape in list(decks["en"].slides)[place].shapes if shape.has_chart)
    whiskers = drawn.plots[0].series[0]._element.find(qn("c:errBars"))
    plus = [float(v.text) for v in whiskers.find(qn("c:plus")).iter(qn("c:v"))]
    assert plus == pytest.approx([high - value for high, value in zip(data.high, data.values, strict=True)])


def test_every_title_stands_in_its_placeholder(decks):
    for slide in decks["en"].slides:
        assert slide.shapes.title.is_placeholder
        assert not [s for s in slide.placeholders if s.has_text_frame and not s.text_frame.text.strip()]


def test_the_theme_is_our_own(decks):
    master = decks["en"].slide_master
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    assert b'name="Abmetry"' in theme.blob
    assert [layout.name for layout in decks["en"].slide_layouts][:2] == ["Cover", "Four figures"]
    assert (decks["en"].slide_width, decks["en"].slide_height) == (12191695, 6858000)


def test_persian_is_mirrored(decks):
    slide = list(decks["fa"].slides)[1]
    paragraph = slide.shapes.title.text_frame.paragraphs[0]._p
    assert paragraph.pPr.get("rtl") == "1"
    latin, mirrored = (
        next(s for s in list(decks[code].slides)[1].placeholders if s.placeholder_format.idx == 40)
        for code in ("en", "fa")
    )
    assert latin.left < mirrored.left
    assert any(digit in "".join(texts(slide)) for digit in "۰۱۲۳۴۵۶۷۸۹")


def test_charts_and_pictures_have_a_description(decks):
    for slide in decks["en"].slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_a_company_that_loaded_little_has_a_deck_too(tiny, tmp_path):
    pack = pack_of(tiny, Words())
    write_deck(pack, tmp_path / "tiny.pptx")
    assert len(Presentation(tmp_path / "tiny.pptx").slides) == len(pack.slides)
