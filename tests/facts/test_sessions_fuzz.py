"""Sessions against the plain loop that the definition describes, and the tiling of touches, on random rows."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from facts.model_fixture import tiny_model

pytestmark = pytest.mark.fuzz
START = datetime(2026, 3, 28, 20)


def _random_visits(seed: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    rows = []
    for visitor in range(25):
        moment = START + timedelta(minutes=draw.randrange(600))
        for _ in range(draw.randrange(1, 30)):
            moment += timedelta(seconds=draw.choice([5, 10, 60, 600, 1799, 1800, 1801, 4000]))
            rows.append(
                {
                    "touch_id": f"t{len(rows):05}",
                    "occurred_at": moment,
                    "visitor_id": f"v{visitor}",
                    "kind": draw.choice(["page_view", "page_view", "page_ping"]),
                    "campaign_id": draw.choice([None, None, None, "A", "B"]),
                }
            )
    draw.shuffle(rows)
    return rows


def _by_the_definition(rows: list[dict[str, Any]]) -> Iterator[tuple[str, int, float]]:
    for visitor in sorted({row["visitor_id"] for row in rows}):
        session: dict[str, Any] | None = None
        before: datetime | None = None
        for row in sorted(
            (r for r in rows if r["visitor_id"] == visitor), key=lambda r: (r["occurred_at"], r["touch_id"])
        ):
            view = row["kind"] == "page_view"
            silent = before is None or row["occurred_at"] - before > timedelta(minutes=30)
            before = row["occurred_at"]
            if silent and session:
                yield session["first"], session["views"], session["seconds"]
                session = None
            other = session and view and row["campaign_id"] and session["named"]
            if other and session["named"] != row["campaign_id"]:
                yield session["first"], session["views"], session["seconds"]
                session = None
            if session is None:
                if not view:
                    continue
                session = {"first": row["touch_id"], "at": before, "views": 0, "named": None}
            session["views"] += view
            session["named"] = (row["campaign_id"] if view else None) or session["named"]
            session["seconds"] = (before - session["at"]).total_seconds() + (0 if view else 10)
        if session:
            yield session["first"], session["views"], session["seconds"]


@pytest.mark.parametrize("seed", range(5))
def test_sessions_are_those_of_the_plain_loop(seed: int) -> None:
    rows = _random_visits(seed)
    model = tiny_model(touches=rows)
    expected = sorted(_by_the_definition(rows))
    assert model.fact("sessions", "touch_id, page_views, seconds", "touch_id") == expected


def _random_model(seed: int) -> dict[str, list[dict[str, Any]]]:
    draw = random.Random(seed)

    def moment() -> datetime | None:
        return draw.choice([None, START + timedelta(hours=draw.randrange(200))])

    people = [
        {
            "person_id": f"p{i}",
            "account_id": draw.choice([None, "a0", "a1", "a2"]),
            "email": f"x{draw.randrange(6)}@{draw.choice(['acme.com', 'beta.com', 'gmail.com'])}",
            "created_at": moment(),
        }
        for i in range(12)
    ]
    return {
        "accounts": [
            {"account_id": f"a{i}", "name": f"N{i}", "domain": d, "created_at": moment()}
            for i, d in enumerate(["acme.com", "beta.com", "beta.com"])
        ],
        "people": people,
        "visitor_links": [
            {
                "visitor_id": f"v{draw.randrange(6)}",
                "person_id": person["person_id"],
                "linked_at": (person["created_at"] or START) + timedelta(hours=draw.randrange(100)),
            }
            for person in draw.sample(people, 10)
        ],
        "touches": [
            {
                "touch_id": f"t{i}",
                "occurred_at": START + timedelta(hours=draw.randrange(200)),
                "kind": draw.choice(["page_view", "email_click", "meeting"]),
                "person_id": draw.choice([None, None, "p1", "p2", "nobody"]),
                "visitor_id": draw.choice([None, f"v{draw.randrange(8)}"]),
                "email": draw.choice([None, draw.choice(people)["email"], "y@acme.com"]),
                "account_id": draw.choice([None, None, None, "a0"]),
            }
            for i in range(200)
        ],
    }


@pytest.mark.parametrize("seed", range(5))
def test_rows_of_a_touch_tile_its_time(seed: int) -> None:
    model = tiny_model(**_random_model(seed))  # type: ignore[arg-type]
    rows = model.fact("touches", "touch_id, occurred_at, known_from, known_to", "touch_id, known_from")
    assert len({row[0] for row in rows}) == 200
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        first = before is None or before[0] != row[0]
        assert row[2] == (row[1] if first else before[3])  # type: ignore[index]
        assert row[3] is None or row[3] > row[2]
    assert sum(row[3] is None for row in rows) == 200


@pytest.mark.parametrize("seed", range(12))
def test_nothing_known_later_changes_what_was_known_at_an_instant(seed: int) -> None:
    """At t, the rows visible equal those of a model that holds only what existed before t."""
    tables = _random_model(seed)
    t = START + timedelta(hours=100)
    made = {"people": "created_at", "visitor_links": "linked_at", "touches": "occurred_at"}
    then = {
        name: [row for row in rows if name not in made or row[made[name]] is None or row[made[name]] < t]
        for name, rows in tables.items()
    }
    # A link of the source to an account counts from ever: the accounts that the source names are kept.
    then["accounts"] = tables["accounts"]
    visible = f"where known_from < timestamp '{t}' and (known_to is null or known_to >= timestamp '{t}')"
    columns = "touch_id, account_id, person_id"
    now_model = tiny_model(**tables).build("touches")  # type: ignore[arg-type]
    then_model = tiny_model(**then).build("touches")  # type: ignore[arg-type]

    def told(model: Any) -> dict[str, tuple[Any, Any]]:
        found = model.rows(f"select {columns} from touches {visible}")
        return {r["touch_id"]: (r["account_id"], r["person_id"]) for r in found}

    known = {p["person_id"] for p in then["people"]}
    now, past = told(now_model), told(then_model)
    assert set(now) == set(past)
    # A person that a touch names and that is not created yet stands in the past model as a mere id of the source.
    differ = {
        key
        for key in now
        if now[key] != past[key] and not (past[key][1] not in known and now[key][0] == past[key][0])
    }
    assert differ == set()
