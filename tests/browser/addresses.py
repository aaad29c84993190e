"""Every page of the dashboard, by name, and where it is in the company at hand."""

import re
import urllib.request
from html import unescape

from abmetry.web.navigation import ENTRIES

NAVIGATED = {name: entry.path for name, entry in ENTRIES.items()}
NARROWED = {
    "account": "/accounts/…",
    "definition": "/kpi/engaged_accounts",
    "evidence": "/kpi/engaged_accounts/evidence",
    "stage_accounts": "/funnel/engaged",
    "insight_cases": "/insights/cases?insight=…",
    "funnel_of_a_preset": "/funnel?preset=demandbase&split=tier",
    "nowhere": "/nowhere",
}
GUARDED = {"sign_in": "/sign-in", "own": "/own", "users": "/users"}
PAGES = (*NAVIGATED, *NARROWED, *GUARDED)


def addresses_of(dashboard: str) -> dict[str, str]:
    """The address of each page, those of one account and of one insight among them."""
    found = {**NAVIGATED, **NARROWED, **GUARDED}
    found["account"] = _first(dashboard, "/accounts?wait=1&sort=-pipeline", r"/accounts/[^\"?]+")
    found["insight_cases"] = _first(dashboard, "/insights/found", r"/insights/cases[^\"]+")
    return found


def _first(dashboard: str, path: str, link: str) -> str:
    with urllib.request.urlopen(dashboard + path) as answer:
        text = answer.read().decode()
    found = re.search(f'href="({link})"', text)
    assert found, f"{path} has no link like {link}"
    return unescape(found[1])


def with_query(path: str, query: str) -> str:
    """An address with more in its query."""
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path
