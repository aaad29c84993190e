"""What never counts: crawlers and suppressed agents and networks, over the distinct values of the touches.

Own staff and suppressed addresses are told by `identity.addresses`. Test traffic is what a workspace lists in
`suppressions`; reserved domains such as example.com identify no company, yet what they do is counted.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from collections.abc import Iterable

import pyarrow as pa
from crawlerdetect import CrawlerDetect

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.settings import Settings

_Networks = dict[tuple[int, int], set[int]]


def networks(patterns: Iterable[str]) -> _Networks:
    """Networks by version and length of their prefix; patterns that are none are left out."""
    found: _Networks = {}
    for pattern in patterns:
        try:
            network = ipaddress.ip_network(pattern.strip(), strict=False)
        except ValueError:
            continue
        found.setdefault((network.version, network.prefixlen), set()).add(int(network.network_address))
    return found


def in_networks(ip: str, listed: _Networks) -> bool:
    """Whether a network address lies in one of the networks; false for what is no address."""
    try:
        address = ipaddress.ip_address(ip.strip())
    except ValueError:
        return False
    for (version, length), starts in listed.items():
        if version == address.version:
            rest = address.max_prefixlen - length
            if (int(address) >> rest) << rest in starts:
                return True
    return False


def _patterns(engine: Engine, kind: str) -> list[str]:
    wanted = engine.dialect.text(kind)
    rows = engine.query(f"select distinct pattern from model_suppressions where kind = {wanted}")
    return sorted(rows.column("pattern").to_pylist())


def _distinct(engine: Engine, column: str) -> list[str]:
    rows = engine.query(f"select distinct {column} from model_touches where {column} is not null")
    return sorted(rows.column(column).to_pylist())


def _agents(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    globs = [
        re.compile(fnmatch.translate(pattern.replace("[", "[[]")), re.IGNORECASE)
        for pattern in _patterns(engine, "agent")
    ]
    detect = CrawlerDetect()
    reasons = {}
    for agent in _distinct(engine, "user_agent"):
        if any(glob.match(agent) for glob in globs):
            reasons[agent] = "suppressed"
        elif detect.isCrawler(agent):
            reasons[agent] = "crawler"
    return pa.table(
        {
            "user_agent": pa.array(list(reasons), pa.string()),
            "reason": pa.array(list(reasons.values()), pa.string()),
        }
    )


def _networks(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    listed = networks(_patterns(engine, "ip"))
    found = [ip for ip in _distinct(engine, "ip") if in_networks(ip, listed)] if listed else []
    return pa.table({"ip": pa.array(found, pa.string())})


AGENTS = LookupFact(
    name="excluded_agents",
    internal=True,
    doc="A user agent that never counts.",
    columns=fact_columns(
        "user_agent text: The browser's description of itself.",
        "reason text: crawler (the built-in list) or suppressed (a glob of the workspace).",
    ),
    reads=("model_touches", "model_suppressions"),
    table=_agents,
)

NETWORKS = LookupFact(
    name="excluded_networks",
    internal=True,
    doc="A network address that never counts.",
    columns=fact_columns("ip text: The address, as the touches write it."),
    reads=("model_touches", "model_suppressions"),
    table=_networks,
)

FACTS = (AGENTS, NETWORKS)
