"""The linter finds what engines understand differently, and nothing else."""

import pytest

from abmetry.engine.lint import lint


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select date_diff('day', a, b) from t", "date_diff"),
        ("select DATEDIFF(a, b) from t", "date_diff"),
        ("select date_sub('day', a, b) from t", "date_diff"),
        ("select * from a asof join b on a.t >= b.t", "ASOF"),
        ("select quantile_cont(x, 0.5) from t", "inline quantile"),
        ("select percentile_approx(x, 0.5) from t", "inline quantile"),
        ("select median (x) from t", "inline quantile"),
        ("select approx_count_distinct(x) from t", "inline quantile"),
        ("select x::date from t", "::"),
        ("select count(*) filter (where x > 1) from t", "FILTER (WHERE"),
        ("select count(*) FILTER(\n  WHERE x > 1) from t", "FILTER (WHERE"),
        ("select * from t qualify row_number() over (order by x) = 1", "QUALIFY"),
        ("select a, count(*) from t group  by all", "GROUP BY ALL"),
        ("select * from t where a < now()", "now()"),
        ("select * from t where a < current_date", "now()"),
        ("select * from t where a < CURRENT_TIMESTAMP", "now()"),
        ("select a / b from t", "integer /"),
        ("select count(*) / 2 from t", "integer /"),
        ("select (a + 1) / (b + 1) from t", "integer /"),
        ("select a // 2 from t", "integer /"),
        ("select * from t where", "SQL that parses"),
        ("selec 1 +", "SQL that parses"),
    ],
)
def test_each_banned_construct_is_found(sql, rule):
    assert rule in {finding.rule for finding in lint(sql)}


@pytest.mark.parametrize(
    "sql",
    [
        "select 'now() :: qualify / median(x)' as x from t",
        "select 'it''s ::' as x from t",
        'select "group by all", "a::b" from t',
        "select 1 as x -- x::date / now()\nfrom t",
        "select 1 as x /* qualify\n x::date */ from t",
        "select '/*' as x, '*/' as y from t",
        "select cast(a as double) / b from t",
        "select a / nullif(cast(b as double), 0) from t",
        "select a / 2.0 from t",
        "select today_at, nowhere, asof_touches.x, medians, filter from asof_touches",
        "select max(x) as quantile from t",
    ],
)
def test_literals_comments_names_and_floats_are_no_finding(sql):
    assert lint(sql) == []


@pytest.mark.parametrize(
    "sql", ["select '--' as x, a::date from t", 'select "/*" as x, a::date /* */ from t']
)
def test_a_comment_within_a_literal_hides_nothing(sql):
    assert [finding.rule for finding in lint(sql)] == ["::"]


def test_every_finding_says_what_it_saw_and_what_to_write_instead():
    (finding,) = lint("select median(x) from t")
    assert finding.excerpt == "median("
    assert "quantiles" in finding.instead
    assert len(lint("select x::date, y::date, a / b from t")) == 3
