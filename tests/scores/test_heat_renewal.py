"""When models of research heat are learned anew: where something changed of the time before the last began to hold."""

from __future__ import annotations

from datetime import datetime

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.scores.heat_models import FACTS
from abmetry.steps.renewal import CAME, WENT

HEAT_MODELS = FACTS[0]
LAST = datetime(2026, 7, 1)
COLUMNS = {
    "account_weeks": "account_id varchar, week_ends_at timestamp",
    "opportunities": "opportunity_id varchar, account_id varchar, type varchar, created_at timestamp, name varchar",
    "opportunity_states": "opportunity_id varchar, status varchar, state_from timestamp, state_to timestamp",
    "customer_spells": (
        "account_id varchar, known_from timestamp, known_to timestamp, spell_from timestamp, spell_to timestamp"
    ),
}
OPEN = "('d', 'open', '2026-05-01', {0})"


def is_touched(relation: str, went: str = "", came: str = "", last: datetime | None = LAST) -> bool:
    with DuckDBEngine(threads=1) as engine:
        engine.execute("create table heat_models (holds_from timestamp)")
        engine.execute("insert into heat_models values (null)")
        if last:
            engine.execute(f"insert into heat_models values ('{last}')")
        engine.execute("create table account_weeks (account_id varchar, week_ends_at timestamp)")
        engine.execute("insert into account_weeks values ('a', '2026-07-20')")
        engine.execute(f"create table opportunity_states ({COLUMNS['opportunity_states']})")
        for side, rows in ((WENT, went), (CAME, came)):
            engine.execute(f"create table {side}{relation} ({COLUMNS[relation]})")
            if rows:
                engine.execute(f"insert into {side}{relation} values {rows}")
        both = f"select * from {WENT}{relation} union all select * from {CAME}{relation}"
        engine.execute(f"create view changed as {both}")
        assert HEAT_MODELS.renewal is not None
        return bool(engine.query(HEAT_MODELS.renewal.touched_sql(relation, "changed")).num_rows)


@pytest.mark.parametrize(
    ("week_ends_at", "told"),
    [("2026-06-29", True), ("2026-07-20", False), ("2026-09-28", False), ("2026-10-05", True)],
)
def test_weeks_before_it_and_those_with_which_the_next_begins(week_ends_at: str, told: bool) -> None:
    assert is_touched("account_weeks", came=f"('a', '{week_ends_at}')") == told


def test_before_the_first_model_everything_tells() -> None:
    assert is_touched("account_weeks", came="('a', '2026-07-20')", last=None)


def test_a_last_quarter_without_a_week_is_gone() -> None:
    assert is_touched("account_weeks", went="('b', '2026-11-02')", last=datetime(2026, 10, 1))


@pytest.mark.parametrize(
    ("went", "came", "told"),
    [
        ("", "('d', 'a', 'new_business', '2026-05-01', 'D')", True),
        ("", "('d', 'a', 'new_business', '2026-07-02', 'D')", False),
        # A name is nothing to learn from.
        (
            "('d', 'a', 'new_business', '2026-05-01', 'D')",
            "('d', 'a', 'new_business', '2026-05-01', 'E')",
            False,
        ),
        (
            "('d', 'a', 'new_business', '2026-05-01', 'D')",
            "('d', 'b', 'new_business', '2026-05-01', 'D')",
            True,
        ),
    ],
)
def test_opportunities_created_before_it(went: str, came: str, told: bool) -> None:
    assert is_touched("opportunities", went, came) == told


@pytest.mark.parametrize(
    ("went", "came", "told"),
    [
        (OPEN.format("null"), OPEN.format("'2026-07-02'"), False),
        (OPEN.format("null"), OPEN.format("'2026-06-02'"), True),
        ("", "('d', 'won', '2026-07-02', null)", False),
    ],
)
def test_states_that_began_or_ended_before_it(went: str, came: str, told: bool) -> None:
    assert is_touched("opportunity_states", went, came) == told


@pytest.mark.parametrize(
    ("went", "came", "told"),
    [
        ("", "('a', null, null, '2026-05-01', null)", True),
        ("", "('a', '2026-07-02', null, '2026-05-01', null)", False),
        (
            "('a', null, null, '2026-05-01', null)",
            "('a', null, null, '2026-05-01', '2026-08-01')",
            False,
        ),
    ],
)
def test_spells_of_customers_known_before_it(went: str, came: str, told: bool) -> None:
    assert is_touched("customer_spells", went, came) == told
