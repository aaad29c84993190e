"""Contact roles, drawn."""

from abmetry.engine.lint import lint
from abmetry.facts.opportunity_contacts import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "accounts": """
    account_id | name
    a1         | Acme
    a2         | Beta
    """,
    "people": """
    person_id | account_id
    p1        | a1
    p2        | a1
    p3        | a2
    """,
    "opportunities": """
    opportunity_id | account_id | stage | created_at
    d1             |            | Talks | 2026-01-01
    d2             |            | Talks | 2026-01-01
    d3             |            | Talks | 2026-01-01
    d4             | a1         | Talks | 2026-01-01
    """,
    "opportunity_people": """
    opportunity_id | person_id | role
    d1             | p1        | buyer
    d1             | p1        | champion
    d1             | p2        |
    d2             | p1        |
    d2             | p3        |
    d3             | p9        |
    d9             | p1        |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_counts_roles_whose_other_side_is_missing():
    model = tiny_model(**MODEL)
    assert len(model.fact("opportunity_contacts")) == 7
    assert quality(model, QUALITY) == {
        "contact_role_without_person": (1, '["d3"]'),
        "contact_role_without_opportunity": (1, '["d9"]'),
    }
