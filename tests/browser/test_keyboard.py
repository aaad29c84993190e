"""The dashboard without a mouse: everything is reached, in the order in which it is read, and can be seen to be."""

from itertools import pairwise

import pytest

from browser.addresses import PAGES
from browser.looking import settle
from patience import SLOW

pytestmark = pytest.mark.long

REACHABLE = """() => {
  const all = "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']";
  const seen = new Set();
  const found = [...document.querySelectorAll(all)].filter((one) => {
    const style = getComputedStyle(one);
    if (one.disabled || !one.getClientRects().length || style.visibility === "hidden") return false;
    const fold = one.closest("details:not([open])");
    if (fold && !(one.tagName === "SUMMARY" && one.parentElement === fold)) return false;
    if (one.type !== "radio") return true;
    const group = `${one.form?.action} ${one.name}`;
    return !seen.has(group) && seen.add(group);
  });
  found.forEach((one, place) => { one.dataset.place = place; });
  return found.length;
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const line = one.getClientRects()[0];
  const head = Math.max(line.top, 0);
  const foot = Math.min(line.bottom, innerHeight);
  const at = document.elementFromPoint(Math.max(1, Math.min(line.left + 3, innerWidth - 2)), (head + foot) / 2);
  return {
    place: one.dataset.place === undefined ? null : Number(one.dataset.place),
    told: `${one.tagName} ${(one.getAttribute("aria-label") || one.textContent || one.name).trim().slice(0, 50)}`,
    part: one.closest("header, form, main, footer, dialog")?.tagName ?? "",
    isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isCovered: !at || !(one.contains(at) || at.contains(one)),
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
  };
}"""

WIDE, NARROW = 1440, 390
WINDOWS = [("en", WIDE), ("fa", WIDE), ("en", NARROW), ("fa", NARROW)]


@pytest.mark.many
@pytest.mark.parametrize(("language", "width"), WINDOWS if SLOW else WINDOWS[:1])
@pytest.mark.parametrize("name", PAGES)
def test_tab_walks_through_a_page(visit, name, language, width):
    walked_through(visit(name, f"lang={language}", width=width), language)


@pytest.mark.parametrize(("name", "language", "width"), [("board", "fa", WIDE), ("funnel", "en", NARROW)])
def test_tab_walks_from_right_to_left_and_on_a_phone(visit, name, language, width):
    walked_through(visit(name, f"lang={language}", width=width), language)


def walked_through(page, language: str) -> None:
    """Tab reaches everything once and in its order, shows where it is, and leaves the page at its end."""
    number = page.evaluate(REACHABLE)
    stop = page.evaluate(FOCUSED)
    stops = [stop] if stop else []
    for _ in range(number + 3):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            break
        stops.append(stop)
    else:
        pytest.fail(f"Tab never comes to an end: {[one['told'] for one in stops[-6:]]}")
    met = {stop["place"] for stop in stops}
    assert set(range(number)) - met == set(), "what Tab never reaches"
    assert [stop["told"] for stop in stops if not stop["isSeen"]] == [], "focus that nobody sees"
    assert [stop["told"] for stop in stops if stop["isCovered"] or not stop["inView"]] == [], (
        "focus that is hidden"
    )
    backwards = [
        f"{before['told']} -> {after['told']}"
        for before, after in pairwise(stops)
        if before["part"] == after["part"] and is_back(before, after, language)
    ]
    assert backwards == [], "focus that goes back up"


def is_back(before, after, language: str) -> bool:
    """Whether a place stands above another, and not at the head of the next column."""
    if after["bottom"] > before["top"] + 1:
        return False
    return after["right"] > before["left"] if language == "fa" else after["left"] < before["right"]


def test_shift_tab_walks_back_and_is_not_hidden_below_the_scope_bar(visit):
    page = visit("accounts")
    page.locator(".colophon").evaluate("one => { one.tabIndex = -1; one.focus(); }")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(FOCUSED)
        assert not stop["isCovered"], stop["told"]


def test_the_skip_link_leads_past_the_navigation(visit):
    page = visit("board")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_the_question_of_the_funnel_is_asked_with_the_keyboard_alone(visit):
    page = visit("board")
    tab_to(page, ".pages a[href='/funnel']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/funnel")
    settle(page)
    before = page.locator("h1").inner_text()
    tab_to(page, "[data-part=tiers] summary")
    page.keyboard.press("Enter")
    tab_to(page, "[data-part=tiers] input[value='1']")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/funnel?tier=1")
    settle(page)
    assert page.locator("h1").inner_text() != before
    tab_to(page, "#stages summary")
    page.keyboard.press("Enter")
    assert page.locator("#stages table").is_visible()
    tab_to(page, "#stages table a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/funnel/*?tier=1")


def test_escape_closes_what_is_open_and_gives_the_focus_back(visit):
    page = visit("board")
    tab_to(page, "[data-part=period] summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.scope-panel') !== null")
    page.keyboard.press("Escape")
    assert not page.locator("[data-part=period]").evaluate("one => one.open")
    assert is_focused(page, "[data-part=period] summary")
    number = "[data-kpi=engaged_accounts] .number"
    tab_to(page, number)
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer[open] .definition")
    for _ in range(12):
        assert page.evaluate(
            "() => document.activeElement === document.body || !!document.activeElement.closest('#drawer')"
        )
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.wait_for_selector("#drawer:not([open])", state="attached")
    assert is_focused(page, number)


def tab_to(page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if is_focused(page, selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


def is_focused(page, selector: str) -> bool:
    """Whether the first of these has the focus."""
    return page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector)
