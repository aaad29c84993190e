"""What goes with what, in a terminal: plain sentences, those that held first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from abmetry.answers.insights import Insights
from abmetry.cli.spoken import count, t, words, written
from abmetry.cli.views.results import heading
from abmetry.cli.views.words import DIM, HEAD, cell, counted, day, plain_table, safe
from abmetry.influence.insights.mining import Insight
from abmetry.influence.insights.words import sentence
from abmetry.lang.message import message

SHOWN = 50
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T")
_TITLES = {
    "holds": message("Found, and held in the last third of the time"),
    "too few to tell": message("Found; the last third of the time is too little to tell"),
    "does not hold": message("Found, and did not hold"),
    "nothing found": message("Tried, and no more than chance"),
    "too few": message("Too few to try"),
}


def insights_view(found: Insights, *, tried: bool) -> RenderableType:
    """Every insight as a sentence, under what the last third says of it; and how many were tried.

    Args:
        found: The insights.
        tried: Show what was tried in vain as well.
    """
    parts: list[RenderableType] = [heading(found.period, found.as_of, found.scope)]
    shown = found.all if tried else found.found
    for status, title in _TITLES.items():
        own = [one for one in shown if one.status == status]
        if own:
            parts.extend(("", Text(f"{t(title)} ({count(len(own))})", style=HEAD)))
        for one in own:
            parts.append(Text(safe(one.id), style=DIM))
            parts.append(Padding(Text(safe(t(sentence(one, found.settings)))), (0, 0, 1, 2)))
    parts.extend(("", _counts(found)))
    flags = [safe(t(flag)) for flag in found.flags]
    parts.extend(Text(f"{flag[:1].upper()}{flag[1:]}.", style=DIM) for flag in flags)
    return Group(*parts)


def _counts(found: Insights) -> Text:
    counts = found.counts
    rate = found.settings.insights.false_discovery_rate
    return Text.assemble(
        (t("{tried} tried", tried=counted(counts["tried"], "comparison")), HEAD),
        t(
            ": {found} found (at most {rate} % of them by chance), {hold} held, {do_not_hold} did not,"
            " {too_few_to_tell} cannot be told; {nothing_found} found nothing. {too_few_to_try} were too"
            " rare to try. Associated, not caused.",
            found=counts["found"],
            rate=words().number(100 * rate),
            hold=counts["hold"],
            do_not_hold=counts["do_not_hold"],
            too_few_to_tell=counts["too_few_to_tell"],
            nothing_found=counts["nothing_found"],
            too_few_to_try=counts["too_few_to_try"],
        ),
    )


def cases_view(found: Insights, insight: Insight, cases: Sequence[dict[str, Any]]) -> RenderableType:
    """The cases of both groups of one insight.

    Args:
        found: The insights.
        insight: The one.
        cases: Its cases.
    """
    parts: list[RenderableType] = [Text(safe(sentence(insight, found.settings))), ""]
    shown = cases[:SHOWN]
    names = [name for name in (shown[0] if shown else {}) if name != "insight"]
    table = plain_table(*names)
    for row in shown:
        table.add_row(*(cell(_told(row[name])) for name in names))
    parts.append(table)
    if len(cases) > len(shown):
        parts.append(
            Text(
                t("and {cases} more: --format csv", cases=counted(len(cases) - len(shown), "case")), style=DIM
            )
        )
    return Group(*parts)


def _told(value: Any) -> str:
    if isinstance(value, float):
        return written(value, 1)
    return day(value) if isinstance(value, str) and _MOMENT.match(value) else str(value)
