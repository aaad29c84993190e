"""Stages 1 and 2: the compiled KPIs against the plain re-computation, on companies that sit on the corners."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from recompute import oracle_kpis_engaged, oracle_kpis_targets
from recompute.generate import companies, company_of, questions
from recompute.hunting import FIXED, HUNT
from recompute.program import Program, disagreements, opened, question_of

KPIS = (*oracle_kpis_targets.KPIS, *oracle_kpis_engaged.KPIS, "mqa_accounts", "mqa_rate")
FEW = settings(
    max_examples=FIXED,
    derandomize=True,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
MANY = settings(max_examples=HUNT, deadline=None, suppress_health_check=list(HealthCheck))
ASKED = st.lists(questions(), min_size=4, max_size=4)


def agree(company, asked):
    program = Program.of(company)
    for question in asked:
        found = disagreements(company, program.ask(*KPIS, **question), KPIS, **question)
        assert not found, (question, found)


@pytest.mark.many
@FEW
@given(companies(), ASKED)
def test_program_and_recomputation_agree(company, asked):
    agree(company, asked)


@pytest.mark.slow
@pytest.mark.many
@MANY
@given(companies(), ASKED)
def test_program_and_recomputation_agree_on_many(company, asked):
    agree(company, asked)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_workspace_loaded_from_its_files_agrees(tmp_path, seed):
    company = company_of(seed, 8, 10, 80, 5)
    with opened(company, tmp_path) as analysis:
        for period in ((2026, 1, 1, 2026, 4, 1), (2025, 10, 1, 2026, 1, 1)):
            question = {"start": date(*period[:3]), "end": date(*period[3:])}
            results = {r.kpi: r for r in analysis.ask(question_of(KPIS, **question))}
            assert not disagreements(company, results, KPIS, **question)
