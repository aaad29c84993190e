"""The dashboard where no script runs: the same numbers and tables, forms that work, tables in the place of charts."""

import pytest

from browser.addresses import PAGES

NUMBERS = """() => {
  const all = document.querySelectorAll("main .card-value, main td, main tbody th, main h1, main .score-value");
  return [...all].map((one) => one.textContent.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_the_same_numbers_are_there(visit, name):
    with_script = page_numbers(visit(name))
    page = visit(name, script=False)
    assert page.locator("h1").count() == 1
    told = set(page_numbers(page))
    for link in {
        one.get_attribute("href") for one in page.locator(".is-loading noscript a, .is-loading a").all()
    }:
        told |= set(page_numbers(visit(link, script=False)))
    assert [number for number in with_script if number not in told] == []


def page_numbers(page) -> list[str]:
    """Numbers and cells of a page."""
    return page.evaluate(NUMBERS)


@pytest.mark.parametrize(
    "name", ["board", "funnel", "coverage", "influence", "velocity", "retention", "reach"]
)
def test_every_chart_has_its_table(visit, name):
    page = visit(name, "wait=1", script=False)
    for figure in page.locator("figure.figure").all():
        figure.locator(".figure-table summary").click()
        table = figure.locator(".figure-table table")
        assert table.is_visible()
        assert table.locator("tbody tr").count() >= 1
        assert figure.locator("figcaption h2").inner_text()


def test_the_scope_bar_works(visit):
    page = visit("/funnel", "period=2026-Q1", script=False)
    page.locator("[data-part=tiers] summary").click()
    page.locator("[data-part=tiers] input[value='2']").check()
    page.locator("[data-part=tiers] .button").click()
    assert "tier=2" in page.url
    assert page.locator("[data-part=tiers].is-narrowed").count() == 1
    assert page.locator("input[name=period][value='2026-Q1']").is_checked()
    page.locator("[data-part=period] summary").click()
    page.locator("input[name=period]").first.check()
    page.locator("[data-part=period] .button").click()
    assert page.locator("input[name=period]").first.is_checked(), "the newest quarter is chosen again"
    page.locator(".scope-clear").click()
    assert page.url.endswith("/funnel")


def test_searches_and_sorts_and_what_only_script_can_do_is_not_shown(visit):
    page = visit("/accounts", "wait=1", script=False)
    assert page.locator("[data-theme-switch]").is_hidden()
    assert page.locator("[data-keep-view]").is_hidden()
    name = page.locator(".accounts-table tbody th a").first.inner_text()
    page.locator("#q").fill(name)
    page.locator(".finder-search button").click()
    page.wait_for_load_state()
    if page.locator(".is-loading").count():
        page.locator(".is-loading a").click()
    assert page.locator(".accounts-table tbody th a").first.inner_text() == name
    page = visit("/catalogue", script=False)
    page.locator("input[type=search]").fill("velocity")
    page.locator(".search button").click()
    page.wait_for_url("**q=velocity*")
    page.locator(".shelf a").first.click()
    page.wait_for_url("**/kpi/*")
    assert page.locator(".definition").is_visible()
