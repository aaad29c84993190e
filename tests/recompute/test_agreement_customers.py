"""Retention, expansion and the funnel against the re-computation, on generated companies and questions."""

import math

import pytest
from hypothesis import HealthCheck, given, settings

from abmetry.answers.funnel_answer import FunnelAsking
from recompute.generate import companies, questions
from recompute.hunting import FIXED, HUNT
from recompute.oracle import answer, funnel
from recompute.program import Program, disagreements

KPIS = (
    "renewal_rate",
    "gross_revenue_retention",
    "net_revenue_retention",
    "customer_intent_surge_rate",
    "customer_relationship_score",
    "average_contract_value",
    "total_revenue_won",
    "expansion_revenue_won",
    "net_promoter_score",
)


def funnel_disagreements(company, program, question):
    """Stages whose counts differ: (program, oracle)."""
    plan = program.plan(KPIS[0], **question)
    asking = FunnelAsking(program.engine, program.settings, program.loaded, "definition", "build")
    expected = funnel(company, **question)
    found = {}
    for stage in asking.funnel(plan, None).stages:
        told, wanted = (stage.accounts, stage.reached), tuple(expected[stage.stage].values())
        if told != wanted:
            found[stage.stage] = (told, wanted)
    return found


def lifetime_values(company, program, question):
    """The value that the program gives, and the re-computed one, which has no numerator of its own."""
    kpi = "customer_lifetime_value"
    return program.ask(kpi, **question)[kpi].value, answer(company, kpi, **question).value


@pytest.mark.many
@given(companies(), questions())
@settings(max_examples=FIXED, derandomize=True, suppress_health_check=list(HealthCheck))
def test_numbers_and_stages_agree(company, question):
    check(company, question)


@pytest.mark.fuzz
@pytest.mark.many
@given(companies(), questions())
@settings(max_examples=HUNT, suppress_health_check=list(HealthCheck))
def test_numbers_and_stages_agree_wherever(company, question):
    check(company, question)


def check(company, question):
    """Every number and every stage is as re-computed."""
    program = Program.of(company)
    assert disagreements(company, program.ask(*KPIS, **question), KPIS, **question) == {}
    assert funnel_disagreements(company, program, question) == {}
    told, wanted = lifetime_values(company, program, question)
    assert told is wanted or math.isclose(told, wanted, rel_tol=1e-9)
