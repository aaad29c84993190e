"""Retention, expansion and the funnel against the re-computation, on generated companies and questions."""

from hypothesis import HealthCheck, given, settings

from recompute.generate import companies, questions
from recompute.program import Program, disagreements

KPIS = (
    "renewal_rate",
    "gross_revenue_retention",
    "net_revenue_retention",
    "customer_intent_surge_rate",
    "average_contract_value",
    "total_revenue_won",
    "expansion_revenue_won",
    "net_promoter_score",
    "customer_relationship_score",
)


@given(companies(), questions())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_numbers_agree(company, question):
    program = Program.of(company)
    assert disagreements(company, program.ask(*KPIS, **question), KPIS, **question) == {}
