"""The files of translations: `<language>/<domain>.po` in gettext's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from abmetry.lang.language import LANGUAGES, SOURCE_LANGUAGE
from messages.found import SOURCE, Found

FOLDER = SOURCE / "lang" / "catalogues"
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE_LANGUAGE)
_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def read(language: str) -> dict[str, Message]:
    """The translations of a language by English text."""
    found: dict[str, Message] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        for entry in read_po(BytesIO(path.read_bytes()), locale=language):
            if entry.id:
                found[entry.id if isinstance(entry.id, str) else entry.id[0]] = entry
    return found


def update(texts: Mapping[str, Sequence[Found]]) -> dict[str, int]:
    """Write the files of every language anew; how many texts have no translation, by language."""
    empty: dict[str, int] = {}
    for language in TRANSLATED:
        known = read(language)
        for domain, found in texts.items():
            catalogue = _catalogue(language, found, known)
            _write(catalogue, FOLDER / language / f"{domain}.po")
            empty[language] = empty.get(language, 0) + sum(
                not all([entry.string] if isinstance(entry.string, str) else entry.string)
                for entry in catalogue
                if entry.id
            )
    return empty


def _catalogue(language: str, found: Sequence[Found], known: Mapping[str, Message]) -> Catalog:
    catalogue = Catalog(
        locale=language,
        project="Abmetry",
        header_comment=f"# Abmetry in {LANGUAGES[language].name}.",
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        fuzzy=False,
    )
    for one in found:
        before = known.get(one.msgid)
        string = before.string if before else None
        if one.several is not None:
            forms = (string,) if isinstance(string, str) else tuple(string or ())
            needed = catalogue.num_plurals
            said: str | tuple[str, ...] = (
                (forms * needed)[:needed] if all(forms) and forms else ("",) * needed
            )
            catalogue.add((one.msgid, one.several), said, locations=[(one.where, 0)])
        else:
            said = string if isinstance(string, str) else (string or ("",))[0]
            catalogue.add(one.msgid, said, locations=[(one.where, 0)], flags=before.flags if before else ())
    return catalogue


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    write_po(content, catalogue, width=110, include_lineno=False)
    path.write_bytes(content.getvalue())
