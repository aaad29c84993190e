"""The PDF: the pack's text in it, its own fonts, in every language."""

import re
import shutil
import subprocess

import pytest

from abmetry.charts.palette import LIGHT
from abmetry.lang.words import Words
from abmetry.report.drawings import svg_of
from abmetry.report.packing import pack_of
from abmetry.report.paper.paper import write_paper

LANGUAGES = ("en", "es", "ca", "fa")


@pytest.fixture(scope="session")
def papers(packs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    for language in LANGUAGES:
        write_paper(packs[language], folder / f"{language}.pdf")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_pdf_with_a_page_per_slide(papers, packs, language):
    made = (papers / f"{language}.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    counts = [
        int(n)
        for n in re.findall(rb"/Type /Pages\s*/Count (\d+)", made) or re.findall(rb"/Count (\d+)", made)
    ]
    assert not counts or max(counts) >= len(packs[language].slides)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_its_text_is_the_pack_s(papers, packs):
    said = subprocess.run(
        ["pdftotext", "-layout", papers / "en.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    flat = " ".join(said.split())
    for slide in packs["en"].slides:
        assert slide.title in flat
        for one in slide.figures:
            assert one.value in flat
            assert one.interval in flat


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts (poppler-utils) is not installed")
def test_its_fonts_are_in_it(papers):
    for language, family in (("en", "Inter"), ("fa", "Vazirmatn")):
        said = subprocess.run(
            ["pdffonts", papers / f"{language}.pdf"], capture_output=True, text=True, check=True
        ).stdout
        rows = said.splitlines()[2:]
        assert any(family in row for row in rows)
        assert all(re.search(r"\byes (yes|no) +(yes|no)\b", row) for row in rows)


def test_markup_in_a_name_is_only_text(tiny, tmp_path):
    from dataclasses import replace

    pack = pack_of(tiny, Words())
    slides = (replace(pack.slides[0], title='#panic("x") $ * _ <b> \\'), *pack.slides[1:])
    write_paper(replace(pack, slides=slides), tmp_path / "odd.pdf")
    assert (tmp_path / "odd.pdf").stat().st_size > 1000


def test_texts_of_a_drawing_are_read_from_the_right_in_persian(packs):
    for language, begins in (("fa", "\u2068"), ("en", "")):
        charts = [chart for slide in packs[language].slides for chart in slide.charts if chart.kind == "line"]
        said = re.findall(r"<text[^>]*>([^<]+)</text>", svg_of(charts[0], LIGHT))
        assert said
        assert all(text.startswith(begins) and ("\u2068" in text) == (language == "fa") for text in said)
