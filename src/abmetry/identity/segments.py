"""Networks that lie in each other, cut into pieces of which each belongs to the smallest that holds it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Owner = dict[str, Any]
_DIFFER = ("account_id", "registrable_domain", "class", "candidates")


@dataclass(frozen=True)
class Network:
    """A network, or a piece of one.

    Attributes:
        text: As written.
        first: Key of its first address (`network_address.key_of`).
        last: Key of its last address.
    """

    text: str
    first: str
    last: str


def segments(networks: Iterable[tuple[Network, Owner]]) -> list[tuple[Network, Owner]]:
    """Pieces that do not overlap, in order.

    Two networks are apart or one lies in the other, since they are powers of two. One that is given twice with
    different owners belongs to nobody: the accounts that it could be are its candidates.
    """
    given = sorted(_each_once(networks), key=lambda one: (one[0].first, -int(one[0].last[1:], 16)))
    pieces: list[tuple[Network, Owner]] = []
    open_ones: list[tuple[Network, Owner]] = []
    begins = ""

    def close(until: str | None) -> None:
        nonlocal begins
        while open_ones and (until is None or open_ones[-1][0].last < until):
            network, owner = open_ones.pop()
            if begins <= network.last:
                pieces.append((Network(network.text, begins, network.last), owner))
                begins = _next(network.last)

    for network, owner in given:
        close(network.first)
        if open_ones and begins < network.first:
            around, its_owner = open_ones[-1]
            pieces.append((Network(around.text, begins, _before(network.first)), its_owner))
        open_ones.append((network, owner))
        begins = network.first
    close(None)
    return pieces


def _each_once(networks: Iterable[tuple[Network, Owner]]) -> Iterator[tuple[Network, Owner]]:
    by_keys: dict[tuple[str, str], list[tuple[Network, Owner]]] = {}
    for network, owner in networks:
        by_keys.setdefault((network.first, network.last), []).append((network, owner))
    for same in by_keys.values():
        network, owner = same[0]
        different = [owner]
        for _, other in same[1:]:
            if all(any(other.get(name) != known.get(name) for name in _DIFFER) for known in different):
                different.append(other)
        if len(different) == 1:
            yield network, owner
            continue
        could_be = sorted({one["account_id"] for one in different if one.get("account_id")})
        yield network, {"class": "held", "candidates": json.dumps(could_be, separators=(",", ":"))}


def _next(key: str) -> str:
    return _moved(key, 1)


def _before(key: str) -> str:
    return _moved(key, -1)


def _moved(key: str, by: int) -> str:
    digits = len(key) - 1
    number = int(key[1:], 16) + by
    # Beyond the last address of a version nothing follows, and "~" sorts after every digit.
    return key[0] + (f"{number:0{digits}x}" if number < 16**digits else "~")
