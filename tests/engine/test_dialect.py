"""What engines say differently means the same on each of them."""

import json
from datetime import date, datetime, timedelta
from hashlib import md5

import pyarrow as pa
import pytest

from abmetry.engine.duckdb import DuckDBEngine
from engine.every_engine import on_every_engine

MADRID = "Europe/Madrid"
CONDITIONS = (
    ("{d.matches_glob(\"'Chief Financial Officer'\", '*financial*')}", True),
    ("{d.matches_glob(\"'CFO'\", 'c?o')}", True),
    ("{d.matches_glob(\"'100% sure'\", '100%*')}", True),
    ("{d.matches_glob(\"'1000 sure'\", '100%*')}", False),
    ("{d.matches_glob(\"'a_b'\", 'a_b')}", True),
    ("{d.matches_glob(\"'axb'\", 'a_b')}", False),
    ("{d.matches_glob(\"'wow!'\", 'wow!')}", True),
    ("{d.regexp_matches(\"'/pricing/eu'\", '^/pricing(/|$)')}", True),
    ("{d.regexp_matches(\"'v1.2'\", '[.]2$')}", True),
    (r"""{d.regexp_matches("'v1.2'", '\\d\\.\\d')}""", True),
    ("{d.in_list(\"'a'\", ('a', 'b'))}", True),
    ("{d.in_list(\"'a'\", ())}", False),
)


def value(engine, expression):
    """The value of an expression."""
    return engine.query(f"select {expression} as x").to_pylist()[0]["x"]


def said(engine, expression):
    """The value of an expression in which ``{d...}`` is the dialect's."""
    return value(engine, eval(f"f{expression!r}", {"d": engine.dialect}))


@on_every_engine
def test_texts_are_quoted(engine):
    for text in (
        "it's",
        'say "so"',
        "back\\slash",
        "line\nbreak",
        "\\'",
        "ñandú",
        "",
        "a\\nb",
        "'; drop table x",
    ):
        assert value(engine, engine.dialect.text(text)) == text
    assert engine.query(f"select 1 as {engine.dialect.identifier('two words')}").column_names == ["two words"]


@on_every_engine
def test_conditions_hold_alike(engine):
    d = engine.dialect
    for expression, expected in CONDITIONS:
        found = eval(expression.strip("{}"), {"d": d})
        assert value(engine, found) is expected, found


@on_every_engine
def test_division_is_of_floats_and_null_over_nothing(engine):
    d = engine.dialect
    assert value(engine, d.divide("1", "2")) == 0.5
    assert value(engine, d.divide("1", "0")) is None
    assert value(engine, d.divide("null", "2")) is None
    assert value(engine, d.divide("cast(7 as bigint)", "cast(2 as bigint)")) == 3.5


@on_every_engine
def test_time_between_two_instants(engine):
    """
    10:00:00 ------ 25 h 30 min 0.25 s ------> 11:30:00.25 the next day
    """
    d = engine.dialect
    start, end = d.timestamp("2026-03-28 10:00:00"), d.timestamp("2026-03-29 11:30:00.250000")
    seconds = 25.5 * 3600 + 0.25
    assert value(engine, d.seconds_between(start, end)) == seconds
    assert value(engine, d.seconds_between(end, start)) == -seconds
    assert value(engine, d.days_between(start, end)) == pytest.approx(seconds / 86400, rel=1e-12)
    assert value(engine, d.days_between("cast(null as timestamp)", end)) is None
    assert value(engine, d.dates_between(d.date("2026-02-27"), d.date("2026-03-01"))) == 2
    assert value(engine, d.dates_between(d.date("2026-03-01"), d.date("2026-02-27"))) == -2
    assert value(engine, d.dates_between(d.local_date(start), d.local_date(end))) == 1
    far = d.days_between(d.timestamp("0001-01-01"), d.timestamp("9999-12-31"))
    assert value(engine, far) == 3652058


