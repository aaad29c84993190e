"""The rules of known exports fit the canonical tables."""

import pytest

from abmetry.model.tables import TABLES
from abmetry.sources.hubspot.mapping import MAPPING as HUBSPOT
from abmetry.sources.salesforce.mapping import MAPPING as SALESFORCE

EVERY = [pytest.param(rules, id=f"{rules.object}-{rules.table}") for rules in (*SALESFORCE, *HUBSPOT)]


@pytest.mark.parametrize("rules", EVERY)
def test_rules_fill_columns_that_there_are(rules):
    table = TABLES[rules.table]
    assert set(rules.rules) <= {column.name for column in table.columns}
    assert set(table.required) <= set(rules.rules)
    assert all(any(name in rules.rules for name in group) for group in table.any_of)


@pytest.mark.parametrize("rules", EVERY)
def test_words_mean_what_there_is(rules):
    for name, rule in rules.rules.items():
        allowed = TABLES[rules.table].column(name).values
        assert not allowed or set(rule.words.values()) <= set(allowed)


@pytest.mark.parametrize("rules", EVERY)
def test_a_rule_that_does_more_than_take_a_column_says_so(rules):
    assert all(rule.doc for rule in rules.rules.values() if rule.sql)
