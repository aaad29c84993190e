"""Whether an account was researching: visits, high-value pages, research heat, surges of intent."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.influence.insights.declared import Factor, Given
from abmetry.lang.message import message

HOT = 3
_BUYING = frozenset({"deals", "account_months"})
_CUSTOMERS = frozenset({"contracts", "answers"})


def factors(given: Given) -> Sequence[Factor]:
    """Own topics before deals, competitors' before renewals."""
    dialect = given.dialect
    own = [topic.strip().lower() for topic in given.settings.intent.own_topics]
    is_own = f"not i.is_competitor and {dialect.in_list('lower(i.topic)', own) if own else '1 = 1'}"
    return (
        Factor(
            "site visit",
            "research",
            message("visited the site {when}"),
            "touches",
            dialect.any_where("t.is_web_view"),
            "before",
            _BUYING,
        ),
        Factor(
            "high-value page",
            "research",
            message("viewed a high-value page {when}"),
            "touches",
            dialect.any_where("t.is_high_value"),
            "before",
            _BUYING,
        ),
        Factor(
            "research heat",
            "research heat",
            message("had research heat of {heat} or more in the last week before", heat=HOT),
            "heat",
            f"max(case when h.heat is not null then case when h.heat >= {HOT} then 1 else 0 end end)",
            "before",
            _BUYING,
        ),
        Factor(
            "intent surge",
            "intent",
            message("had a surge of intent {when}"),
            "intent",
            dialect.any_where(f"{is_own} and i.is_surge"),
            "before",
            _BUYING,
        ),
        Factor(
            "competitor surge",
            "intent",
            message("had a surge of intent on a competitor {when}"),
            "intent",
            dialect.any_where("i.is_competitor and i.is_surge"),
            "before",
            _CUSTOMERS,
        ),
    )
