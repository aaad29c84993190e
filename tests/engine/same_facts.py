"""Where the facts of two builds differ: rows in any order, numbers with a fraction to nine digits."""

from collections.abc import Iterator
from pathlib import Path

from abmetry.engine.duckdb import DuckDBEngine

NEAR = "abs(a.{0} - b.{0}) <= greatest(1e-9 * greatest(abs(a.{0}), abs(b.{0})), 1e-12)"


def parts(path: Path) -> str:
    """A fact's file, or all of its folder."""
    return f"{path}/*.parquet" if path.is_dir() else str(path)


def different(own: Path, other: Path, names: list[str]) -> Iterator[str]:
    """One sentence per fact of which two folders of facts hold different rows."""
    with DuckDBEngine(threads=1) as engine:
        for name in names:
            read = [
                f"read_parquet({engine.dialect.text(parts(folder / f'{name}.parquet'))})"
                for folder in (own, other)
            ]
            kinds, others = (types(engine, source) for source in read)
            if kinds != others:
                yield f"{name}: {dict(kinds - others)} became {dict(others - kinds)}"
                continue
            if found := engine.query(difference_sql(*read, columns=dict(kinds))).to_pylist():
                yield f"{name}: {len(found)} rows, such as {found[:2]}"


def types(engine: DuckDBEngine, source: str) -> set[tuple[str, str]]:
    """The columns of a source; whole numbers are whole numbers, whatever their length."""
    found = engine.query(f"describe select * from {source}").to_pylist()
    whole = {"INTEGER": "BIGINT", "SMALLINT": "BIGINT", "TINYINT": "BIGINT"}
    return {(row["column_name"], whole.get(row["column_type"], row["column_type"])) for row in found}


def difference_sql(own: str, other: str, columns: dict[str, str]) -> str:
    """The rows of either side that the other one does not have."""
    near = sorted(name for name, kind in columns.items() if kind == "DOUBLE")
    exact = sorted(columns.keys() - set(near))
    key = f"md5(cast(row({', '.join(exact)}) as varchar))" if exact else "''"
    order = f" order by {', '.join(near)}" if near else ""
    side = f"select *, {key} as _key, row_number() over (partition by {key}{order}) as _nth from {{}}"
    alike = " and ".join(
        f"(a.{n} is null and b.{n} is null or coalesce({NEAR.format(n)}, false))" for n in near
    )
    return (
        f"select a._nth as a_nth, b._nth as b_nth, a.* exclude (_nth), b.* exclude (_nth) from ({side.format(own)}) a"
        f" full outer join ({side.format(other)}) b on a._key = b._key and a._nth = b._nth"
        f" where a._key is null or b._key is null{f' or not ({alike})' if near else ''} limit 5"
    )
