"""Rule 3: a registrable domain to the account that holds it.

Several accounts on one domain: the one that is an ancestor of all the rest, if there is one; else the domain is held
from when the second account that shares no ancestor came to be known, until an ancestor of all of them does.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import since_sql, span_steps
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    listed = dialect.unnest_json_list("model_accounts", "domains", "further")
    return (
        Step(
            "written",
            f"""
            select account_id, created_at, lower(trim(domain)) as host from model_accounts
            union all
            select account_id, created_at, lower(trim(further.value)) as host from {listed}
            """,
        ),
        Step(
            "holders",
            f"""
            select distinct domains.registrable_domain, written.account_id,
                {since_sql(dialect, "written.created_at")} as holder_from
            from written
            join domains on domains.host = written.host
            where domains.class = 'company'
            """,
        ),
        Step(
            "listed",
            f"""
            select registrable_domain, {dialect.json_list_of("account_id")} as candidates
            from holders group by registrable_domain
            """,
        ),
        Step(
            "arrivals",
            """
            select registrable_domain, holder_from as turned_at, count(*) as came
            from holders group by registrable_domain, holder_from
            """,
        ),
        Step(
            "counted",
            """
            select registrable_domain, turned_at,
                sum(came) over (partition by registrable_domain order by turned_at) as holders
            from arrivals
            """,
        ),
        Step(
            "families",
            """
            select above.registrable_domain, above.account_id,
                greatest(above.holder_from, below.holder_from) as both_from
            from holders as below
            join ancestors on ancestors.account_id = below.account_id and ancestors.distance > 0
            join holders as above on above.registrable_domain = below.registrable_domain
                and above.account_id = ancestors.ancestor_id
            """,
        ),
        Step(
            "covered",
            """
            select registrable_domain, account_id, both_from,
                count(*) over (partition by registrable_domain, account_id order by both_from) as below
            from families
            """,
        ),
        Step(
            "above_all",
            """
            select counted.registrable_domain, counted.turned_at, min(covered.account_id) as account_id
            from counted
            join covered on covered.registrable_domain = counted.registrable_domain
                and covered.both_from <= counted.turned_at and covered.below = counted.holders - 1
            group by counted.registrable_domain, counted.turned_at
            """,
        ),
        Step(
            "decided",
            """
            select counted.registrable_domain, counted.turned_at, listed.candidates,
                coalesce(above_all.account_id, holders.account_id) as account_id,
                coalesce(above_all.account_id, holders.account_id) is null as is_held
            from counted
            join listed on listed.registrable_domain = counted.registrable_domain
            left join above_all on above_all.registrable_domain = counted.registrable_domain
                and above_all.turned_at = counted.turned_at
            left join holders on holders.registrable_domain = counted.registrable_domain
                and holders.holder_from = counted.turned_at and counted.holders = 1
            """,
        ),
        *span_steps(
            dialect,
            "decided",
            "registrable_domain",
            ("account_id", "is_held", "candidates"),
            ("account_id", "is_held"),
        ),
    )


FACT = Fact(
    name="domain_links",
    internal=True,
    doc="A registrable domain of a company, and the account it identifies in a time.",
    columns=fact_columns(
        "registrable_domain text: The domain.",
        "account_id text: The account; null where none can be told.",
        "span_from timestamp: From when that is known.",
        "span_to timestamp: When the account of the domain changed.",
        "is_held boolean: Several accounts without an ancestor of all among them.",
        "candidates text: The accounts on the domain, as a JSON list.",
    ),
    reads=("model_accounts", "domains", "ancestors"),
    steps=_steps,
)
