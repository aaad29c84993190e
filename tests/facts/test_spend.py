"""Money spent, drawn."""

from datetime import date, datetime

import pytest

from abmetry.engine.lint import lint
from abmetry.facts.build import build
from abmetry.facts.rates import reference_rates
from abmetry.facts.serving import serve
from abmetry.facts.spend import FACT, QUALITY
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "campaigns": """
    campaign_id | name | channel
    k1          | Fair | event
    """,
    "spend": """
    spent_on   | amount | currency | campaign_id | channel | account_id
    2026-07-04 | 100    | USD      | k1          |         |
    2026-07-03 | 50     |          | k1          | ads     | a9
    2026-07-03 | 7      | XXX      |             | ads     |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_amounts_in_the_reporting_currency_at_the_rate_of_the_day():
    """4 July 2026 is a Saturday. A missing currency is the workspace's; a missing rate is no zero."""
    friday = reference_rates("USD", "EUR")[date(2026, 7, 3)]
    columns = "spent_at, channel, amount_reporting"
    assert tiny_model(**MODEL).fact("spend", columns, "amount desc") == [
        (datetime(2026, 7, 3, 22), "event", pytest.approx(100 * friday)),
        (datetime(2026, 7, 2, 22), "ads", 50),
        (datetime(2026, 7, 2, 22), "ads", None),
    ]


def test_every_row_has_an_id_of_its_own():
    ids = tiny_model(**MODEL).fact("spend", "spend_id")
    assert len(set(ids)) == 3


def test_counts_what_could_not_be_converted_or_placed():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "spend_without_rate": (1, '["2026-07-03 7.0 XXX"]'),
        "spend_of_unknown_account": (1, '["a9"]'),
    }


def test_a_corrected_amount_counts_once_and_for_what_it_is(tmp_path):
    """Two equal rows and one of another day, then 10 of the second becomes 12: 10 + 12 + 5, and no 10 beside it."""
    rows = ["2026-01-05,10,EUR,ads", "2026-01-05,10,EUR,ads", "2026-01-06,5,EUR,ads"]
    (tmp_path / "exports").mkdir()
    (tmp_path / "abmetry.toml").write_text('[[sources]]\nname = "ledger"\ntype = "files"\npath = "exports"\n')
    workspace = Workspace.open(tmp_path)

    def amounts_after(lines):
        text = "\n".join(["spent_on,amount,currency,channel", *lines])
        (tmp_path / "exports" / "spend.csv").write_text(text + "\n")
        load(workspace)
        with serve(workspace, build(workspace)) as engine:
            found = engine.query(
                "select amount_reporting, spend_id from spend order by spent_on, amount"
            ).to_pylist()
        assert len({row["spend_id"] for row in found}) == len(found)
        return [row["amount_reporting"] for row in found]

    assert amounts_after(rows) == [10, 10, 5]
    assert amounts_after([rows[0], rows[1].replace("10", "12"), rows[2]]) == [10, 12, 5]
