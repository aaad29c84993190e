"""Options of a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from abmetry.answers.question import Question

WHO, WHEN, HOW = "Which accounts", "Which time", "How it is shown"


class CohortName(StrEnum):
    """Cohorts that can be asked for."""

    ABM = "abm"
    NON_ABM = "non_abm"
    ALL = "all"


class RollupName(StrEnum):
    """What accounts can be rolled up to."""

    PARENT = "parent"


class CompareName(StrEnum):
    """What a value can be set beside."""

    NON_ABM = "non_abm"
    PREVIOUS = "previous"
    NONE = "none"


def _option(name: str, group: str, metavar: str, help: str) -> Any:
    return typer.Option(name, metavar=metavar, help=help, rich_help_panel=group, show_default=False)


@dataclass(frozen=True)
class AskedOptions:
    """Scope, period and comparison of a question, as typed; what was known is left open."""

    lists: Annotated[
        list[str] | None,
        _option("--list", WHO, "ID", "Only this target list (repeatable); default: all lists."),
    ] = None
    tiers: Annotated[list[str] | None, _option("--tier", WHO, "T", "Only this tier (repeatable).")] = None
    where: Annotated[
        list[str] | None,
        _option(
            "--where",
            WHO,
            "CONDITION",
            "'industry=Software', 'employees>500', 'country in ES,PT'; also != < >.",
        ),
    ] = None
    owner: Annotated[str | None, _option("--owner", WHO, "ID", "Only accounts of this owner.")] = None
    cohort: Annotated[
        CohortName,
        _option(
            "--cohort",
            WHO,
            "abm|non_abm|all",
            "On a list (abm, the default), on none (non_abm), or all accounts.",
        ),
    ] = CohortName.ABM
    rollup: Annotated[
        RollupName | None, _option("--rollup", WHO, "parent", "Count top parents instead of accounts.")
    ] = None
    period: Annotated[
        str | None,
        _option(
            "--period",
            WHEN,
            "P",
            "2026, 2026-Q3, 2026-09, 2026-W36, last-quarter (the default), this-month...",
        ),
    ] = None
    start: Annotated[str | None, _option("--from", WHEN, "DATE", "First day, instead of --period.")] = None
    end: Annotated[str | None, _option("--to", WHEN, "DATE", "The day after the last.")] = None
    as_of: Annotated[
        str | None, _option("--as-of", WHEN, "INSTANT", "As it stood then: nothing later counts.")
    ] = None
    by: Annotated[
        list[str] | None,
        _option(
            "--by",
            HOW,
            "WHAT",
            "Split by tier, list, owner, industry, channel, campaign, month... (repeatable).",
        ),
    ] = None
    compare: Annotated[
        CompareName | None,
        _option(
            "--compare",
            HOW,
            "non_abm|previous|none",
            "Beside the accounts on no list, or the period before; default: both.",
        ),
    ] = None

    link_confidence: Annotated[
        float | None,
        _option(
            "--link-confidence",
            HOW,
            "0..1",
            "Leave out links that are less sure, as if nobody had made them.",
        ),
    ] = None

    def question(self, *kpis: str) -> Question:
        """The question about these KPIs."""
        from abmetry.answers.question import Question

        return Question(
            kpis=kpis,
            lists=tuple(self.lists or ()),
            tiers=tuple(self.tiers or ()),
            where=tuple(self.where or ()),
            owner=self.owner,
            cohort=self.cohort.value,
            rollup=self.rollup.value if self.rollup else None,
            period=self.period,
            start=self.start,
            end=self.end,
            by=tuple(self.by or ()),
            compare=self.compare.value if self.compare else None,
            as_of=self.as_of,
            link_confidence=self.link_confidence,
        )


@dataclass(frozen=True)
class QuestionOptions(AskedOptions):
    """A whole question, as typed."""

    known_at: Annotated[
        str | None,
        _option("--known-at", WHEN, "INSTANT", "As it was known then: nothing loaded later counts."),
    ] = None

    def question(self, *kpis: str) -> Question:
        """The question about these KPIs."""
        return replace(super().question(*kpis), known_at=self.known_at)
