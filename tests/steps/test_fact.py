"""A fact that is another one but for some rows is the same, whether asked for whole or made of the other's table."""

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.steps.fact import Amendment, Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

PAPERS = Fact(
    name="papers",
    doc="A paper.",
    columns=fact_columns("x integer: Its number.", "y text: Its text."),
    reads=("drafts", "changes"),
    steps=lambda _dialect, _settings: [
        Step(
            "changed", "select d.x, c.y from drafts as d join changes as c on c.x = d.x where c.y is not null"
        )
    ],
    order_by=("x", "y"),
    amends=Amendment("drafts", "changes", ("x",)),
)


@pytest.mark.parametrize("in_place", [True, False])
def test_rows_come_in_place_of_those_with_a_change(in_place):
    settings = Settings()
    with DuckDBEngine() as engine:
        engine.create_table("drafts", "select range as x, 'as it was' as y from range(4)")
        engine.create_table("changes", "select * from (values (1, 'a'), (1, 'b'), (3, null)) as t(x, y)")
        if in_place:
            amends = PAPERS.amends
            coming = PAPERS.amended_sql(engine.dialect, settings)
            engine.amend_table(amends.of, PAPERS.name, coming, amends.keys, amends.columns)
        else:
            engine.create_table(PAPERS.name, PAPERS.sql(engine.dialect, settings))
        told = [tuple(row.values()) for row in engine.query("select * from papers order by x, y").to_pylist()]
    assert told == [(0, "as it was"), (1, "a"), (1, "b"), (2, "as it was")]
