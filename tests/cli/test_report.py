"""`abmetry report`."""

import pytest


@pytest.mark.parametrize(
    ("name", "begins"),
    [("pack.pptx", b"PK"), ("pack.pdf", b"%PDF"), ("pack.xlsx", b"PK"), ("pack.html", b"<!doctype")],
)
def test_the_ending_says_the_format(abmetry, in_workspace, tmp_path, name, begins):
    said = abmetry("report", "--period", "2026-Q3", "-o", tmp_path / name)
    assert said.err == ""
    assert said.out == f"Written: {tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_without_a_file_it_is_named_after_the_period(abmetry, in_workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = abmetry(
        "report", "--workspace", in_workspace, "--period", "2026-Q3", "--format", "xlsx", "--quiet"
    )
    assert (said.status, said.out) == (0, "")
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["board-pack-2026-07-01-2026-10-01.xlsx"]


def test_the_language_is_the_one_that_is_named(abmetry, in_workspace, tmp_path):
    assert abmetry("report", "--period", "2026-Q3", "--lang", "fa", "-o", tmp_path / "fa.html").status == 0
    assert '<html lang="fa" dir="rtl">' in (tmp_path / "fa.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["-o", "pack.docx"], "Say the format of pack.docx"),
        (["-o", "nowhere/pack.pdf"], "There is no folder nowhere to write pack.pdf to."),
        (["--by", "tier"], "A report is split as it is"),
        (["--period", "2026-Q7"], "2026-Q7"),
    ],
)
def test_wrong_use_is_told(abmetry, in_workspace, typed, sentence):
    said = abmetry("report", *typed)
    assert said.status == 2
    assert sentence in said.err