@on_every_engine
def test_instants_are_moved(engine):
    d = engine.dialect
    noon = d.timestamp("2026-03-28 12:00:00")
    assert value(engine, d.add_days(noon, 1)) == datetime(2026, 3, 29, 12)
    assert value(engine, d.add_days(noon, -28)) == datetime(2026, 2, 28, 12)
    assert value(engine, d.add_days(noon, "cast(2 as bigint)")) == datetime(2026, 3, 30, 12)
    assert value(engine, d.add_seconds(noon, "0.25")) == datetime(2026, 3, 28, 12, 0, 0, 250000)
    assert value(engine, d.add_seconds(noon, -3600)) == datetime(2026, 3, 28, 11)
    assert value(engine, d.add_seconds(noon, 100_000_000)) == datetime(2026, 3, 28, 12) + timedelta(
        seconds=100_000_000
    )
    assert value(engine, d.add_days_to_date(d.date("2026-02-27"), 2)) == date(2026, 3, 1)
    assert value(engine, d.add_days_to_date(d.date("2026-03-01"), -1)) == date(2026, 2, 28)


@on_every_engine
def test_mondays(engine):
    """Sunday 2026-03-29 belongs to the week of Monday the 23rd."""
    d = engine.dialect
    days = ("2026-03-22", "2026-03-23", "2026-03-29", "2026-03-30", "2027-01-01")
    mondays = [value(engine, d.monday_of(d.date(day))) for day in days]
    assert mondays == [
        date(2026, 3, 16),
        date(2026, 3, 23),
        date(2026, 3, 23),
        date(2026, 3, 30),
        date(2026, 12, 28),
    ]


@on_every_engine
def test_wall_clocks_of_a_zone(engine):
    """Madrid is one hour ahead in winter and two in summer; on 2026-03-29 its clocks jump from 2:00 to 3:00."""
    d = engine.dialect
    pairs = {
        "2026-01-15 12:00:00": datetime(2026, 1, 15, 13),
        "2026-03-29 00:59:59": datetime(2026, 3, 29, 1, 59, 59),
        "2026-03-29 01:00:00": datetime(2026, 3, 29, 3),
        "2026-07-15 23:30:00.123456": datetime(2026, 7, 16, 1, 30, 0, 123456),
        "2026-10-25 00:30:00": datetime(2026, 10, 25, 2, 30),
        "2026-10-25 01:30:00": datetime(2026, 10, 25, 2, 30),
    }
    for utc, local in pairs.items():
        assert value(engine, d.local_time(d.timestamp(utc), MADRID)) == local
    back = {
        "2026-01-15 13:00:00": datetime(2026, 1, 15, 12),
        "2026-07-15 13:00:00": datetime(2026, 7, 15, 11),
        "2026-03-29 03:00:00": datetime(2026, 3, 29, 1),
        "2026-03-29 02:30:00": datetime(2026, 3, 29, 1, 30),
    }
    for local, utc in back.items():
        assert value(engine, d.utc_time(d.timestamp(local), MADRID)) == utc


@on_every_engine
def test_casts_that_do_not_fit_are_null(engine):
    d = engine.dialect
    assert value(engine, d.try_cast("'12.5'", "double")) == 12.5
    assert value(engine, d.try_cast("'twelve'", "double")) is None
    assert value(engine, d.try_cast("cast(null as string)", "double")) is None
    assert value(engine, d.try_cast("'2026-02-30'", "date")) is None
    assert value(engine, d.try_cast("'2026-02-28'", "date")) == date(2026, 2, 28)


@on_every_engine
def test_keys_of_json_objects(engine):
    d = engine.dialect
    engine.register(
        "given",
        pa.table({"j": ['{"plan": "gold", "a b": "x", "a.b": 1.5, "n": null, "yes": true}', "{}", None]}),
    )
    expected = {"plan": "gold", "a b": "x", "a.b": "1.5", "n": None, "yes": "true", "missing": None}
    selected = ", ".join(f"{d.json_text('j', key)} as k{i}" for i, key in enumerate(expected))
    rows = engine.query(
        f"select {selected} from given where j is not null order by length(j) desc"
    ).to_pylist()
    assert list(rows[0].values()) == list(expected.values())
    assert set(rows[1].values()) == {None}
    found = engine.query(d.json_keys("given", "j")).to_pylist()
    assert sorted(row["name"] for row in found) == ["a b", "a.b", "n", "plan", "yes"]


