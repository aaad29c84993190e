"""How much an account engaged, and with how many people."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.influence.insights.declared import Factor, Given, Window
from abmetry.lang.message import message

EVERYWHERE = frozenset({"deals", "account_months", "contracts", "answers"})
_OF: dict[Window, frozenset[str]] = {"before": EVERYWHERE, "early": frozenset({"deals"})}


def factors(given: Given) -> Sequence[Factor]:
    """Minutes, people and channels of engagement, in quarters."""
    del given
    people = "count(distinct case when t.is_engagement then t.stakeholder_id end)"
    channels = "count(distinct case when t.is_engagement then t.channel end)"
    found = []
    for window, of in _OF.items():
        ending = "" if window == "before" else "_early"
        found += [
            Factor(
                f"engagement{ending}",
                "engagement",
                message(
                    "engaged most {when} (the top quarter: {high} minutes or more; the bottom one: {low})"
                ),
                "touches",
                "sum(case when t.is_engagement then coalesce(t.minutes, 0) else 0 end)",
                window,
                of,
                split="quarters",
            ),
            Factor(
                f"people{ending}",
                "stakeholders",
                message(
                    "engaged with most people {when} (the top quarter: {high} or more; the bottom one: {low})"
                ),
                "touches",
                people,
                window,
                of,
                split="quarters",
            ),
            Factor(
                f"channels{ending}",
                "channels",
                message(
                    "engaged over most channels {when} (the top quarter: {high} or more; the bottom one: "
                    "{low})"
                ),
                "touches",
                channels,
                window,
                of,
                split="quarters",
            ),
        ]
    return tuple(found)
