"""Rule 4: the network that a visitor came from, to the company that it is of.

An address belongs to the smallest network of the workspace's table (`identity.networks`) that holds it; of a host's
name the registrable domain tells. Networks of internet providers, hosting and proxies, lines of households, names
without a domain, and addresses in no network stay unresolved. A table has no time of its own, so a link is known from
when its account is.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, NETWORK
from abmetry.identity.spans import NEVER, since_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _hit_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del dialect, settings
    return (
        # Both sides in one order: the last network that began at or before an address is the only one to look at.
        Step(
            "ordered",
            """
            select ip, address_key as key, cast(null as string) as first_key
            from visitor_hosts where address_key is not null
            union all
            select null, first_key, first_key from networks
            """,
        ),
        Step(
            "begun",
            """
            select ip, key, max(first_key) over (
                partition by substr(key, 1, 1) order by key, case when ip is null then 0 else 1 end
                rows between unbounded preceding and current row) as first_key
            from ordered
            """,
        ),
        Step(
            "hits",
            """
            select b.ip, n.network as network, n.account_id, n.registrable_domain, n.class
            from begun as b
            join networks as n on n.first_key = b.first_key and b.key <= n.last_key
            where b.ip is not null
            union all
            select ip, registrable_domain, null, case when class = 'company' then registrable_domain end, class
            from visitor_hosts where address_key is null
            """,
        ),
    )


HITS = Fact(
    name="network_hits",
    internal=True,
    doc="An address or host name of touches, and the network or domain that it is of.",
    columns=fact_columns(
        "ip text: As the touches write it.",
        "network text: The network of the table, or the host's domain.",
        "account_id text: The account that the table names.",
        "registrable_domain text: The company's domain.",
        "class text: company; else why it is none.",
    ),
    reads=("visitor_hosts", "networks"),
    steps=_hit_steps,
)


def _link_steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    sure = f"cast({CONFIDENCE[NETWORK]} as double)"
    return (
        Step(
            "spans",
            f"""
            select h.ip, h.network, a.account_id, {sure} as link_confidence, false as is_held,
                {since_sql(dialect, "a.created_at")} as span_from, {dialect.timestamp(NEVER)} as span_to
            from network_hits as h
            join model_accounts as a on a.account_id = h.account_id
            where h.class = 'company'
            union all
            select h.ip, h.network, d.account_id, {sure}, d.is_held, d.span_from, d.span_to
            from network_hits as h
            join domain_links as d on d.registrable_domain = h.registrable_domain
            where h.class = 'company' and h.account_id is null
            """,
        ),
    )


LINKS = Fact(
    name="network_links",
    internal=True,
    doc="An address or host name of touches, and the account of its network in a time.",
    columns=fact_columns(
        "ip text: As the touches write it.",
        "network text: The network of the table, or the host's domain.",
        "account_id text: The account; null while the domain is held.",
        "link_confidence number: How sure it is, 0 to 1.",
        "is_held boolean: Several accounts without an ancestor of all among them have the domain.",
        "span_from timestamp: From when this is known.",
        "span_to timestamp: Until when.",
    ),
    reads=("network_hits", "domain_links", "model_accounts"),
    steps=_link_steps,
)

FACTS = (HITS, LINKS)
