"""What holds for every fact: it reads what exists, its SQL is portable, it says what it is."""

import pytest

from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.engine.lint import lint
from abmetry.facts.registry import all_facts
from abmetry.model.tables import TABLES
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings

FACTS = all_facts()

# Every part of the settings that changes what SQL a fact is made of.
RICH = Settings.model_validate(
    {
        "personas": {"buyer": {"titles": ["CFO"], "seniority": ["vp"]}},
        "pages": {"high_value": ["/pricing*"], "ignore": ["/careers/?"]},
        "identity": {"stitch_backwards": False, "own_domains": ["ours.com"]},
        "engagement": {
            "preset": "demandbase",
            "count_opens": True,
            "rules": [{"kind": "page_view", "channel": "web", "url": "/demo*", "add": 2}],
            "weights": {"tier": {"1": 2.0}, "role": {"champion": 2.0}},
        },
    }
)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_reads_what_exists_and_says_what_it_is(fact: AnyFact) -> None:
    model = {f"{prefix}_{table}" for prefix in ("model", "versions") for table in TABLES}
    assert set(fact.reads) <= model | set(FACTS) | {"model_loaded"}
    assert fact.doc.endswith(".")
    names = [column.name for column in fact.columns]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("settings", [Settings(), RICH], ids=["default", "rich"])
@pytest.mark.parametrize("fact", [f for f in FACTS.values() if isinstance(f, Fact)], ids=lambda f: f.name)
def test_sql_is_portable(fact: Fact, settings: Settings) -> None:
    assert lint(fact.sql(DuckDBDialect(), settings)) == []
