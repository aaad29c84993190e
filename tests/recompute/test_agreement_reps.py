"""KPIs of sales development agree with their re-computation on companies full of corners."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Family
from recompute.generate import company_of, questions
from recompute.hunting import FIXED, HUNT
from recompute.oracle import KPIS
from recompute.program import Program, disagreements

MINE = sorted(
    kpi for kpi, declared in CATALOGUE.items() if declared.family is Family.SALES_DEVELOPMENT and kpi in KPIS
)


def check(program, company, question):
    """Value, numerator and denominator of every KPI."""
    assert disagreements(company, program.ask(*MINE, **question), MINE, **question) == {}


def test_every_kpi_is_recomputed():
    assert len(MINE) >= 9


def busy_companies():
    """Companies with more touches than usual, most of them of sales."""
    return st.builds(
        company_of,
        st.integers(0, 2**32 - 1),
        n_accounts=st.integers(3, 9),
        n_people=st.integers(0, 10),
        n_touches=st.integers(0, 200),
        n_deals=st.integers(0, 10),
        n_talks=st.integers(0, 60),
    )


@pytest.mark.many
@given(busy_companies(), st.lists(questions(), min_size=4, max_size=4))
@settings(max_examples=FIXED, derandomize=True, suppress_health_check=list(HealthCheck))
def test_they_agree(company, asked):
    program = Program.of(company)
    for question in asked:
        check(program, company, question)


@pytest.mark.fuzz
@pytest.mark.many
@given(busy_companies(), questions())
@settings(max_examples=HUNT, suppress_health_check=list(HealthCheck))
def test_they_agree_wherever(company, question):
    check(Program.of(company), company, question)
