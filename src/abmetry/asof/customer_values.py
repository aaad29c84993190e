"""What the customers at t are worth a year (KPIS.md, stage 6)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    with_margin = "c.annual_value is not null and c.gross_margin is not null"
    return [
        Step("customers_at_t", "select distinct account_id from known_customers where is_at_t"),
        Step(
            "customer_values",
            f"""
            select
                k.account_id,
                count(c.contract_id) as contracts,
                sum(c.annual_value) as annual_value,
                sum(case when {with_margin} then c.annual_value end) as value_with_margin,
                sum(case when {with_margin} then c.annual_value * c.gross_margin end) as yearly_margin,
                {dialect.json_list_of("c.contract_id")} as active_contracts
            from customers_at_t k
            left join known_contracts c on c.account_id = k.account_id and c.is_active
            group by k.account_id
            """,
        ),
    ]


CUSTOMER_VALUES = AsOf(
    name="customer_values",
    doc="A customer at t with the annual value of its active contracts.",
    columns=fact_columns(
        "account_id text: The account.",
        "contracts integer: How many of its contracts are active.",
        "annual_value number: Their value per year, reporting currency; null: none is known.",
        "value_with_margin number: The part of it whose gross margin is known.",
        "yearly_margin number: The gross margin of that part, money.",
        "active_contracts text: The contracts, a JSON list.",
    ),
    reads=(),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("annual_value", "yearly_margin", "active_contracts"),
    upon=("customers", "contracts"),
)
