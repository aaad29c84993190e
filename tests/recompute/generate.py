"""Hypothesis strategies for small companies that sit on the corners where definitions break.

A company is made by `random.Random` from one integer seed and a few sizes, so that making one is fast and a failure
shrinks to few rows. Use `companies()` and `questions()`, or `company_of(seed, ...)` for one by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from recompute.company import Company
from recompute.generate_moments import Maker
from recompute.generate_sales import contracts, opportunities, surveys
from recompute.generate_touches import (
    campaigns,
    content,
    intent,
    members,
    spend,
    talks,
    tasks,
    touches,
    visitor_links,
)

DOMAINS = ["acme.es", "norte.co.uk", "vela.com", "faro.io", "orbital.de"]
FREE = ["ana.lopez@gmail.com", "b.costa@hotmail.com"]
TITLES = ["CFO", "Finance Director", "IT Manager", "Head of Data", "Scfoo", "Engineer", None]
FIRST = ["ana", "Ana", "bo", "carla", "dani", "eli", "fran"]

SETTINGS: dict[str, Any] = {
    "workspace": {"timezone": "Europe/Madrid", "currency": "EUR"},
    "lists": {
        "named": {"members": "from list_members", "tiers": ["1", "2", "3"]},
        "growth": {"members": "from list_members", "tiers": ["1", "2", "3"]},
    },
    "icp": {
        "criteria": [
            {"where": "employees between 200 and 5000", "weight": 2},
            {"where": "industry = 'Software'", "weight": 1},
        ]
    },
    "personas": {
        "economic_buyer": {"titles": ["CFO", "finance director"], "required": 1},
        "technical": {"titles": ["manager", "head of data"], "seniority": ["manager", "vp"], "required": 2},
        "champion": {"titles": ["engineer"], "required": 0},
    },
    "pages": {"high_value": ["/pricing*", "/demo*"]},
    "calendar": {"working_days": ["mon", "tue", "wed", "thu", "fri"], "holidays": ["2026-01-06"]},
    "identity": {"own_domains": ["abmetry-own.com"]},
}
STAGES = {
    "Discovery": {"order": 1, "probability": 0.1},
    "Proposal": {"order": 2, "probability": 0.5},
    "Closed Won": {"won": True},
    "Closed Lost": {"lost": True},
}


def accounts(make: Maker, number: int) -> None:
    """Accounts with shared domains, parents (one may be its own ancestor), and missing attributes."""
    for place in range(number):
        name = f"a{place}"
        parents = [f"a{other}" for other in range(number) if other != place]
        make.add(
            "accounts", account_id=name, name=f"Company {place}",
            domain=make.pick(*DOMAINS, *DOMAINS, "gmail.com", None),
            domains=make.pick(None, None, None, [make.pick(*DOMAINS), "faro-group.com"]),
            industry=make.pick("Software", "Retail", None), country=make.pick("ES", "FR", None),
            region=make.pick("EU", None),
            employees=make.pick(5, 200, 800, 50000, None), annual_revenue=make.pick(1000000.0, 0.0, None),
            owner_id=make.pick("u1", "u2", None), parent_account_id=make.pick(None, None, *parents[:2]),
            created_at=make.pick(None, make.early(), make.early(), make.early(), make.time(), make.day()),
            researched_at=make.pick(None, make.time(), make.day()),
            accepted_at=make.pick(None, make.time(), make.day()),
            segment=make.pick("large", "small", None),
        )  # fmt: skip


def people(make: Maker, number: int) -> None:
    """People with duplicate addresses, mail providers' addresses, no account, opt-outs, bounces."""
    for place in range(number):
        email = f"{make.pick(*FIRST)}@{make.pick(*DOMAINS, 'mail.norte.co.uk', 'nobody.net')}"
        email = make.pick(
            email, email, email, email, make.pick(*FREE), None, "two@@acme.es", f" {email.upper()} "
        )
        if make.chance(0.04):
            email = make.pick("rep@abmetry-own.com", "staff@vela.com")
        make.add(
            "people", person_id=f"p{place}", account_id=make.pick(None, *make.accounts, *make.accounts), email=email,
            name=f"Person {place}", title=make.pick(*TITLES), seniority=make.pick("manager", "vp", "c_level", None),
            persona=make.pick(None, None, None, "economic_buyer", "technical"),
            buying_role=make.pick(None, None, "decision_maker"), phone=make.pick(None, "+34 600 000 000"),
            source_channel=make.pick("web", "event", None), is_key_contact=make.pick(True, False, None),
            email_opt_out=make.pick(None, False, True), phone_opt_out=make.pick(None, False, True),
            bounced_at=make.pick(None, None, make.time()),
            created_at=make.pick(None, make.early(), make.early(), make.time(), make.time(), make.day()),
        )  # fmt: skip


