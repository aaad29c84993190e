"""Rule 3: a registrable domain to the account that holds it.

Several accounts on one domain: the one that is an ancestor of all the rest, if there is one; else the link holds only
until the second account that shares no ancestor came to be known, and the domain is held.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
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
            """
            select distinct domains.registrable_domain, written.account_id, written.created_at
            from written
            join domains on domains.host = written.host
            where domains.class = 'company'
            """,
        ),
        Step(
            "counted",
            f"""
            select registrable_domain, count(*) as holders,
                {dialect.json_list_of("account_id")} as candidates
            from holders group by registrable_domain
            """,
        ),
        Step(
            "above_all",
            """
            select above.registrable_domain, above.account_id, above.created_at
            from holders as above
            join counted on counted.registrable_domain = above.registrable_domain
            join holders as below on below.registrable_domain = above.registrable_domain
            join ancestors on ancestors.account_id = below.account_id
                and ancestors.ancestor_id = above.account_id and ancestors.distance > 0
            group by above.registrable_domain, above.account_id, above.created_at, counted.holders
            having count(*) = counted.holders - 1
            """,
        ),
        Step(
            "in_turn",
            """
            select holders.registrable_domain, holders.account_id, holders.created_at,
                row_number() over (partition by holders.registrable_domain
                    order by case when holders.created_at is null then 0 else 1 end, holders.created_at,
                        holders.account_id) as turn,
                lead(holders.created_at) over (partition by holders.registrable_domain
                    order by case when holders.created_at is null then 0 else 1 end, holders.created_at,
                        holders.account_id) as second_at
            from holders
            """,
        ),
        Step(
            "decided",
            """
            select counted.registrable_domain, counted.candidates, counted.holders,
                case when above_all.account_id is not null then above_all.account_id
                    when counted.holders = 1 or in_turn.second_at is not null then in_turn.account_id
                    end as account_id,
                case when above_all.account_id is not null then above_all.created_at else in_turn.created_at
                    end as known_from,
                case when above_all.account_id is null and counted.holders > 1 then in_turn.second_at
                    end as known_to,
                above_all.account_id is null and counted.holders > 1 as is_held
            from counted
            join in_turn on in_turn.registrable_domain = counted.registrable_domain and in_turn.turn = 1
            left join above_all on above_all.registrable_domain = counted.registrable_domain
            """,
        ),
    )


FACT = Fact(
    name="domain_links",
    internal=True,
    doc="A registrable domain of a company, and the account it identifies.",
    columns=fact_columns(
        "registrable_domain text: The domain.",
        "account_id text: The account; null where none can be told.",
        "known_from timestamp: From when the account is known; null from ever.",
        "known_to timestamp: When a second, unrelated account took the domain too; null: never.",
        "is_held boolean: Several accounts without an ancestor of all among them.",
        "candidates text: The accounts on the domain, as a JSON list.",
    ),
    reads=("model_accounts", "domains", "ancestors"),
    steps=_steps,
)
