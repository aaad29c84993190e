"""Money in the reporting currency.

amount | currency | rate
10     | EUR      |
10     | usd      | 0.5
10     | XXX      |
       | USD      | 0.5
10     |          |
"""

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.money import currency_sql, lacks_rate_sql, reporting_sql
from abmetry.workspace.settings import Settings

ROWS = (
    "(values (1, 10, 'EUR', null), (2, 10, 'usd ', 0.5), (3, 10, 'XXX', null), (4, null, 'USD', 0.5),"
    " (5, 10, ' ', null))"
)


def test_only_a_missing_rate_makes_an_amount_missing():
    with DuckDBEngine(threads=1) as engine:
        code = currency_sql(engine.dialect, Settings(), "currency")
        amount = reporting_sql(engine.dialect, Settings(), "amount", "code", "rate")
        rows = engine.query(
            f"select {amount} as a, {lacks_rate_sql('amount', amount)} as lacks"
            f" from (select *, {code} as code from {ROWS} as t(n, amount, currency, rate)) c order by n"
        ).to_pylist()
    assert [row["a"] for row in rows] == [10, 5, None, None, 10]
    assert [row["lacks"] for row in rows] == [False, False, True, False, False]
