"""E-mail addresses: those that a header names, and whether they are ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.policy import default
from functools import lru_cache

_ADDRESS = r'([^\s<>@,;:"()\\]+@[^\s<>@,;:"()\\]+)'
_ONE = re.compile(rf'\s*(?:(?:"[^"\\]*"|[^<>,;:"()\\]*)\s*<{_ADDRESS}>|{_ADDRESS})\s*')
_ANY = re.compile(r'(?<![^\s<>,;:"()\[\]\\])[^\s<>@,;:"()\[\]\\]+@[^\s<>@,;:"()\[\]\\]++(?!@)')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"(?!@)')
_ENDS = re.compile(r"[\r\n]+")
_LONGEST_PARSED = 20_000


@dataclass(frozen=True)
class Ours:
    """Who is ours.

    Attributes:
        domains: Mail domains of ours, in lower case; those below them are ours too.
        addresses: Further addresses of ours, in lower case.
    """

    domains: frozenset[str]
    addresses: frozenset[str]

    @classmethod
    def of(cls, domains: Iterable[str], addresses: Iterable[str]) -> Ours:
        """Ours, by domains and addresses as they are written in the settings."""
        return cls(
            frozenset(domain.strip().lower().lstrip("@") for domain in domains),
            frozenset(address.strip().lower() for address in addresses),
        )

    def __contains__(self, address: str) -> bool:
        return address in self.addresses or self.has_host(address.rpartition("@")[2])

    def has_host(self, host: str) -> bool:
        """Whether a host is one of our domains, or below one."""
        labels = host.lower().split(".")
        return any(".".join(labels[start:]) in self.domains for start in range(len(labels)))


@lru_cache(maxsize=50_000)
def addresses_of(value: str) -> tuple[str, ...]:
    """The addresses that the value of a header names, in lower case, each once, in their order.

    Args:
        value: The raw value; names and comments are passed over, folding, encoded words and groups are understood.
    """
    line = _ENDS.sub("", value)
    return tuple(dict.fromkeys(filter(None, map(plain_address, _plain_list(line) or _parsed(line)))))


def plain_address(text: str) -> str | None:
    """An address in lower case; None if the text is none."""
    address = text.strip().strip("'").lower()
    if len(address) > 320 or not _ANY.fullmatch(address) or not address.isprintable():
        return None
    return address


def _plain_list(line: str) -> list[str]:
    """The addresses of a list without groups, comments and the like, which needs no parser; nothing of another."""
    found, place = [], 0
    while one := _ONE.match(line, place):
        found.append(one[1] or one[2])
        place = one.end()
        if place == len(line):
            return found
        if line[place] != ",":
            break
        place += 1
    return []


def _parsed(line: str) -> list[str]:
    if len(line) <= _LONGEST_PARSED:
        try:
            header = default.header_factory("To", line)
            found = [address.addr_spec for address in getattr(header, "addresses", ())]
            if any("@" in address for address in found):
                return found
        # What is no header at all makes the parser fail in many ways; the addresses in it are found all the same.
        except Exception:
            pass
    return _ANY.findall(_QUOTED.sub(" ", line))
