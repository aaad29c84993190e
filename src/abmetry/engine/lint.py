"""The linter of constructs that engines understand differently."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError


@dataclass(frozen=True)
class Finding:
    """A banned construct in a piece of SQL.

    Attributes:
        rule: What is banned.
        excerpt: The words that break the rule.
        instead: What to write.
    """

    rule: str
    excerpt: str
    instead: str


_WORDS = (
    ("date_diff", r"\b(date_?diff|datesub|date_sub)\s*\(", "dialect.days_between or dialect.dates_between"),
    ("ASOF", r"\basof\b", "a window over ordered rows"),
    (
        "inline quantile",
        r"\b(quantile\w*|percentile\w*|median|approx_\w+)\s*\(",
        "a histogram, and stats.quantiles",
    ),
    ("::", r"::", "cast(x as type)"),
    ("FILTER (WHERE", r"\bfilter\s*\(\s*where\b", "dialect.count_where, or case when"),
    ("QUALIFY", r"\bqualify\b", "row_number() in a step of its own"),
    ("GROUP BY ALL", r"\bgroup\s+by\s+all\b", "the names of the columns"),
    ("varchar", r"\bas\s+varchar\b", "cast(x as string)"),
    (
        "now()",
        r"\b(now|current_timestamp|current_date|today|localtimestamp)\b(\s*\(|)",
        "the instant, as an argument",
    ),
)

# Quoted text, quoted names and comments, whichever begins first.
_LITERALS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/""", re.DOTALL)


def lint(sql: str) -> list[Finding]:
    """List the banned constructs of a piece of logic SQL, in the order of the rules."""
    bare = _LITERALS.sub(" '' ", sql)
    findings = [
        Finding(rule, match.group(0).strip(), instead)
        for rule, pattern, instead in _WORDS
        for match in re.finditer(pattern, bare, re.IGNORECASE)
    ]
    findings.extend(_integer_divisions(sql))
    return findings


def _integer_divisions(sql: str) -> list[Finding]:
    """Find divisions of which neither side is cast to a floating-point number."""
    try:
        statements = sqlglot.parse(sql, read="duckdb")
    except SqlglotError as error:
        return [Finding("SQL that parses", str(error).splitlines()[0], "ANSI SQL")]
    return [
        Finding("integer /", division.sql()[:80], "dialect.divide")
        for statement in statements
        if statement is not None
        for division in statement.find_all(exp.Div, exp.IntDiv)
        if not any(_is_floating(side) for side in (division.left, division.right))
    ]


def _is_floating(side: exp.Expr) -> bool:
    inner = side.unnest()
    if isinstance(inner, exp.Cast):
        return inner.to.this in (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
    if isinstance(inner, exp.Literal):
        return not inner.is_int
    if isinstance(inner, exp.Anonymous | exp.Func) and inner.args.get("this") is not None:
        this = inner.this
        return isinstance(inner, exp.Nullif) and _is_floating(this)
    return False
