"""Every line after the header is part of a row or of a reject."""

from pathlib import Path

import pytest

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.sources.delimited import DAMAGED, NUL, OPEN_QUOTE, Staged, stage_delimited

HEADER = b"a,b,c\n"


def staged(
    tmp_path: Path, content: bytes, name: str = "t.csv", **how: str
) -> tuple[list[dict[str, object]], Staged]:
    path = tmp_path / name
    path.write_bytes(content)
    (tmp_path / "stage").mkdir(exist_ok=True)
    with LoadingEngine() as engine:
        found = stage_delimited(engine, path, tmp_path / "stage", **how)
        rows = engine.query(f"select * from ({found.sql}) as s order by _line").to_pylist()
    assert len(rows) == found.rows
    return rows, found


def test_rows_carry_their_physical_line(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b"1,2,3\n4,5,6\n")
    assert rows == [{"a": "1", "b": "2", "c": "3", "_line": 2}, {"a": "4", "b": "5", "c": "6", "_line": 3}]
    assert len(found.rejected) == 0


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    rows, found = staged(tmp_path, "ciudad,país\nMálaga,España\nCádiz,España\n".encode(encoding))
    assert found.names == ("ciudad", "país")
    assert [row["ciudad"] for row in rows] == ["Málaga", "Cádiz"]


def test_a_given_encoding_is_used(tmp_path: Path) -> None:
    rows, _ = staged(tmp_path, "a,b\nДа,1\n".encode("cp1251"), encoding="cp1251")
    assert rows[0]["a"] == "Да"


def test_an_unknown_encoding_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match='no encoding named "klingon"'):
        staged(tmp_path, b"a\n1\n", encoding="klingon")


def test_a_damaged_line_of_utf8_is_rejected_alone(tmp_path: Path) -> None:
    content = "a,b,c\n1,é,3\n".encode() + b"1,\xff,3\n4,\xc3\xa9,6\n"
    rows, found = staged(tmp_path, content)
    assert [row["_line"] for row in rows] == [2, 4]
    assert (found.rejected.lines, found.rejected.reasons) == ([3], [DAMAGED])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(tmp_path: Path, delimiter: str) -> None:
    text = f"name{delimiter}amount\nAcme Inc{delimiter}1\nBeta{delimiter}2\n"
    rows, _ = staged(tmp_path, text.encode())
    assert rows[0] == {"name": "Acme Inc", "amount": "1", "_line": 2}


def test_a_decimal_comma_is_no_delimiter(tmp_path: Path) -> None:
    rows, _ = staged(tmp_path, b"name;amount;share\nAcme;1,5;0,3\nBeta;2,5;0,1\n")
    assert rows[1] == {"name": "Beta", "amount": "2,5", "share": "0,1", "_line": 3}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    rows, _ = staged(tmp_path, f"a,b{end}1,2{end}3,4{end}".encode())
    assert [row["b"] for row in rows] == ["2", "4"]


def test_mixed_line_ends(tmp_path: Path) -> None:
    rows, _ = staged(tmp_path, b'a,b\r\n1,"x\ny"\r\n3,4\n5,6')
    assert [(row["a"], row["_line"]) for row in rows] == [("1", 2), ("3", 4), ("5", 5)]


def test_lines_count_through_newlines_in_cells_empty_lines_and_rejects(tmp_path: Path) -> None:
    """Lines 1-2 empty, header on 3; rows on 5, 7 (three lines high) and 12; a short line on 11."""
    rows, found = staged(tmp_path, b'\n\na,b\n\n1,2\n\n3,"x\n\ny"\n\n5\n6,7\n')
    assert [(row["a"], row["_line"]) for row in rows] == [("1", 5), ("3", 7), ("6", 12)]
    assert found.rejected.lines == [11]


def test_too_few_and_too_many_cells(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b"1,2\n1,2,3,4\n1,2,3\n")
    assert [row["_line"] for row in rows] == [4]
    assert found.rejected.lines == [2, 3]
    assert found.rejected.values == ["1,2", "1,2,3,4"]


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b'1,"2,3\n4,5,6\n7,"x, y",9\n10,11,12\n')
    assert [row["a"] for row in rows] == ["4", "7", "10"]
    assert rows[1]["b"] == "x, y"
    assert (found.rejected.lines, found.rejected.reasons) == ([2], [OPEN_QUOTE])


@pytest.mark.parametrize("where", [0, 5, 150_000, 299_999])
def test_an_open_quote_in_a_long_file(tmp_path: Path, where: int) -> None:
    lines = [f"{i},some words,{i}" for i in range(300_000)]
    lines[where] = f'{where},"open,{where}'
    rows, found = staged(tmp_path, ("a,b,c\n" + "\n".join(lines) + "\n").encode())
    assert len(rows) == 299_999
    assert found.rejected.lines == [where + 2]


def test_nul_bytes_reject_their_line(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b"1,\x00,3\n4,5,6\n")
    assert [row["a"] for row in rows] == ["4"]
    assert (found.rejected.lines, found.rejected.reasons) == ([2], [NUL])


def test_a_cell_of_ten_megabytes_is_loaded(tmp_path: Path) -> None:
    rows, _ = staged(tmp_path, HEADER + b"1," + b"x" * 10_000_000 + b",3\n4,5,6\n")
    assert [len(str(row["b"])) for row in rows] == [10_000_000, 1]


def test_a_cell_of_ten_megabytes_of_many_lines_is_loaded(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b'1,"' + b"words\n" * 1_700_000 + b'",3\n4,5,6\n')
    assert [(len(str(row["b"])), row["_line"]) for row in rows] == [(10_200_000, 2), (1, 1_700_003)]
    assert len(found.rejected) == 0


def test_an_open_quote_before_megabytes_of_lines_costs_its_own_line_only(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b'1,"2,3\n' + b"4,5,6\n" * 500_000)
    assert (len(rows), found.rejected.lines) == (500_000, [2])


def test_a_line_beyond_all_measure_is_rejected(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, HEADER + b"1," + b"x" * 70_000_000 + b",3\n4,5,6\n")
    assert [row["a"] for row in rows] == ["4"]
    assert found.rejected.reasons == ["the line is too long"]


def test_gzip(tmp_path: Path) -> None:
    import gzip

    rows, _ = staged(tmp_path, gzip.compress(HEADER + b"1,2,3\n"), "t.csv.gz")
    assert rows == [{"a": "1", "b": "2", "c": "3", "_line": 2}]
    with pytest.raises(LoadError, match="damaged or cut off"):
        staged(tmp_path, gzip.compress(HEADER + b"1,2,3\n" * 100)[:-12], "t.csv.gz")


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path) -> None:
    assert staged(tmp_path, HEADER)[0] == []
    assert staged(tmp_path, HEADER.strip())[0] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"a,B,b\n1,2,3\n", 'the column "B" twice'),
        (b"a\0,b\n1,2\n", "NUL"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(LoadError, match=says):
        staged(tmp_path, content)


def test_columns_named_like_ours(tmp_path: Path) -> None:
    rows, found = staged(tmp_path, b"_line,file_row_number,,x\n1,2,3,4\n")
    assert found.names == ("_line (column)", "file_row_number (column)", "column 3", "x")
    assert rows[0]["_line"] == 2
