"""Which networks and domains visitors came from, and how many of their touches an account was found for."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import NEVER
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    never = dialect.timestamp(NEVER)
    return (
        Step(
            "held_by",
            f"select ip, account_id, is_held from network_links where span_to = {never}",
        ),
        Step(
            "visited",
            """
            select h.network, coalesce(h.class, 'address') as class, min(l.account_id) as account_id,
                count(*) as hosts, cast(sum(o.touches) as bigint) as touches,
                cast(sum(o.page_views) as bigint) as page_views,
                max(case when l.is_held then 1 else 0 end) = 1 as is_held,
                min(o.first_at) as first_at, max(o.last_at) as last_at
            from visited_addresses as o
            left join network_hits as h on h.ip = o.ip
            left join held_by as l on l.ip = o.ip
            group by h.network, coalesce(h.class, 'address')
            """,
        ),
    )


FACT = Fact(
    name="visited_networks",
    doc="A network or domain that touches came from, and how many; or all of a class that has none.",
    columns=fact_columns(
        "network text: The network of the workspace's table, or the domain of the host's name; null: none.",
        "class text: company; else why it is none: address (in no network), provider, line, free_mail, invalid, ...",
        "account_id text: The account that it is of, as known at last.",
        "hosts integer: Different addresses and host names.",
        "touches integer: Touches from there, without crawlers and staff.",
        "page_views integer: Page views among them.",
        "is_held boolean: It could be several accounts.",
        "first_at timestamp: The first touch.",
        "last_at timestamp: The last.",
    ),
    reads=("visited_addresses", "network_hits", "network_links"),
    steps=_steps,
)
