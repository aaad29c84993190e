"""The scope bar: what every page can be narrowed to, and what it is narrowed to now."""

from __future__ import annotations

from dataclasses import dataclass

from abmetry.answers.analysis import Analysis
from abmetry.answers.choices import Choices
from abmetry.answers.period import Period
from abmetry.lang.message import message
from abmetry.lang.words import Words
from abmetry.web.periods import Offered, chosen_period, offered_others, offered_quarters, told
from abmetry.web.scope import Scope

COHORTS = {
    "abm": message("On a target list"),
    "non_abm": message("On no list"),
    "all": message("All accounts"),
}
COMPARED = {
    "": message("The period before, and accounts on no list"),
    "previous": message("The period before"),
    "non_abm": message("Accounts on no list"),
    "none": message("Nothing"),
}
COMPARED_SHORT = {
    "": message("Before and outside"),
    "previous": message("Period before"),
    "non_abm": message("On no list"),
    "none": message("Nothing"),
}
SEGMENT_TITLES = {
    "industry": message("Industry"),
    "country": message("Country"),
    "region": message("Region"),
    "segment": message("Segment"),
}


@dataclass(frozen=True)
class Segment:
    """An attribute of accounts, its values, and the one that is chosen."""

    attribute: str
    title: str
    values: tuple[str, ...]
    chosen: str | None


@dataclass(frozen=True)
class ScopeBar:
    """All that the scope bar shows.

    Attributes:
        scope: What is chosen.
        period: The period that is meant.
        period_told: In words.
        quarters: Quarters that can be chosen.
        others: Other periods that can be.
        choices: What else can be.
        segments: Attributes of accounts and their values.
        further: Conditions that are none of a segment's.
        told: In a few words, what each part of the bar is at, by its name.
    """

    scope: Scope
    period: Period
    period_told: str
    quarters: list[Offered]
    others: list[Offered]
    choices: Choices
    segments: list[Segment]
    further: tuple[str, ...]
    told: dict[str, str]

    @property
    def is_custom(self) -> bool:
        """Whether the period is two dates."""
        return self.scope.start is not None or not any(o.chosen for o in (*self.quarters, *self.others))

    @property
    def first_day(self) -> str:
        """The first day of the period."""
        return self.period.start_date.isoformat()

    @property
    def day_after(self) -> str:
        """The day after its last."""
        return self.period.end_date.isoformat()


def scope_bar(scope: Scope, analysis: Analysis, choices: Choices, words: Words) -> ScopeBar:
    """The scope bar of a page.

    Raises:
        UsageError: The period makes no sense.
    """
    question, calendar = scope.question(), analysis.calendar
    period = chosen_period(question, calendar)
    segments = [_segment(name, values, scope, words) for name, values in choices.segments.items() if values]
    taken = {f"{segment.attribute}={segment.chosen}" for segment in segments if segment.chosen}
    return ScopeBar(
        scope=scope,
        period=period,
        period_told=told(period, words),
        quarters=offered_quarters(question, calendar, words),
        others=offered_others(question, calendar, words),
        choices=choices,
        segments=segments,
        further=tuple(condition for condition in scope.where if condition not in taken),
        told=_told(scope, choices, words),
    )


def _segment(name: str, values: tuple[str, ...], scope: Scope, words: Words) -> Segment:
    chosen = next((c.split("=", 1)[1] for c in scope.where if c.startswith(f"{name}=")), None)
    return Segment(name, words.text(SEGMENT_TITLES[name]), values, chosen if chosen in values else None)


def _told(scope: Scope, choices: Choices, words: Words) -> dict[str, str]:
    names = dict(choices.owners)
    lists = words.list(scope.lists) if scope.lists else words.text("All lists")
    return {
        "lists": words.text(COHORTS[scope.cohort]) if scope.cohort else lists,
        "tiers": words.list(scope.tiers) if scope.tiers else words.text("All tiers"),
        "segment": words.list(c.split("=", 1)[-1] if "=" in c else c for c in scope.where)
        if scope.where
        else words.text("All segments"),
        "owner": names.get(scope.owner, scope.owner) if scope.owner else words.text("All owners"),
        "compare": words.text(COMPARED_SHORT[scope.compare or ""]),
    }
