"""How content a customer was, and how much it used the product and talked with us."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.influence.insights.declared import Factor, Given
from abmetry.lang.message import message

_CONTRACTS = frozenset({"contracts"})
_CUSTOMERS = frozenset({"contracts", "answers"})


def factors(given: Given) -> Sequence[Factor]:
    """The last answer, product sessions and meetings."""
    rule, dialect = given.settings.nps, given.dialect
    last = dialect.last_by("s.score", "s.responded_at")
    used = "sum(case when t.kind = '{kind}' then t.quantity else 0 end)"
    return (
        Factor(
            "promoter",
            "satisfaction",
            message("was a promoter by its last answer of the year before"),
            "surveys",
            f"case when {last} >= {rule.promoter_from} then 1 else 0 end",
            "before",
            _CONTRACTS,
            absent=None,
        ),
        Factor(
            "detractor",
            "satisfaction",
            message("was a detractor by its last answer of the year before"),
            "surveys",
            f"case when {last} <= {rule.detractor_to} then 1 else 0 end",
            "before",
            _CONTRACTS,
            absent=None,
        ),
        Factor(
            "product use",
            "use",
            message(
                "used the product most {when} (the top quarter: {high} sessions or more; the bottom one: "
                "{low})"
            ),
            "touches",
            used.format(kind="product_session"),
            "before",
            _CUSTOMERS,
            split="quarters",
        ),
        Factor(
            "meetings",
            "use",
            message("met us most {when} (the top quarter: {high} meetings or more; the bottom one: {low})"),
            "touches",
            used.format(kind="meeting"),
            "before",
            _CUSTOMERS,
            split="quarters",
        ),
    )
