"""Whatever is in a file: rows in = loaded + unchanged + rejected, or one sentence; never another error."""

import gzip
import random
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abmetry.errors import LoadError
from abmetry.model.load import LoadReport

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading

from patience import often

pytestmark = [pytest.mark.fuzz, pytest.mark.many]

PIECES = st.sampled_from(
    [
        b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b"\xc3\xa9", b"\xef\xbf\xbd",
        b" ", b"a1", b"Acme", b"1,234.5", b"2026-01-01", b"03/04/2026", b"[", b"\\", b"'", b"=1+1", b"x" * 3000,
    ]
)  # fmt: skip
HEADERS = st.sampled_from(
    [
        b"account_id,name,employees,created_at\n",
        b"account_id;name\r\n",
        b"account_id,name,name\n",
        b"name\n",
        b"",
    ]
)


def total(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loading = Loading(Path(folder) / "ws")
        try:
            report = loading.load({name: content})
        except LoadError as error:
            said = [error.message]
        else:
            said = [left.reason for left in report.record.refused]
        assert all(reason and "\n" not in reason for reason in said)
        if not said:
            twice(loading, report)


def twice(loading: Loading, report: LoadReport) -> None:
    """A second load finds everything as it was."""
    again = loading.load()
    for first, second in zip(report.record.tables, again.record.tables, strict=True):
        assert second.rows_in == first.rows_in
        assert (second.loaded, second.rejected) == (0, first.rejected)
    assert len(loading.rows("model_accounts")) == sum(counts.loaded for counts in report.record.tables)


@settings(max_examples=often(60, 25))
@given(HEADERS, st.lists(PIECES, max_size=60))
def test_broken_text(header: bytes, pieces: list[bytes]) -> None:
    total(header + b"".join(pieces), "accounts.csv")


@settings(max_examples=often(200, 60))
@given(
    st.binary(max_size=3000),
    st.sampled_from(["accounts.csv", "accounts.parquet", "accounts.xlsx", "accounts.csv.gz"]),
)
def test_random_bytes(content: bytes, name: str) -> None:
    total(content, name)


@settings(max_examples=often(20, 10))
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=30))
def test_well_formed_text_of_any_characters(rows: list[list[str]]) -> None:
    """Written by the csv module, every row is counted once."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["account_id", "name", "segment"])
    writer.writerows(rows)
    content = out.getvalue().encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        report = Loading(Path(folder) / "ws").load({"accounts.csv": content})
        assert [counts.rows_in for counts in report.record.tables] == [len(rows)]


def test_a_broken_parquet_file(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {"account_id": [str(i) for i in range(5000)], "name": ["n" * (i % 50) for i in range(5000)]}
    )
    pq.write_table(table, tmp_path / "good.parquet")
    good = (tmp_path / "good.parquet").read_bytes()
    rng = random.Random(7)
    for _ in range(15):
        broken = bytearray(good)
        for _ in range(20):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        total(bytes(broken), "accounts.parquet")


def test_a_broken_gzip_file() -> None:
    good = gzip.compress(b"account_id,name\n" + b"".join(b"%d,n%d\n" % (i, i) for i in range(20_000)))
    rng = random.Random(7)
    for _ in range(8):
        broken = bytearray(good)
        broken[rng.randrange(20, len(broken))] ^= 255
        total(bytes(broken), "accounts.csv.gz")


def test_stray_quotes_in_a_long_file() -> None:
    """Quotes put at random into a file of a hundred thousand lines lose no line."""
    rng = random.Random(11)
    for quotes in (1, 2, 3, 8, 200):
        lines = [b'%d,"Acme, %d",x' % (i, i) if i % 7 else b'%d,"two\nlines",x' % i for i in range(100_000)]
        for _ in range(quotes):
            at = rng.randrange(len(lines))
            place = rng.randrange(len(lines[at]))
            lines[at] = lines[at][:place] + b'"' + lines[at][place:]
        total(b"account_id,name,segment\n" + b"\n".join(lines) + b"\n", "accounts.csv")
