"""Every control of every page does what it is there for."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from abmetry.web.navigation import ENTRIES
from browser.addresses import PAGES
from browser.controls import Control, controls_of, shape_of
from browser.looking import settle
from patience import often

pytestmark = pytest.mark.long

EACH = often(20, 2)
"""How many links of a shape are followed on each page."""
FORMS = re.compile(r"(get (/|/sign-in)|post /(sign-(in|out|out-everywhere)|own|users)).*|get /.*")


@pytest.fixture(scope="session")
def followed() -> set[str]:
    """Links that were followed already, from whatever page."""
    return set()


@pytest.mark.many
@pytest.mark.parametrize("name", PAGES)
def test_every_control(visit, followed, name):
    page = visit(name)
    assert Ids(page.content()).twice == []
    controls = controls_of(page)
    for control in controls:
        assert control.said or control.kind == "field", f"a control without a name: {control}"
        assert not control.form or FORMS.fullmatch(control.form), control
    for control in some(controls, "link", "file", "drawer"):
        address = urlsplit(control.href)._replace(scheme="", netloc="").geturl()
        if address not in followed:
            followed.add(address)
            follow(page, control)
    for summary in page.locator("summary").all()[: often(40, 8)]:
        if summary.is_visible():
            opens_and_closes(summary)
    drawers = page.locator("[hx-target='#drawer']:visible")
    for place in range(min(drawers.count(), often(5, 1))):
        drawers.nth(place).click()
        page.wait_for_selector("#drawer[open] .definition")
        page.locator("#drawer .drawer-head button").click()
        page.wait_for_selector("#drawer:not([open])", state="attached")


def some(controls: list[Control], *kinds: str) -> list[Control]:
    """A few of the links of each shape."""
    met: dict[tuple[str, ...], int] = {}
    chosen = []
    for control in controls:
        if control.kind in kinds:
            shape = (control.kind, *shape_of(control.href))
            met[shape] = met.get(shape, 0) + 1
            if met[shape] <= EACH:
                chosen.append(control)
    return chosen


def follow(page, control: Control) -> None:
    """What a link leads to is there, whole, and of the right kind."""
    headers = {"hx-request": "true"} if control.kind == "drawer" else {}
    told = page.request.get(control.href, headers=headers)
    assert told.status == (404 if "/nowhere" in control.href else 200), control
    if control.kind == "file":
        assert told.headers["content-disposition"].startswith("attachment")
        assert len(told.body()) > 10
        return
    if 'aria-busy="true"' in told.text():
        told = page.request.get(control.href, headers={"hx-request": "true"})
    ids = Ids(told.text())
    assert ids.twice == [], f"{control.href}: ids that are there twice"
    target = urlsplit(control.href).fragment
    assert not target or target in ids.found, f"{control.href} leads to a place that is not there"


class Ids(HTMLParser):
    """The ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.twice: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                if value in self.found:
                    self.twice.append(value)
                self.found.add(value)


def opens_and_closes(summary) -> None:
    """What is folded unfolds, and folds again."""
    is_open = "one => one.parentElement.open"
    before = summary.evaluate(is_open)
    summary.click()
    assert summary.evaluate(is_open) != before
    summary.click()
    assert summary.evaluate(is_open) == before


SCOPED = [name for name in ENTRIES if name != "data"]


@pytest.mark.parametrize("name", SCOPED)
def test_the_scope_bar_narrows_every_page(visit, name):
    page = visit(name)
    page.locator("[data-part=tiers] summary").click()
    page.locator("[data-part=tiers] input[value='1']").check()
    page.locator("[data-part=tiers] .button").click()
    page.wait_for_url(f"**{ENTRIES[name].path}?tier=1")
    settle(page)
    assert page.locator("[data-part=tiers].is-narrowed").count() == 1
    assert "tier=1" in page.locator(".pages a").first.get_attribute("href")


@pytest.mark.many
def test_every_choice_of_the_scope_bar(visit):
    """Each part is set in turn; the address says it, the part is marked, and the numbers are others."""
    page = visit("/funnel")
    usual = page.locator("main").inner_text()
    choices = {
        "period": lambda part: part.locator("input[name=period]").nth(2).check(),
        "lists": lambda part: part.locator("input[name=list]").first.check(),
        "tiers": lambda part: part.locator("input[name=tier]").first.check(),
        "segment": lambda part: part.locator("select").first.select_option(index=1),
        "owner": lambda part: part.locator("select").select_option(index=1),
    }
    for name, choose in choices.items():
        part = page.locator(f"[data-part={name}]")
        part.locator("summary").click()
        choose(part)
        part.locator(".button").click()
        page.wait_for_url("**/funnel?*")
        settle(page)
        assert page.locator(f"[data-part={name}].is-narrowed").count() == 1, name
        assert page.locator("main").inner_text() != usual, f"{name} changes nothing"
        page.locator(".scope-clear").click()
        page.wait_for_url("**/funnel")
        settle(page)
    assert page.locator("main").inner_text() == usual


def test_what_is_compared_with(visit):
    page = visit("/")
    assert page.locator("[data-kpi=engaged_accounts] .change").count() == 2
    page.locator("[data-part=compare] summary").click()
    page.locator("[data-part=compare] input[value=none]").check()
    page.locator("[data-part=compare] .button").click()
    page.wait_for_url("**/?compare=none")
    settle(page)
    assert page.locator("[data-kpi=engaged_accounts] .change").count() == 0
