"""Every text that is said, each once, by the file of translations that it belongs to."""

from __future__ import annotations

from itertools import chain

from messages.declared import declared
from messages.found import Found
from messages.in_code import in_code
from messages.in_templates import in_templates

DOMAINS = ("kpis", "answers", "commands", "dashboard", "reports", "problems")


def gathered() -> dict[str, list[Found]]:
    """Texts by domain; one that several domains say belongs to the first of them."""
    found: dict[str, Found] = {}
    every = [*chain(declared(), in_code(), in_templates())]
    for domain in DOMAINS:
        for one in every:
            if one.domain == domain and any(letter.isalpha() for letter in one.msgid):
                known = found.get(one.msgid)
                if known is None or (known.several is None and one.several is not None):
                    found[one.msgid] = (
                        one if known is None else Found(one.msgid, one.several, known.domain, known.where)
                    )
    return {domain: [one for one in found.values() if one.domain == domain] for domain in DOMAINS}
