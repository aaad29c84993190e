"""How the numbers came about."""

from __future__ import annotations

from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import Slide


def method(answered: Answered, words: Words, shown: tuple[Slide, ...]) -> Slide:
    """How to read the numbers, and the definition of each that the pack shows."""
    notes = Footnotes(words)
    settings = answered.analysis.workspace.settings
    by_title = {words.text(kpi.title): kpi for kpi in answered.told.values()}
    for slide in shown:
        for note in slide.notes:
            notes.of(by_title[note.name])
    flags = dict.fromkeys(
        words.text(flag)
        for slide in shown
        for one in slide.figures
        for flag in one.result.flags
        if one.state != "unavailable"
    )
    return Slide(
        layout="method",
        title=words.text("How the numbers came about"),
        points=(
            words.text(
                "Every number counts only what had happened by {instant}, and can be asked for its rows and its "
                "definition.",
                instant=words.instant(answered.as_of),
            ),
            words.text(
                "Intervals are at {level}: Wilson for shares, a bootstrap by account for means and money.",
                level=words.percent(100 * settings.stats.level, 0),
            ),
            words.text(
                "Values that rest on fewer than {n} cases are marked; they may change a lot with the next case.",
                n=settings.stats.min_n,
            ),
            words.text("Money is in {currency}.", currency=settings.workspace.currency),
            *flags,
            *(words.text(reason) for reason in answered.missing),
        ),
        notes=notes.all,
    )