@on_every_engine
def test_keys_with_signs_in_them(engine):
    d = engine.dialect
    for key in ("it's", "a[0]", "a'] b", "ñ", "x.y", "a b"):
        assert value(engine, d.json_text(d.text(json.dumps({key: "v"}, ensure_ascii=False)), key)) == "v"
        assert value(engine, d.json_text("'{}'", key)) is None


@on_every_engine
def test_texts_of_numbers(engine):
    """They are groups of accounts (`--by annual_revenue`), so they must not differ from engine to engine."""
    texts = {
        "0.1": "0.1",
        "12": "12.0",
        "10000000": "10000000.0",
        "-250000000.0": "-250000000.0",
        "null": None,
    }
    for number, text in texts.items():
        assert value(engine, engine.dialect.float_text(f"cast({number} as double)")) == text


@on_every_engine
def test_lists_in_json(engine):
    d = engine.dialect
    engine.register("given", pa.table({"id": ["x", "y", "z"], "tags": ['["b", "a"]', "[]", None]}))
    rows = engine.query(f"select id, tag.value as v from {d.unnest_json_list('given', 'tags', 'tag')}")
    assert sorted((row["id"], row["v"]) for row in rows.to_pylist()) == [("x", "a"), ("x", "b")]
    engine.register("tagged", pa.table({"g": [1, 1, 1, 1, 2], "v": ["b", "a", "b", None, None]}))
    listed = engine.query(f"select g, {d.json_list_of('v')} as vs from tagged group by g order by g")
    assert [row["vs"] for row in listed.to_pylist()] == ['["a","b"]', "[]"]


@on_every_engine
def test_aggregates(engine):
    """
    group 1: (b, 2) (a, 1) (null, 0) (c, null)       group 2: (null, 5)
    """
    d = engine.dialect
    engine.register(
        "given", pa.table({"g": [1, 1, 1, 1, 2], "v": ["b", "a", None, "c", None], "o": [2, 1, 0, None, 5]})
    )
    rows = engine.query(
        f"""
        select g, {d.first_by("v", "o")} as first_v, {d.last_by("v", "o")} as last_v, {d.list_of("o")} as os,
            {d.count_where("o > 0")} as positive, {d.any_where("v = 'b'")} as has_b
        from given group by g order by g
        """
    ).to_pylist()
    assert [(row["first_v"], row["last_v"]) for row in rows] == [("a", "b"), (None, None)]
    assert [sorted(o for o in row["os"] if o is not None) for row in rows] == [[0, 1, 2], [5]]
    assert [(row["positive"], row["has_b"]) for row in rows] == [(2, 1), (1, 0)]
    (nothing,) = engine.query(f"select {d.count_where('g > 0')} as n from given where g > 9").to_pylist()
    assert nothing["n"] == 0


@on_every_engine
def test_hashes_are_md5(engine):
    assert value(engine, engine.dialect.hash_text("'ñ'")) == md5("ñ".encode()).hexdigest()


@on_every_engine
def test_parquet_is_read_with_its_types(engine, tmp_path):
    with DuckDBEngine() as writer:
        for number, names in enumerate(("a b", "c")):
            writer.write_parquet(
                f"select '{names}' as name, {number} as n, timestamp '2026-01-01 10:00:00.5' as at,"
                " date '2026-01-01' as on_day, true as yes",
                tmp_path / f"part {number}.parquet",
            )
    paths = [str(tmp_path / f"part {number}.parquet") for number in range(2)]
    rows = engine.query(f"select * from {engine.dialect.read_parquet(paths)} t order by n").to_pylist()
    assert [row["name"] for row in rows] == ["a b", "c"]
    assert rows[0]["at"] == datetime(2026, 1, 1, 10, 0, 0, 500000)
    assert (rows[0]["on_day"], rows[0]["yes"]) == (date(2026, 1, 1), True)
