"""Stage history in order, drawn."""

from abmetry.engine.lint import lint
from abmetry.facts.stage_entries import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "opportunities": """
    opportunity_id | stage | created_at | is_won | is_closed
    d1             | Over  | 2026-01-01 | true   | true
    d2             | Over  | 2026-01-01 | false  | true
    d3             | Over  | 2026-01-01 | false  | true
    """,
    "opportunity_stages": """
    opportunity_id | stage | entered_at
    d1             | Over  | 2026-01-01
    d1             | Talks | 2026-01-01
    d2             | Over  | 2026-01-01
    d3             | Over  | 2026-01-01
    d3             | Talks | 2026-02-01
    d9             | Talks | 2026-01-01
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_a_deals_own_mark_says_what_its_stage_means():
    """`Over` is won for d1 and lost for d2; of one day's rows the closed stage is the last."""
    columns = "opportunity_id, place, stage, status"
    assert tiny_model(**MODEL).fact("stage_entries", columns, "1, 2") == [
        ("d1", 1, "Talks", "open"),
        ("d1", 2, "Over", "won"),
        ("d2", 1, "Over", "lost"),
        ("d3", 1, "Over", "lost"),
        ("d3", 2, "Talks", "open"),
    ]


def test_counts_history_that_does_not_fit():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "stage_history_without_opportunity": (1, '["d9"]'),
        "stage_history_disagrees_with_row": (1, '["d3"]'),
    }
