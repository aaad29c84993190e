"""From what was answered to the pack in one language."""

from __future__ import annotations

from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.pack import Pack, Slide
from abmetry.report.slides.changes import changes
from abmetry.report.slides.cohorts import cohorts
from abmetry.report.slides.cover import cover, scope_said
from abmetry.report.slides.customers import customers
from abmetry.report.slides.executive import executive
from abmetry.report.slides.influence import influence
from abmetry.report.slides.insights import insights
from abmetry.report.slides.method import method
from abmetry.report.slides.program import program
from abmetry.report.slides.stages import stages
from abmetry.report.slides.trends import trends
from abmetry.report.slides.velocity import velocity

TOLD = (executive, changes, trends, program, stages, cohorts, influence, velocity, customers, insights)


def pack_of(answered: Answered, words: Words) -> Pack:
    """The pack of a period; slides whose data was never loaded are left out.

    Args:
        answered: The answers.
        words: The language.
    """
    told = [slide for make in TOLD if (slide := make(answered, words)) is not None]
    shown: tuple[Slide, ...] = tuple(told)
    start, end = answered.period
    company = answered.analysis.workspace.settings.workspace.name
    period = words.period(start, end)
    return Pack(
        words=words,
        company=company,
        period=period,
        slides=(cover(answered, words), *shown, method(answered, words, shown)),
        foot=f"{company} · {period} · {scope_said(answered, words)}",
        build=answered.analysis.record.id,
        missing=answered.missing,
    )
