"""Contents, drawn."""

from datetime import datetime

from abmetry.engine.lint import lint
from abmetry.facts.contents import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "contents": """
    content_id | account_id | segment | live_from  | live_to
    c1         | a9         |         | 2026-03-29 | 2026-03-30
    c2         |            |         | 2026-03-29 | 2026-03-29
    c3         |            | banks   |            |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_live_from_local_midnight_to_local_midnight():
    """29 March 2026 is the day on which clocks go forward in Madrid."""
    columns = "segment, live_from_at, live_to_at"
    change = datetime(2026, 3, 28, 23)
    assert tiny_model(**MODEL).fact("contents", columns, "content_id") == [
        (None, change, datetime(2026, 3, 29, 22)),
        (None, change, change),
        ("banks", None, None),
    ]


def test_counts_what_cannot_be_used():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "content_for_nobody": (1, '["c2"]'),
        "content_of_unknown_account": (1, '["c1"]'),
        "content_ends_before_start": (1, '["c2"]'),
    }
