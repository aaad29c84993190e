"""Which channels touched an account, which was the first, and what it attended."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.influence.insights.declared import Factor, Given
from abmetry.influence.insights.factors.engagement import EVERYWHERE
from abmetry.lang.message import Message, message

ATTENDED = {"webinar_attended": message("a webinar"), "event_attended": message("an event")}
_DEALS = frozenset({"deals"})
_BUYING = frozenset({"deals", "account_months"})


def factors(given: Given) -> Sequence[Factor]:
    """One factor per channel, for the first touch and in the first days too; attendance; how many ads were seen."""
    dialect = given.dialect
    found: list[Factor] = []
    first = dialect.first_by(
        "case when t.is_marketing then t.channel end", "case when t.is_marketing then t.occurred_at end"
    )
    marketing = given.settings.channels.marketing
    for channel in given.channels:
        said = Message.of(channel.replace("_", " "), None, {})
        touched = dialect.any_where(f"t.channel = {dialect.text(channel)}")
        clause = message("had a touch over {channel} {when}", channel=said)
        found.append(
            Factor(f"channel {channel}", "channels", clause, "touches", touched, "before", EVERYWHERE)
        )
        found.append(
            Factor(f"channel {channel} early", "channels", clause, "touches", touched, "early", _DEALS)
        )
        if channel in marketing:
            found.append(
                Factor(
                    f"first touch {channel}",
                    "first touch",
                    message("had its first marketing touch {when} over {channel}", channel=said),
                    "touches",
                    f"case when max(case when t.is_marketing then 1 else 0 end) = 1 then"
                    f" case when {first} = {dialect.text(channel)} then 1 else 0 end end",
                    "before",
                    _BUYING,
                    absent=None,
                )
            )
    for kind, words in ATTENDED.items():
        attended = dialect.any_where(f"t.kind = {dialect.text(kind)}")
        found.append(
            Factor(
                kind,
                "channels",
                message("attended {event} {when}", event=words),
                "touches",
                attended,
                "before",
                EVERYWHERE,
            )
        )
    found.append(
        Factor(
            "ads seen",
            "channels",
            message(
                "saw most ads {when} (the top quarter: {high} impressions or more; the bottom one: {low})"
            ),
            "touches",
            "sum(case when t.kind = 'ad_impression' then t.quantity else 0 end)",
            "before",
            _BUYING,
            split="quarters",
        )
    )
    return tuple(found)
