"""KPIs of opportunities, wins and influence agree with their re-computation on companies full of corners."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Family
from recompute.generate import company_of, questions
from recompute.hunting import FIXED, HUNT
from recompute.oracle import KPIS, answer_by_stage
from recompute.program import Program, disagreements

FAMILIES = (Family.OPPORTUNITY, Family.WON, Family.INFLUENCE)
# Lift and insights tell of other KPIs and of cases; they have tests of their own.
MINE = sorted(
    kpi
    for kpi, declared in CATALOGUE.items()
    if declared.family in FAMILIES and not (declared.of_kpis or declared.is_mined)
)


def check(program, company, question):
    """Value, numerator and denominator of every KPI, and the time in every stage."""
    results = program.ask(*MINE, **question)
    assert disagreements(company, results, MINE, **question) == {}
    stages = {
        stage: value
        for stage, value in program.split("stage_days", "stage", **question).items()
        if value is not None
    }
    expected = {stage: told.value for stage, told in answer_by_stage(company, **question).items()}
    assert stages == pytest.approx(expected)


def test_every_kpi_is_recomputed():
    assert set(MINE) <= set(KPIS)
    assert len(MINE) == 30


def company_with_deals():
    """Companies with more deals than usual."""
    return st.builds(
        company_of,
        st.integers(0, 2**32 - 1),
        n_accounts=st.integers(3, 9),
        n_people=st.integers(0, 10),
        n_touches=st.integers(0, 100),
        n_deals=st.integers(0, 16),
    )


@pytest.mark.many
@given(company_with_deals(), st.lists(questions(), min_size=4, max_size=4))
@settings(max_examples=FIXED, derandomize=True, suppress_health_check=list(HealthCheck))
def test_they_agree(company, asked):
    program = Program.of(company)
    for question in asked:
        check(program, company, question)


@pytest.mark.fuzz
@pytest.mark.many
@given(company_with_deals(), questions())
@settings(max_examples=HUNT, suppress_health_check=list(HealthCheck))
def test_they_agree_wherever(company, question):
    check(Program.of(company), company, question)
