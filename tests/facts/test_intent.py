"""Weekly signals, drawn."""

from datetime import date, datetime

from abmetry.engine.lint import lint
from abmetry.facts.intent import FACT, QUALITY
from facts.model_fixture import tiny_model
from facts.quality_table import quality

MODEL = {
    "settings": {"intent": {"competitor_topics": ["Rival"]}},
    "accounts": """
    account_id | name | domain   | created_at
    a1         | Acme | acme.com | 2026-01-01
    a2         | Beta | beta.com | 2026-06-10
    """,
    "intent": """
    week       | topic  | account_id | domain        | count | is_competitor
    2026-06-01 | rival  | a1         |               | 3     |
    2026-06-03 | Rival  |            | www.acme.com  | 4     | false
    2026-06-01 | things |            | eu.beta.com   | 5     |
    2026-06-01 | things |            | nobody.com    | 6     |
    """,
}


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_weeks_begin_on_monday_and_domains_find_accounts():
    """Monday 1 June 2026, Madrid: ends at Sunday's midnight, 22:00 UTC. Beta became known on the 10th."""
    columns = "count, account_id, week_on, week_ends_at, is_competitor, known_from"
    monday, ends = date(2026, 6, 1), datetime(2026, 6, 7, 22)
    begins = datetime(2026, 5, 31, 22)
    assert tiny_model(**MODEL).fact("intent", columns) == [
        (3, "a1", monday, ends, True, begins),
        (4, "a1", monday, ends, False, begins),
        (5, "a2", monday, ends, False, datetime(2026, 6, 9, 22)),
        (6, None, monday, ends, False, begins),
    ]


def test_counts_what_was_moved_or_could_not_be_placed():
    assert quality(tiny_model(**MODEL), QUALITY) == {
        "intent_week_not_monday": (1, '["2026-06-03 Rival a1"]'),
        "intent_without_account": (1, '["nobody.com"]'),
    }
