"""The page: one file, whole, safe, in every language."""

import html
import json
import re
from dataclasses import replace

import pytest

from abmetry.lang.words import Words
from abmetry.report.packing import pack_of
from abmetry.report.page.page import write_page

LANGUAGES = ("en", "es", "ca", "fa")


@pytest.fixture(scope="session")
def pages(packs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for language in LANGUAGES:
        write_page(packs[language], folder / f"{language}.html")
        made[language] = (folder / f"{language}.html").read_text(encoding="utf-8")
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_pack_says(pages, packs, language):
    page, pack = html.unescape(pages[language]), packs[language]
    direction = "rtl" if language == "fa" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    for slide in pack.slides:
        for one in slide.figures:
            assert one.value in page
            assert one.interval in page


def test_it_asks_nothing_of_the_network(pages):
    without_scripts = re.sub(r"<script.*?</script>", "", pages["en"], flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", without_scripts)
    assert not re.findall(r"url\((?!data:|#)", without_scripts)
    assert "@import" not in without_scripts
    assert "default-src 'none'" in pages["en"]


def test_vega_s_licence_is_kept(pages):
    assert "University of Washington Interactive Data Lab" in pages["en"]


def test_charts_hold_the_pack_s_numbers(pages, packs):
    found = re.search(r'id="specs">(.*?)</script>', pages["en"], re.DOTALL)
    specs = json.loads(found[1])
    assert specs["light"].keys() == specs["dark"].keys()
    charts = [chart for slide in packs["en"].slides for chart in slide.charts if not chart.is_empty]
    assert len(specs["light"]) == len(charts)
    assert pages["en"].count('class="still"') == len(charts)


def test_what_is_written_in_a_name_is_not_run(tiny, tmp_path):
    pack = pack_of(tiny, Words())
    evil = "</script><script>alert(1)</script>"
    cards = replace(pack.slides[1], title=evil, lede=evil)
    write_page(
        replace(pack, company=evil, slides=(pack.slides[0], cards, *pack.slides[2:])), tmp_path / "x.html"
    )
    assert evil not in (tmp_path / "x.html").read_text(encoding="utf-8")
