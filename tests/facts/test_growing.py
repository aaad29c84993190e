"""Facts that grow with the rows that came, without a look at those that were there."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.engaged_spells import ENGAGED_DAYS, FACT
from abmetry.facts.incremental.renewing import CHANGES, SERVING_CATALOG, WORKINGS_NAME, Renewing
from abmetry.workspace.settings import Settings

UTC = {"workspace": {"timezone": "UTC"}}
JAN, FEB, MARCH, AUGUST = (datetime(2026, month, 1, 9) for month in (1, 2, 3, 8))


def until(when: datetime) -> datetime:
    return when + timedelta(days=ENGAGED_DAYS)


def rows(*touches: tuple[str, datetime], campaign: str = "c") -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "touch_id": f"{account}{when}",
                "account_id": account,
                "campaign_id": campaign,
                "occurred_at": when,
                "occurred_local": when,
                "occurred_on": when.date(),
                "known_from": when,
                "known_to": None,
                "minutes": 1.0,
                "is_engagement": True,
                "is_response": False,
                "is_web_view": True,
            }
            for account, when in touches
        ],
        schema=pa.schema(
            [(name, pa.string()) for name in ("touch_id", "account_id", "campaign_id")]
            + [(name, pa.timestamp("us")) for name in ("occurred_at", "occurred_local")]
            + [("occurred_on", pa.date32())]
            + [(name, pa.timestamp("us")) for name in ("known_from", "known_to")]
            + [("minutes", pa.float64())]
            + [(name, pa.bool_()) for name in ("is_engagement", "is_response", "is_web_view")]
        ),
    )


@pytest.fixture
def renewing(tmp_path: Path):
    with DuckDBEngine(threads=1) as engine:
        for name in (SERVING_CATALOG, WORKINGS_NAME):
            engine.attach(tmp_path / f"{name}.duckdb", name)
        yield Renewing(engine, Settings.model_validate(UTC))


def spells(
    renewing: Renewing, were: pa.Table, are: pa.Table, went: pa.Table, came: pa.Table
) -> list[tuple[str, datetime, datetime]]:
    """The spells of accounts, made of the touches that were and renewed by those that went and came."""
    engine = renewing.engine
    for name, table in (("were", were), ("are", are), ("went", went), ("came", came)):
        engine.register(f"given_{name}", table)
    engine.execute(f"create table {SERVING_CATALOG}.main.touches as select * from given_were")
    sql = FACT.sql(engine.dialect, renewing.settings)
    engine.execute(f"create table {WORKINGS_NAME}.main.engaged_spells as {sql}")
    engine.execute(f"create or replace table {SERVING_CATALOG}.main.touches as select * from given_are")
    for side in ("went", "came"):
        engine.execute(f"create table {CHANGES}.main.{side}_touches as select * from given_{side}")
    both = "select * from went_touches union all select * from came_touches"
    engine.execute(f"create view {CHANGES}.main.changed_touches as {both}")
    renewing.changed["touches"] = "changed_touches"
    renewing.renew(FACT)
    found = engine.query("select account_id, starts_at, ends_at from engaged_spells order by all")
    return [tuple(row.values()) for row in found.to_pylist()]


def test_what_came_joins_what_there_was_without_a_look_at_it(renewing: Renewing) -> None:
    """The table of touches is empty by then, so that nobody can have looked.

    a  |--1 Jan------1 March (came)----(90 days)--|     1 Aug (came)--(90 days)--|
    b  |--1 Feb--(90 days)--|
    """
    were, came = rows(("a", JAN), ("b", FEB)), rows(("a", MARCH), ("a", AUGUST))
    assert spells(renewing, were, rows(), rows(), came) == [
        ("a", JAN, until(MARCH)),
        ("a", AUGUST, until(AUGUST)),
        ("b", FEB, until(FEB)),
    ]


def test_where_a_row_went_all_is_made_anew(renewing: Renewing) -> None:
    """1 March was b's, and turns out to be a's: b is made anew of what it has, a grows.

    a  |--1 Jan------1 March (came)--|
    b  |--1 Feb------1 March (went)--|
    """
    moved = ("a", MARCH)
    were = rows(("a", JAN), ("b", FEB), ("b", MARCH))
    are = rows(("b", FEB))
    assert spells(renewing, were, are, rows(("b", MARCH)), rows(moved)) == [
        ("a", JAN, until(MARCH)),
        ("b", FEB, until(FEB)),
    ]


def test_a_row_that_came_back_the_same_in_what_matters_is_no_news(renewing: Renewing) -> None:
    """Another campaign is told of 1 Jan, which engages a as before; nobody looks at the empty table of touches."""
    same = [("a", JAN)]
    found = spells(renewing, rows(*same), rows(), rows(*same), rows(*same, campaign="d"))
    assert found == [("a", JAN, until(JAN))]
