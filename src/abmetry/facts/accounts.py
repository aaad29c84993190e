"""Companies, as they are now known."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return (
        Step(
            "tops",
            f"""
            select account_id, {dialect.last_by("ancestor_id", "distance")} as top_parent_id,
                max(case when is_cut then 1 else 0 end) as is_cut
            from ancestors group by account_id
            """,
        ),
        Step(
            "companies",
            """
            select a.account_id, a.name, a.domain, a.industry, a.country, a.region, a.segment, a.employees,
                a.annual_revenue, a.currency, a.owner_id,
                case when tops.is_cut = 1 then null else a.parent_account_id end as parent_account_id,
                coalesce(tops.top_parent_id, a.account_id) as top_parent_id,
                a.created_at, a.researched_at, a.accepted_at, a.attributes
            from model_accounts as a
            left join tops on tops.account_id = a.account_id
            """,
        ),
    )


FACT = Fact(
    name="accounts",
    doc="A company.",
    columns=fact_columns(
        "account_id text: The company's id.",
        "name text: Its name.",
        "domain text: Its main web domain, as given.",
        "industry text: Its industry.",
        "country text: Its country.",
        "region text: Its region.",
        "segment text: A segment of our own.",
        "employees integer: How many people it employs.",
        "annual_revenue number: Revenue per year, in `currency`.",
        "currency text: Currency of `annual_revenue`.",
        "owner_id text: Our user who owns it.",
        "parent_account_id text: The company that owns it; null where that would make it its own ancestor.",
        "top_parent_id text: The company at the top of its chain of parents; itself where it has none.",
        "created_at timestamp: When it became known to us; null from ever.",
        "researched_at timestamp: When it was researched.",
        "accepted_at timestamp: When sales accepted it.",
        "attributes text: Further attributes, as a JSON object.",
    ),
    reads=("model_accounts", "ancestors"),
    steps=_steps,
)
