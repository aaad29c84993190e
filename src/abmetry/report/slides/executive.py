"""The four executive KPIs."""

from __future__ import annotations

from abmetry.answers.board import EXECUTIVE
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import Slide
from abmetry.report.phrases import changed, sureness


def executive(answered: Answered, words: Words) -> Slide:
    """Engaged accounts, influence, accounts with opportunity, deal velocity, each beside the other accounts."""
    notes = Footnotes(words)
    figures = tuple(
        figure(
            answered.results[kpi],
            answered.told,
            words,
            notes,
            rate=answered.results.get(rate) if rate else None,
        )
        for kpi, rate in EXECUTIVE
    )
    first = answered.results[EXECUTIVE[0][0]]
    return Slide(
        layout="cards",
        title=changed(first, answered.told[first.kpi], words),
        lede=sureness(first, words),
        figures=figures,
        notes=notes.all,
        spoken=tuple(changed(answered.results[kpi], answered.told[kpi], words) + "." for kpi, _ in EXECUTIVE),
    )
