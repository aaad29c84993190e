"""Awareness and reach agree with their re-computation, on companies that sit on the corners."""

import math
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Family
from recompute import oracle_kpis_awareness, oracle_kpis_programs
from recompute.generate import company_of, questions
from recompute.generate_moments import Maker
from recompute.generate_touches import CAMPAIGNS, MAIL_AGENTS
from recompute.hunting import FIXED, HUNT
from recompute.oracle import facts_of
from recompute.program import Program, disagreements

KPIS = [
    kpi
    for kpi in (*oracle_kpis_awareness.KPIS, *oracle_kpis_programs.KPIS)
    if CATALOGUE[kpi].family in (Family.AWARENESS, Family.REACH)
] + ["accepted_accounts_per_1000"]
WITH_PROXIES = {
    "aware_account_rate": oracle_kpis_awareness.aware_account_rate,
    "key_contact_email_open_rate": oracle_kpis_awareness.key_contact_email_open_rate,
}
ASKED = st.lists(questions(), min_size=4, max_size=4)


ACTS = (
    "email_sent",
    "email_open",
    "email_open",
    "event_invited",
    "webinar_attended",
    "call",
    "call_answered",
)


def courted(seed, n_accounts, n_people, n_touches):
    """A company that has written to its people, called and invited them, and put them into campaigns."""
    company, make = company_of(seed, n_accounts, n_people, n_touches), Maker(seed)
    start, days = make.time(), make.pick(2, 20, 200)
    people = [row["person_id"] for row in company.tables["people"]]
    for row in company.tables["people"]:
        row["is_key_contact"] = make.pick(True, True, None)
    for place in range(n_touches):
        company.tables["touches"].append({
            "touch_id": f"m{place}", "kind": make.pick(*ACTS), "person_id": make.pick(*people),
            "occurred_at": start + timedelta(hours=make.random.randrange(24 * days)),
            "thread_id": make.pick(None, "h1", "h2", "h3"), "campaign_id": make.pick(None, *CAMPAIGNS),
            "user_agent": make.pick(None, None, None, *MAIL_AGENTS), "channel": make.pick("email", None),
        })  # fmt: skip
    members = company.tables["campaign_members"]
    taken = {(row["campaign_id"], row["person_id"]) for row in members}
    for campaign, person in product(CAMPAIGNS, people):
        if (campaign, person) not in taken and make.chance(0.6):
            members.append({
                "campaign_id": campaign, "person_id": person, "created_at": make.pick(None, make.time(), make.day()),
                "responded_at": make.pick(None, make.time(), make.day()), "is_success": make.pick(None, False, True),
                "status": make.pick("attended", "replied ", "Clicked", "responded", None),
            })  # fmt: skip
    return company


@st.composite
def courted_companies(draw):
    """Companies with few accounts and much done with their people."""
    seed = draw(st.integers(0, 2**32 - 1))
    return courted(seed, draw(st.integers(2, 5)), draw(st.integers(3, 8)), draw(st.integers(20, 120)))


def agree(company, asked):
    program = Program.of(company)
    for question in asked:
        results = program.ask(*KPIS, **question)
        assert disagreements(company, results, KPIS, **question) == {}, question
        facts = facts_of(company, **question)
        for kpi, again in WITH_PROXIES.items():
            told, wanted = (
                results[kpi].extra.get("with_proxies"),
                facts and again(facts, with_proxies=True).value,
            )
            assert told is wanted or math.isclose(told, wanted), (kpi, question)


def test_every_kpi_is_recomputed():
    declared = {kpi.id for kpi in CATALOGUE.values() if kpi.family in (Family.AWARENESS, Family.REACH)}
    assert {*declared, "accepted_accounts_per_1000"} == set(KPIS)
    assert len(KPIS) == 12


@pytest.mark.many
@given(courted_companies(), ASKED)
@settings(
    max_examples=FIXED,
    derandomize=True,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
def test_they_agree(company, asked):
    agree(company, asked)


@pytest.mark.fuzz
@pytest.mark.many
@given(courted_companies(), ASKED)
@settings(max_examples=HUNT, deadline=None, suppress_health_check=list(HealthCheck))
def test_they_agree_wherever(company, asked):
    agree(company, asked)
