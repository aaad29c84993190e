"""Every page in every language, on a wide and on a narrow screen, light and dark: nothing is wrong with it."""

import pytest

from abmetry.lang.language import LANGUAGES
from browser.addresses import PAGES
from browser.looking import too_wide, violations
from patience import SLOW

DESKTOP, PHONE = 1440, 390
ALWAYS, ALWAYS_ON_A_PHONE = ("en", "fa"), ("fa",)


@pytest.mark.many
@pytest.mark.parametrize("language", LANGUAGES if SLOW else ALWAYS)
@pytest.mark.parametrize("name", PAGES)
def test_on_a_wide_screen(visit, keep, name, language):
    looked_at(visit, keep, name, language, DESKTOP)


@pytest.mark.many
@pytest.mark.parametrize("language", LANGUAGES if SLOW else ALWAYS_ON_A_PHONE)
@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone(visit, keep, name, language):
    looked_at(visit, keep, name, language, PHONE)


def looked_at(visit, keep, name: str, language: str, width: int) -> None:
    """A page is looked at."""
    page = visit(name, f"lang={language}", width=width)
    keep(page, f"{name}-{language}-{width}")
    said = page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]")
    assert said == [language, LANGUAGES[language].direction]
    assert too_wide(page) == []
    none(violations(page))


@pytest.mark.many
@pytest.mark.parametrize("width", [DESKTOP, PHONE] if SLOW else [DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES if SLOW else ["en"])
@pytest.mark.parametrize("name", PAGES)
def test_colours_in_the_dark(visit, keep, name, language, width):
    page = visit(name, f"lang={language}", width=width, scheme="dark")
    keep(page, f"{name}-{language}-{width}-dark")
    none(violations(page, "color-contrast", "link-in-text-block"))


def none(found: list[str]) -> None:
    """Fails with all that was found."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)
