"""The workbook: the answers' numbers, formulas that make the rates again, text that is never run."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from abmetry.lang.words import Words
from abmetry.report.packing import pack_of
from abmetry.report.workbook.kpis import DENOMINATOR, FACTOR, NAME, NUMERATOR, VALUE
from abmetry.report.workbook.workbook import write_workbook

LANGUAGES = ("en", "es", "ca", "fa")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="session")
def books(answered, packs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    for language in LANGUAGES:
        write_workbook(answered, packs[language], folder / f"{language}.xlsx")
    return folder


def kpi_rows(path, *, values):
    sheet = load_workbook(path, data_only=values).worksheets[1]
    return {row[NAME].value: row for row in sheet.iter_rows(min_row=5) if row[NAME].value}


def shown(result):
    return result.value / 100 if result.unit == "percent" and result.value is not None else result.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_value_is_the_answer_s(books, answered, language):
    rows = kpi_rows(books / f"{language}.xlsx", values=True)
    assert rows.keys() == answered.results.keys()
    for kpi, result in answered.results.items():
        found = rows[kpi][VALUE].value
        assert found in (None, "") if result.value is None else found == pytest.approx(shown(result))


def test_rates_are_formulas_of_their_parts(books, answered):
    rows = kpi_rows(books / "en.xlsx", values=False)
    for kpi, result in answered.results.items():
        if result.denominator and result.value is not None:
            row = rows[kpi]
            assert str(row[VALUE].value).startswith("=IF(")
            parts = [row[place].value for place in (NUMERATOR, DENOMINATOR, FACTOR)]
            assert parts[0] / parts[1] * parts[2] == pytest.approx(shown(result))


@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: nothing here recomputes a workbook"
)
def test_another_program_computes_the_same(books, answered, tmp_path):
    stale = load_workbook(books / "en.xlsx")
    stale.save(tmp_path / "stale.xlsx")  # openpyxl keeps formulas and drops the values that they had
    command = [
        SOFFICE,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path / "made", tmp_path / "stale.xlsx"], check=True, capture_output=True
    )
    fresh = load_workbook(tmp_path / "made" / "stale.xlsx", data_only=True)
    rows = kpi_rows(tmp_path / "made" / "stale.xlsx", values=True)
    for kpi, result in answered.results.items():
        if result.value is not None:
            assert rows[kpi][VALUE].value == pytest.approx(shown(result), rel=1e-9), kpi
    for sheet in fresh.worksheets:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if isinstance(cell.value, str) and cell.value.startswith("#")]
    stages = fresh["Stages"]
    reached = [stages.cell(row=row, column=3).value for row in range(5, 11)]
    assert reached == [stage.reached for stage in answered.funnel.stages]


def test_sheets_have_heads_that_stay_and_native_charts(books):
    book = load_workbook(books / "en.xlsx")
    assert book.sheetnames[:3] == ["About", "KPIs", "Trends"]
    assert book["KPIs"].freeze_panes == "B5"
    assert len(book["Trends"]._charts) >= 1
    assert len(book["Stages"]._charts) == 1


def test_persian_sheets_read_from_right_to_left(books):
    book = load_workbook(books / "fa.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    assert "3000429" in book.worksheets[1].cell(row=5, column=VALUE + 1).number_format


def test_text_is_never_a_formula(tiny, tmp_path):
    from dataclasses import replace

    evil = '=HYPERLINK("http://x","y")'
    pack = replace(pack_of(tiny, Words()), company=evil)
    write_workbook(tiny, pack, tmp_path / "evil.xlsx")
    cell = load_workbook(tmp_path / "evil.xlsx").worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (evil, "s", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_long_texts_are_tall_enough(books, language):
    sheet = load_workbook(books / f"{language}.xlsx").worksheets[-1]
    for row in list(sheet.iter_rows(min_row=5, max_col=3)):
        lines = max(len(one.value) / sheet.column_dimensions[one.column_letter].width for one in row)
        assert sheet.row_dimensions[row[0].row].height >= 12 * lines
        assert row[2].alignment.horizontal == ("right" if language == "fa" else "left")


def test_methods_and_what_held_are_told_in_the_language(books):
    words = Words("fa")
    book = load_workbook(books / "fa.xlsx")
    methods = {row[1].value for row in book[words.text("Against others")].iter_rows(min_row=5)}
    assert methods <= {words.text("Held out at random"), words.text("Matched"), words.text("As they are")}
    held = {row[2].value for row in book[words.text("Insights")].iter_rows(min_row=5)}
    assert held <= {words.text("yes"), words.text("no"), words.text("too few")}
