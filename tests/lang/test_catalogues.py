"""Every text is translated into every language, and what stands in its places is the same."""

from functools import cache

import pytest
from babel.messages.catalog import Catalog
from messages.files import FOLDER, TRANSLATED
from messages.files import read as read_files
from messages.gathered import DOMAINS, gathered

from abmetry.lang.message import places


@pytest.fixture(scope="module")
def said():
    """Every text by itself."""
    return {one.msgid: one for found in gathered().values() for one in found}


@cache
def read(language):
    return read_files(language)


def forms(entry):
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(said, language):
    known = read(language)
    missing = [text for text in said if text not in known or not all(forms(known[text]) or ("",))]
    told = (
        f"{len(missing)} texts without a translation, which `make messages` adds to the files: {missing[:5]}"
    )
    assert not missing, told


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_unsure(language):
    wrong = [text for text, entry in read(language).items() if entry.fuzzy]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_stands_in_the_places_is_the_same(language):
    differ = []
    for text, entry in read(language).items():
        for form in forms(entry):
            wanted = places(text) | ({"n"} if len(forms(entry)) > 1 else set())
            if form and places(form) not in (wanted, wanted - {"n"} if len(forms(entry)) > 1 else wanted):
                differ.append((text, form))
    assert not differ, differ[:5]


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(said, language):
    wrong = [text for text in read(language) if text not in said]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_text_has_the_forms_that_its_number_needs(said, language):
    for text, entry in read(language).items():
        one = said.get(text)
        needed = 1 if one is None or one.several is None else Catalog(language).num_plurals
        assert one is None or len(forms(entry)) == needed, text


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_files_are_those_of_the_domains(language):
    assert {path.stem for path in (FOLDER / language).glob("*.po")} == set(DOMAINS)


def test_the_three_do_not_echo_english():
    """A long text that is the same in all languages was forgotten."""
    known = {language: read(language) for language in TRANSLATED}
    echoes = [
        text
        for text in known["fa"]
        if sum(letter.isalpha() for letter in text) > 24
        and all(forms(entries[text])[0] == text for entries in known.values() if text in entries)
    ]
    assert all(text.startswith("ask, evidence") for text in echoes), echoes


def test_persian_is_written_with_its_own_letters():
    foreign = {"ي", "ك", "ة"}
    wrong = [text for text, entry in read("fa").items() if foreign & set("".join(forms(entry)))]
    assert not wrong, wrong[:5]
