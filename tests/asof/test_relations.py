"""Every as-of relation is SQL that each engine understands."""

from datetime import datetime

import pytest

from abmetry.asof.relation import Frame
from abmetry.asof.relations import RELATIONS
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.lint import lint
from abmetry.workspace.settings import Settings

FRAME = Frame(0, datetime(2026, 1, 1), datetime(2026, 4, 1), datetime(2026, 1, 1, 1), datetime(2026, 4, 1, 2))


@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_relations_hold_no_construct_of_one_engine(name):
    dialect = DuckDBEngine(threads=1).dialect
    found = lint(RELATIONS[name].sql(dialect, Settings(), [FRAME]))
    # What is built upon is there as asof_<name>: the word is a name, not a join.
    assert [finding for finding in found if finding.rule != "ASOF"] == []


@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_relations_read_what_they_say(name):
    relation = RELATIONS[name]
    assert set(relation.upon) <= set(RELATIONS)
    assert "account_id" in {column.name for column in relation.columns}
