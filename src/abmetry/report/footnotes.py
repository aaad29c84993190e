"""Footnotes of a slide: each KPI on it has a number, and its definition at the foot."""

from __future__ import annotations

from abmetry.kpis.kpi import Kpi
from abmetry.lang.words import Words
from abmetry.report.pack import Footnote


class Footnotes:
    """The footnotes of one slide, or of the whole pack."""

    def __init__(self, words: Words) -> None:
        """Begin.

        Args:
            words: The language.
        """
        self._words = words
        self._found: dict[str, Footnote] = {}

    def of(self, kpi: Kpi) -> int:
        """The number of a KPI's footnote; a new one where it has none yet."""
        if kpi.id not in self._found:
            number = len(self._found) + 1
            title, text = self._words.text(kpi.title), self._words.text(kpi.definition)
            self._found[kpi.id] = Footnote(number, title, text)
        return self._found[kpi.id].number

    @property
    def all(self) -> tuple[Footnote, ...]:
        """The footnotes, by number."""
        return tuple(self._found.values())
