"""The languages that surfaces speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from abmetry.errors import UsageError
from abmetry.lang.message import message

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """A language.

    Attributes:
        code: Its ISO 639-1 code, which is Babel's locale too.
        name: Its name in English.
        own_name: Its name in itself.
        direction: In which direction it is written.
    """

    code: str
    name: str
    own_name: str
    direction: Direction


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.code: language
        for language in (
            Language("en", "English", "English", "ltr"),
            Language("es", "Spanish", "Español", "ltr"),
            Language("ca", "Catalan", "Català", "ltr"),
            Language("fa", "Persian", "فارسی", "rtl"),
        )
    }
)

SOURCE_LANGUAGE = "en"


def find_language(code: str) -> Language:
    """The language of that code.

    Raises:
        UsageError: There is none.
    """
    if code not in LANGUAGES:
        raise UsageError(
            message("There is no language '{code}'.", code=code),
            help=message("There are {languages}.", languages=", ".join(LANGUAGES)),
        )
    return LANGUAGES[code]
