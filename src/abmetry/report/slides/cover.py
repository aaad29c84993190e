"""The cover: whose program, which time, which accounts."""

from __future__ import annotations

from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.pack import Slide


def cover(answered: Answered, words: Words) -> Slide:
    """Title, period, scope and the instant of the numbers."""
    start, end = answered.period
    company = answered.analysis.workspace.settings.workspace.name
    return Slide(
        layout="cover",
        title=words.text("Account-based marketing in {period}", period=words.period(start, end)),
        lede=company,
        points=(scope_said(answered, words), words.text("As of {instant}", instant=_as_of(answered, words))),
    )


def scope_said(answered: Answered, words: Words) -> str:
    """Which accounts the numbers are of."""
    scope = next(iter(answered.results.values())).scope
    match scope.get("cohort"):
        case "non_abm":
            parts = [words.text("Accounts on no target list")]
        case "all":
            parts = [words.text("All accounts")]
        case _:
            lists = [str(name) for name in scope.get("lists", ())]
            parts = [words.text("Target lists: {lists}", lists=words.list(lists))]
    if scope.get("tiers"):
        parts.append(words.text("Tiers: {tiers}", tiers=words.list([str(tier) for tier in scope["tiers"]])))
    if scope.get("where"):
        parts.append(words.list([str(one) for one in scope["where"]]))
    if scope.get("owner"):
        parts.append(words.text("Owner: {owner}", owner=str(scope["owner"])))
    return " · ".join(parts)


def _as_of(answered: Answered, words: Words) -> str:
    return words.instant(answered.as_of)
