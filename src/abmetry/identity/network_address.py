"""What the address of a visitor's host says by itself: a number that networks hold, or a name that a company owns."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from ipaddress import ip_network
from socket import AF_INET, AF_INET6, inet_pton

from abmetry.identity.domains import COMPANY, classify, host_of

ADDRESS = "address"
PROVIDER = "provider"
LINE = "line"

_MAPPED = "0" * 20 + "ffff"
# Names that providers give to the lines of households and travellers, and to nothing else.
_LINE = re.compile(
    r"(?:^|[.\d_-])(?:ppp|pppoe|slip|cslip|dial|dialup|dialin|dial-up|dial-in|dyn|dynamic|dynip|pool|annex|modem|adsl|xdsl"
    r"|vdsl|dsl|cable|cablemodem|catv|ftth|fttx|fttp|gprs|umts|lte|broadband|residential|customer|tty)s?(?=[.\d_-]|[a-z]{0,4}\d|$)"
)


def key_of(address: str) -> str | None:
    """A network address as text that sorts as its number does: its version, then hexadecimal digits.

    IPv4 addresses that are written as IPv6 ones are IPv4. None for what is no address.
    """
    text = address.strip().strip("[]")
    try:
        if ":" not in text:
            return "4" + inet_pton(AF_INET, text).hex()
        packed = inet_pton(AF_INET6, text.split("%", 1)[0]).hex()
    except (OSError, ValueError):
        return None
    return "4" + packed[24:] if packed.startswith(_MAPPED) else "6" + packed


def keys_of_network(text: str) -> tuple[str, str] | None:
    """The keys of the first and last address of a network such as 192.0.2.0/24; None for what is none."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    first, last = key_of(str(network.network_address)), key_of(str(network.broadcast_address))
    return (first, last) if first and last else None


def classify_host(name: str) -> tuple[str | None, str]:
    """The registrable domain of a host's name, and its class.

    Classes: those of `domains.classify`; ``provider`` also for hosts of internet providers, hosting and proxies, and
    ``line`` for a name that providers give to a household's line. Only ``company`` is one, universities and
    authorities too: an organisation is an organisation.
    """
    domain, kind = classify(name)
    if kind in ("reserved", "invalid"):
        return domain, kind
    host = host_of(name)
    # Before suffixes: hosting companies have names of theirs put on the public suffix list.
    carrier = _carrier(host)
    if carrier is not None:
        return carrier, PROVIDER
    if domain is None:
        return domain, kind
    if kind == COMPANY and _LINE.search(host.removesuffix(domain)):
        return domain, LINE
    return domain, kind


def _carrier(host: str) -> str | None:
    """The domain of the list that a host is of, or below."""
    labels = host.split(".")
    parents = (".".join(labels[place:]) for place in range(len(labels) - 1))
    return next((parent for parent in parents if parent in _carriers()), None)


@cache
def _carriers() -> frozenset[str]:
    text = resources.files("abmetry.identity").joinpath("network_providers.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
