"""What never counts: crawlers and suppressed agents and networks, over the distinct values of the touches.

Crawlers are those of the package crawlerdetect and the mail scanners of `mail_machines.txt`. What crawlers and the
privacy proxies of that file open is kept, told apart as a proxy's open: it counts for nothing but the rate of opens
with proxies. Own staff and suppressed addresses are told by `identity.addresses`. Test traffic is what a workspace
lists in `suppressions`; reserved domains such as example.com identify no company, yet what they do is counted. A
network, or a host's name, that is of one's own domains or of a suppressed one is excluded like an address of it.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import pyarrow as pa
from crawlerdetect import CrawlerDetect

from abmetry.engine.engine import Engine
from abmetry.identity.domains import classify
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

_Networks = dict[tuple[int, int], set[int]]

# Over a touch `t` joined with its agent `agents`, if it is an excluded one, and with `networks` alike.
IS_PROXY_OPEN = "(t.kind = 'email_open' and coalesce(agents.reason <> 'suppressed', false))"
IS_OF_EXCLUDED_AGENT = (
    "(coalesce(agents.reason = 'suppressed', false)"
    " or (coalesce(agents.reason = 'crawler', false) and t.kind <> 'email_open'))"
)


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


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), re.IGNORECASE)


@cache
def _mail_machines() -> dict[str, list[re.Pattern[str]]]:
    """The globs of `mail_machines.txt`: of scanners, and of proxies."""
    text = resources.files("abmetry.facts").joinpath("mail_machines.txt").read_text(encoding="utf-8")
    found: dict[str, list[re.Pattern[str]]] = {"scanner": [], "proxy": []}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, pattern = line.split(maxsplit=1)
            found[kind].append(_glob(pattern))
    return found


@cache
def _crawlers() -> CrawlerDetect:
    return CrawlerDetect()


def get_ready() -> None:
    """Read the lists of crawlers and of public suffixes, which takes a moment: best while nothing else can be done."""
    agent_reason("-")
    classify("example.net")


def agent_reason(agent: str, suppressed: Iterable[re.Pattern[str]] = ()) -> str | None:
    """Why touches of a user agent do not count as others do.

    Returns:
        suppressed, crawler, mail_proxy (whose opens alone do not count), or None.
    """
    machines = _mail_machines()
    plain = agent.strip()
    if any(glob.match(agent) for glob in suppressed):
        return "suppressed"
    if _crawlers().isCrawler(agent) or any(glob.match(plain) for glob in machines["scanner"]):
        return "crawler"
    return "mail_proxy" if any(glob.match(plain) for glob in machines["proxy"]) else None


def _agents(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    globs = [_glob(pattern) for pattern in _patterns(engine, "agent")]
    judged = {agent: agent_reason(agent, globs) for agent in _distinct(engine, "user_agent")}
    reasons = {agent: reason for agent, reason in judged.items() if reason}
    return pa.table(
        {
            "user_agent": pa.array(list(reasons), pa.string()),
            "reason": pa.array(list(reasons.values()), pa.string()),
        }
    )


def _networks(engine: Engine, settings: Settings) -> pa.Table:
    listed = networks(_patterns(engine, "ip"))
    reasons = {**_of_domains(engine, settings.identity.own_domains, "staff")}
    reasons |= _of_domains(engine, _patterns(engine, "domain"), "suppressed")
    if listed:
        reasons |= {ip: "suppressed" for ip in _distinct(engine, "ip") if in_networks(ip, listed)}
    return pa.table(
        {"ip": pa.array(list(reasons), pa.string()), "reason": pa.array(list(reasons.values()), pa.string())}
    )


def _of_domains(engine: Engine, hosts: Iterable[str], reason: str) -> dict[str, str]:
    """The addresses and host names of touches that are of some domains, each with a reason."""
    domains = sorted({domain for host in hosts if (domain := classify(host)[0])})
    if not domains:
        return {}
    listed = engine.dialect.in_list("registrable_domain", domains)
    rows = engine.query(f"select distinct ip from network_hits where {listed}")
    return dict.fromkeys(sorted(rows.column("ip").to_pylist()), reason)


AGENTS = LookupFact(
    name="excluded_agents",
    internal=True,
    doc="A user agent that never counts, or whose opens of mail do not.",
    columns=fact_columns(
        "user_agent text: The browser's description of itself.",
        "reason text: crawler (the built-in list), suppressed (a glob of the workspace), or mail_proxy (opens only).",
    ),
    reads=("model_touches", "model_suppressions"),
    table=_agents,
    renewal=Renewal(
        key=by("user_agent"),
        touched={"model_touches": by("user_agent")},
        # Whether the browser still occurs does not matter: no touch meets what is told of one that does not.
        within={"model_touches": "select key_0 as user_agent from renewed"},
    ),
)

NETWORKS = LookupFact(
    name="excluded_networks",
    internal=True,
    doc="A network address that never counts.",
    columns=fact_columns(
        "ip text: The address, as the touches write it.",
        "reason text: suppressed, or staff (of `identity.own_domains`).",
    ),
    reads=("model_touches", "model_suppressions", "network_hits"),
    table=_networks,
    renewal=Renewal(
        key=by("ip"),
        touched={"model_touches": by("ip"), "network_hits": by("ip")},
        within={"model_touches": "select key_0 as ip from renewed", "network_hits": by("ip")},
    ),
)

FACTS = (AGENTS, NETWORKS)
