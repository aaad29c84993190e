"""What an account was: on a target list, of an industry."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.influence.insights.declared import Factor, Given
from abmetry.lang.message import message

_EVERYWHERE = frozenset({"deals", "account_months", "stays", "contracts", "answers"})


def factors(given: Given) -> Sequence[Factor]:
    """The program, and each industry."""
    dialect = given.dialect
    return (
        Factor(
            "target list",
            "program",
            message("stood on a target list by then"),
            "cases",
            "max(case when c.on_list then 1 else 0 end)",
            "at",
            _EVERYWHERE,
            within_lists=False,
        ),
        *(
            Factor(
                f"industry {industry}",
                "industry",
                message("belonged to {industry}", industry=industry),
                "cases",
                f"max(case when c.industry is not null then"
                f" case when c.industry = {dialect.text(industry)} then 1 else 0 end end)",
                "at",
                _EVERYWHERE,
                absent=None,
            )
            for industry in given.industries
        ),
    )
