"""Message catalogues, read from their .po files when a language is first spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO

from babel.messages.pofile import read_po


@dataclass(frozen=True)
class Translations:
    """What a language says for English texts.

    Attributes:
        texts: From an English text to its translation's forms: one, or one per plural form.
        form: From a number to the plural form that goes with it, where there are several: Persian has one.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = lambda n: int(n != 1)

    def text(self, msgid: str) -> str:
        """The translation; the English text where there is none."""
        found = self.texts.get(msgid)
        return found[0] if found else msgid

    def plural(self, one: str, several: str, n: float) -> str:
        """The form of the translation that goes with a number."""
        found = self.texts.get(one)
        if not found:
            return one if n == 1 else several
        whole = int(n) if float(n).is_integer() else 2
        return found[min(self.form(whole), len(found) - 1)]


@cache
def translations(language: str) -> Translations:
    """The translations of a language; none for English."""
    texts: dict[str, tuple[str, ...]] = {}
    for content in _files(language):
        for entry in read_po(BytesIO(content), locale=language):
            if entry.id and not entry.fuzzy:
                msgid = entry.id if isinstance(entry.id, str) else entry.id[0]
                said = entry.string or ""
                forms = (said,) if isinstance(said, str) else tuple(said)
                if forms and all(forms):
                    texts[msgid] = forms
    return Translations(texts)


def _files(language: str) -> list[bytes]:
    folder = resources.files("abmetry.lang.catalogues").joinpath(language)
    if not folder.is_dir():
        return []
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".po")), key=lambda one: one.name)
    return [one.read_bytes() for one in files]
