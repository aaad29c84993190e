"""What is measured side by side says the same numbers, on a small company."""

from datetime import date

import pyarrow.parquet as pq
import pytest
from benchmarks.day import add_day
from benchmarks.side_by_side import by_abmetry, by_pandas, by_polars, by_sql, credit, names
from benchmarks.side_by_side.paths import SEPARATOR, moves, paths
from benchmarks.side_by_side.wanted import (
    DURATIONS,
    KPIS,
    QUARTERS,
    TIERS,
    differences,
    facts_of,
    read,
    written,
)

from abmetry.facts.build import build
from abmetry.influence.markov import removal_effects
from abmetry.model.load import load
from abmetry.sample import make
from abmetry.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The sample company of 300 accounts, built."""
    folder = tmp_path_factory.mktemp("company")
    make(folder, accounts=300, until=date(2026, 11, 1))
    workspace = Workspace.open(folder)
    load(workspace)
    build(workspace)
    return folder


@pytest.fixture(scope="module")
def numbers(company):
    return by_abmetry.numbers(company)


def test_every_number_is_asked_for(numbers):
    groups = len(TIERS) + 1
    assert len(numbers) == len(QUARTERS) * (len(KPIS) * groups + len(DURATIONS) * len(TIERS))
    assert sum(value is not None for value in numbers.values()) > len(numbers) / 2
    assert not differences(numbers, read(written(numbers)))


@pytest.mark.parametrize("rival", [by_sql, by_pandas, by_polars], ids=["sql", "pandas", "polars"])
def test_rivals_say_the_same(company, numbers, rival):
    assert differences(numbers, rival.numbers(facts_of(company))) == []


def test_a_number_that_is_off_is_told(numbers):
    key, value = next((key, value) for key, value in sorted(numbers.items()) if value)
    assert len(differences(numbers, {**numbers, key: value * (1 + 1e-6)})) == 1
    assert len(differences(numbers, {k: v for k, v in numbers.items() if k != key})) == 1


def test_first_and_linear_credit_follow_from_the_ways(company):
    ways = [way for way in paths(facts_of(company)).to_pylist() if way["won"] and way["amount"]]
    asked = credit.asked(company)
    for model, shared in (("first", lambda channels: channels[:1]), ("linear", lambda channels: channels)):
        expected = {}
        for way in ways:
            channels = shared(way["path"].split(SEPARATOR))
            for channel in channels:
                expected[channel] = expected.get(channel, 0) + way["amount"] / len(channels)
        for channel, value in asked[model].items():
            assert value == pytest.approx(expected.get(channel, 0), abs=0.01 * len(ways))


def test_removal_effects_of_the_ways_sum_to_one(company):
    assert sum(removal_effects(moves(paths(facts_of(company)))).values()) == pytest.approx(1)


def test_names_are_linked_and_judged():
    accounts, asked = names.make_names(300)
    found = names.by_abmetry(accounts, asked)
    precision, recall = names.judged(found, asked)
    assert asked.num_rows == 300
    assert precision > 0.8
    assert recall > 0.6


def test_a_day_comes_after_the_last_one(tmp_path):
    make(tmp_path, accounts=300, until=date(2026, 11, 1))
    parts = tmp_path / "exports" / "touches"
    before = pq.read_table(parts)
    count = add_day(tmp_path, share=0.01)
    day = pq.read_table(parts / "next-day.parquet")
    assert day.num_rows == count == round(before.num_rows * 0.01)
    assert day.schema.equals(before.schema)
    assert min(day["occurred_at"].to_pylist()) > max(before["occurred_at"].to_pylist())
    assert not set(day["touch_id"].to_pylist()) & set(before["touch_id"].to_pylist())
