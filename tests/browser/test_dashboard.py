"""The dashboard in a browser: charts are drawn, numbers open, the scope bar works, also without script and mouse."""

import pytest

pytestmark = pytest.mark.slow


def test_charts_are_drawn_and_follow_the_theme(open_page, keep):
    page = open_page("/", color_scheme="light")
    page.wait_for_selector("[data-chart][data-drawn=light] svg")
    page.locator("[data-theme-switch]").click()
    page.wait_for_selector("[data-chart][data-drawn=dark] svg")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    page.wait_for_selector("[data-chart][data-drawn=dark] svg")
    keep(page, "board-dark")


def test_a_number_opens_its_definition_and_closes_by_the_keyboard(open_page, keep):
    page = open_page("/")
    number = page.locator("[data-kpi=engaged_accounts] .number").first
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer[open] .definition")
    keep(page, "definition")
    page.keyboard.press("Escape")
    page.wait_for_selector("#drawer:not([open])", state="attached")
    assert number.evaluate("one => one === document.activeElement")
    number.click()
    page.locator("#drawer .actions .button").first.click()
    page.wait_for_url("**/kpi/engaged_accounts/evidence*")


def test_the_scope_bar_writes_the_address(open_page, keep):
    page = open_page("/funnel")
    page.locator("[data-part=tiers] summary").click()
    page.locator("[data-part=tiers] input[value='1']").check()
    keep(page, "scope-open")
    page.locator("[data-part=tiers] .button").click()
    page.wait_for_url("**/funnel?tier=1")
    page.locator("[data-part=period] summary").click()
    page.locator("[data-part=period] input[type=date]").first.fill("2026-01-01")
    assert page.locator("input[name=period][value=custom]").is_checked()
    page.keyboard.press("Escape")
    assert not page.locator("[data-part=period]").evaluate("one => one.open")
    page.locator(".scope-clear").click()
    page.wait_for_url("**/funnel")


def test_it_works_without_script(open_page):
    page = open_page("/funnel", java_script_enabled=False)
    page.locator("[data-part=tiers] summary").click()
    page.locator("[data-part=tiers] input[value='2']").check()
    page.locator("[data-part=tiers] .button").click()
    assert "tier=2" in page.url
    page.locator(".figure-table summary").first.click()
    assert page.locator(".figure-table table").first.is_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    "path", ["/", "/funnel", "/data", "/catalogue", "/kpi/icp_fit", "/kpi/icp_fit/evidence"]
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_is_wider_than_the_screen(open_page, keep, path, width, language):
    page = open_page(f"{path}?lang={language}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"{path.strip('/').replace('/', '-') or 'board'}-{language}-{width}")


def test_long_work_shows_that_it_goes_on(open_page):
    page = open_page("/?tier=3")
    page.wait_for_selector("[data-kpi=net_revenue_retention]")


def test_print_shows_light_charts(open_page):
    page = open_page("/", color_scheme="dark")
    page.wait_for_selector("[data-drawn=dark]")
    page.emulate_media(media="print")
    assert page.locator(".pages").is_hidden()
