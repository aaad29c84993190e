"""Targets: which of those that a workspace sets holds for a number, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from abmetry.answers.calendar import GRAINS
from abmetry.answers.period import Period
from abmetry.answers.question import Question
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import Quantity
from abmetry.lang.words import Words
from abmetry.workspace.settings import Settings
from abmetry.workspace.targets import Target as Aim


@dataclass(frozen=True)
class Target:
    """A value that is aimed at.

    Attributes:
        value: The target, in the KPI's unit.
        difference: The value less the target; None where there is no value.
        met: Whether the value is at least the target, or at most, as its KPI has it; None where there is no value or
            neither direction is better.
    """

    value: float
    difference: float | None = None
    met: bool | None = None

    def told(self, words: Words, unit: str, currency: str | None = None) -> str:
        """The target and whether it is met, in words."""
        target = Quantity(self.value, unit, "", currency)
        if self.difference is None:
            return words.text("Target {target}", target=target)
        if self.met:
            return words.text("Target {target}: met", target=target)
        gap = words.difference(self.difference, unit, currency)
        if self.met is None:
            return words.text("Target {target} ({gap})", target=target, gap=gap)
        return words.text("Target {target}: not met ({gap})", target=target, gap=gap)


def target_of(
    settings: Settings,
    kpi: Kpi,
    question: Question,
    known_lists: Sequence[str],
    period: Period,
    group: Mapping[str, str | None],
    reached: float | None,
) -> Target | None:
    """The target of a number; None where none is set for just its accounts and its period.

    Args:
        settings: The settings.
        kpi: The KPI.
        question: What was asked; a target is of the whole program, of one list or of one tier.
        known_lists: The target lists there are; all of them together are the whole program.
        period: The period of the number.
        group: Values of what the answer is split by.
        reached: The number.
    """
    aims = settings.targets.get(kpi.id)
    if not aims or question.cohort != "abm":
        return None
    if question.where or question.owner or question.rollup or question.link_confidence is not None:
        return None
    if any(name not in ("list", "tier", *GRAINS) or value is None for name, value in group.items()):
        return None
    every = set(question.lists) >= set(known_lists)
    lists = (group["list"],) if "list" in group else question.lists
    tiers = (group["tier"],) if "tier" in group else question.tiers
    if every and "list" not in group and len(lists) > 1:
        lists = ()
    if len(lists) > 1 or len(tiers) > 1:
        return None
    tier = tiers[0] if tiers else None
    accounts = [(lists[0] if lists else None, tier)]
    if every and "list" not in group:
        accounts.append((None, tier))
    ranks = (period.label.lower(), period.grain, None)
    found = [
        (accounts.index((aim.list, aim.tier)), ranks.index(said), aim)
        for aim in aims
        if (aim.list, aim.tier) in accounts and (said := _lower(aim)) in ranks
    ]
    if not found:
        return None
    aim = min(found, key=lambda ranked: ranked[:2])[2].value
    if reached is None:
        return Target(aim)
    met = {"higher": reached >= aim, "lower": reached <= aim}.get(kpi.better)
    return Target(aim, reached - aim, met)


def _lower(aim: Aim) -> str | None:
    return aim.period.lower() if aim.period else None
