"""The board: the four executive KPIs, the funnel, and what needs attention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Result
from abmetry.answers.question import Question
from abmetry.answers.status import held_of, quality_of
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.model.rejected import rejected

EXECUTIVE = (
    ("engaged_accounts", "engaged_account_rate"),
    ("influenced_pipeline", "influenced_pipeline_rate"),
    ("accounts_with_opportunity", "opportunity_rate"),
    ("deal_velocity_days", None),
)


@dataclass(frozen=True)
class Card:
    """An executive KPI, and the rate that belongs to it."""

    result: Result
    rate: Result | None


@dataclass(frozen=True)
class Board:
    """What the board looks at.

    Attributes:
        name: The workspace's name.
        cards: The executive KPIs.
        funnel: ``stages``, ``as_of`` and ``movements``, as in the JSON of the funnel.
        held: Links and deals that wait for a decision.
        rejected: Rows that could not be used.
        quality: What was left out, guessed or repaired, the most rows first.
        build: Id of the build.
    """

    name: str
    cards: tuple[Card, ...]
    funnel: dict[str, Any]
    held: int
    rejected: int
    quality: tuple[dict[str, Any], ...]
    build: str


def board(analysis: Analysis, question: Question | None = None) -> Board:
    """The board of a scope and period.

    Args:
        analysis: The build.
        question: Scope and period; its KPIs do not matter. None: all target lists, the last complete quarter.
    """
    asked = question or Question()
    ids = [kpi for pair in EXECUTIVE for kpi in pair if kpi is not None and kpi in CATALOGUE]
    found = {result.kpi: result for result in analysis.ask(replace(asked, kpis=tuple(ids)))}
    return Board(
        name=analysis.workspace.settings.workspace.name,
        cards=tuple(
            Card(found[kpi], found.get(rate) if rate else None) for kpi, rate in EXECUTIVE if kpi in found
        ),
        funnel=analysis.funnel(asked).to_dict(),
        held=held_of(analysis),
        rejected=rejected(analysis.workspace).num_rows,
        quality=quality_of(analysis),
        build=analysis.record.id,
    )
