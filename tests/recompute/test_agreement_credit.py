"""Credit under every model agrees with its re-computation on companies full of corners."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abmetry.influence.models import MODELS
from recompute import oracle_credit
from recompute.generate import company_of, questions
from recompute.hunting import FIXED, HUNT
from recompute.oracle import facts_of
from recompute.program import Program

PERIOD = (date(2025, 10, 1), date(2026, 7, 1))
KPIS = {"attributed_revenue": False, "attributed_pipeline": True}


def company_with_touched_deals():
    """Companies of few accounts with many deals and touches."""
    return st.builds(
        company_of,
        st.integers(0, 2**32 - 1),
        n_accounts=st.integers(2, 4),
        n_people=st.integers(0, 8),
        n_touches=st.integers(60, 200),
        n_deals=st.integers(4, 16),
    )


def check(company, question):
    """Every part's credit is within a cent per deal of its exact one, and all of it is the amount."""
    facts, program = facts_of(company, **question), Program.of(company)
    if facts is None:
        return 0.0
    credited = 0.0
    for kpi, open_deals in KPIS.items():
        results = program.results(kpi, by=("channel", "campaign", "model"), **question)
        for model in MODELS:
            expected = oracle_credit.credit(facts, model, open_deals)
            mine = [result for result in results if result.group["model"] == model]
            told = {(r.group["channel"], r.group["campaign"]): r.value for r in mine if r.value}
            slack = 0.01 * len(facts.book.deals) + 1e-6
            apart = {
                part: (told.get(part, 0.0), expected.get(part, 0.0))
                for part in {*told, *expected}
                if abs(told.get(part, 0.0) - expected.get(part, 0.0)) > slack
            }
            assert apart == {}, (kpi, model)
            assert sum(told.values()) == pytest.approx(sum(expected.values()), rel=1e-9, abs=1e-6)
            credited += sum(value for part, value in told.items() if part != oracle_credit.UNATTRIBUTED)
    return credited


@pytest.mark.many
@given(company_with_touched_deals(), questions())
@settings(max_examples=FIXED, derandomize=True, suppress_health_check=list(HealthCheck))
def test_they_agree(company, question):
    check(company, question)


def test_something_is_compared():
    """The companies have deals that touches explain, or the comparison would say nothing."""
    asked = {"start": PERIOD[0], "end": PERIOD[1], "cohort": "all"}
    assert sum(check(company_of(seed, 3, 6, 150, 12), asked) > 0 for seed in range(4)) >= 2


@pytest.mark.fuzz
@pytest.mark.many
@given(company_with_touched_deals(), questions())
@settings(max_examples=HUNT, suppress_health_check=list(HealthCheck))
def test_they_agree_wherever(company, question):
    check(company, question)