def list_members(make: Maker) -> None:
    """Two lists; tiers that change in mid-period, memberships that end, and ends without bound."""
    for account in make.accounts:
        for name in ("named", "growth"):
            shape = make.random.random()
            if shape < (0.25 if name == "named" else 0.6):
                continue
            first, second = make.pick("1", "2", "3", None), make.pick("1", "2", "3", None)
            turn = make.pick(make.time(), make.day())
            if shape < 0.75:
                begins = make.pick(None, None, make.early(), make.time())
                make.add(
                    "list_members",
                    list_id=name,
                    account_id=account,
                    tier=first,
                    valid_from=begins,
                    valid_to=None,
                )
            elif shape < 0.85:
                make.add(
                    "list_members",
                    list_id=name,
                    account_id=account,
                    tier=first,
                    valid_from=None,
                    valid_to=turn,
                )
            else:
                make.add(
                    "list_members",
                    list_id=name,
                    account_id=account,
                    tier=first,
                    valid_from=None,
                    valid_to=turn,
                )
                make.add(
                    "list_members",
                    list_id=name,
                    account_id=account,
                    tier=second,
                    valid_from=turn,
                    valid_to=None,
                )


def users(make: Maker) -> None:
    """Reps, one with an address on a customer's domain, and what must not count."""
    make.add("users", user_id="u1", name="Rep", email="rep@abmetry-own.com", role="sdr")
    make.add("users", user_id="u2", name="Seller", email="Staff@vela.com", role="ae")
    make.add("users", user_id="u3", name="Helper", email=None, role="marketing")
    make.add("suppressions", kind="address", pattern="eli@faro.io", reason="test")
    make.add("suppressions", kind="agent", pattern="*LoadTest*", reason="test")
    make.add("suppressions", kind="ip", pattern="10.0.0.0/8", reason="office")


def settings_of(make: Maker) -> dict[str, Any]:
    """The settings, some of them turned."""
    settings: dict[str, Any] = {**SETTINGS, **({"stages": STAGES} if make.stages_configured else {})}
    rule = make.pick("any", "any", "smartbound", "minutes")
    settings["engaged"] = {"rule": rule, "minutes": 10, "lookback_days": make.pick(0, 0, 90)}
    settings["engagement"] = {"count_opens": make.pick(False, True), "daily_cap": make.pick(240, 40)}
    settings["identity"] = {**SETTINGS["identity"], "stitch_backwards": make.pick(True, True, False)}
    settings["mqa"] = make.pick({}, {"marketing_minutes": 6, "people": 1, "minutes_each": 3})
    settings["influence"] = {"window_days": make.pick(90, 30), "when": make.pick("before", "any")}
    return settings


def company_of(
    seed: int,
    n_accounts: int = 6,
    n_people: int = 8,
    n_touches: int = 40,
    n_deals: int = 5,
    n_talks: int = 0,
) -> Company:
    """One company by its seed and sizes; every table is there, some without rows."""
    make = Maker(seed)
    make.accounts = [f"a{place}" for place in range(n_accounts)]
    make.people = [f"p{place}" for place in range(n_people)]
    accounts(make, n_accounts)
    people(make, n_people)
    list_members(make)
    users(make)
    campaigns(make)
    visitor_links(make)
    touches(make, n_touches)
    opportunities(make, n_deals)
    contracts(make)
    spend(make)
    surveys(make)
    intent(make)
    content(make)
    tasks(make)
    members(make)
    talks(make, n_talks)
    return Company(make.tables, settings_of(make))


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """A small random company."""
    return company_of(
        draw(st.integers(0, 2**32 - 1)), draw(st.integers(3, 12)), draw(st.integers(0, 14)), draw(st.integers(0, 200)),
        draw(st.integers(0, 8)),
    )  # fmt: skip


PERIODS = [
    (date(2026, 1, 1), date(2026, 4, 1)), (date(2025, 10, 1), date(2026, 1, 1)), (date(2026, 4, 1), date(2026, 7, 1)),
    (date(2026, 7, 1), date(2026, 10, 1)), (date(2025, 1, 1), date(2026, 1, 1)), (date(2026, 3, 1), date(2026, 4, 1)),
    (date(2025, 10, 26), date(2025, 10, 27)), (date(2026, 3, 23), date(2026, 3, 30)),
    (date(2026, 1, 15), date(2026, 9, 2)),
]  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of a question: period, instant, scope."""
    make = Maker(draw(st.integers(0, 2**32 - 1)))
    start, end = draw(st.sampled_from(PERIODS))
    cohort = draw(st.sampled_from(["abm", "abm", "abm", "non_abm", "all"]))
    scoped = cohort == "abm"
    return {
        "start": start,
        "end": end,
        "as_of": make.instant_in(start, end) if draw(st.booleans()) else None,
        "lists": draw(st.sampled_from([(), (), ("named",), ("growth",)])) if scoped else (),
        "tiers": draw(st.sampled_from([(), (), ("1",), ("2", "3")])) if scoped else (),
        "cohort": cohort,
        "where": draw(st.sampled_from([None, None, {"industry": "Software"}])),
    }
