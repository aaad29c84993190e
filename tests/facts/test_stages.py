"""What stages mean, drawn."""

from abmetry.engine.lint import lint
from abmetry.facts.stages import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "settings": {"stages": {"Closed Won": {"won": True}, "Talks": {"order": 2, "probability": 0.4}}},
    "opportunities": """
    opportunity_id | stage       | created_at | is_won | is_closed
    d1             | closed won  | 2026-01-01 |        |
    d2             | Over        | 2026-01-01 | false  | true
    d3             | Over        | 2026-01-01 | false  | true
    d4             | over        | 2026-01-01 | true   | true
    d5             | TALKS       | 2026-01-01 | false  | true
    d6             | New         | 2026-01-01 |        |
    """,
    "opportunity_stages": """
    opportunity_id | stage | entered_at
    d6             | Demo  | 2026-01-01
    """,
}


def test_passes_the_linter():
    model = tiny_model(**MODEL)
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_settings_come_first_then_the_majority_of_the_rows():
    columns = "stage_key, stage, configured_status, rows_status, stage_order, probability"
    assert tiny_model(**MODEL).fact("stages", columns, "stage_key") == [
        ("closed won", "Closed Won", "won", None, None, 1.0),
        ("demo", "Demo", None, None, None, None),
        ("new", "New", None, None, None, None),
        ("over", "Over", None, "lost", None, None),
        ("talks", "Talks", "open", "lost", 2.0, 0.4),
    ]


def test_counts_stages_of_mixed_meaning():
    assert quality(tiny_model(**MODEL), QUALITY) == {"stage_of_mixed_meaning": (1, '["Over"]')}
