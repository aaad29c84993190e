"""What readers do in the dashboard: look, narrow, sort, find, open, take away, keep."""

import re

from browser.looking import settle


def test_charts_are_drawn_and_follow_the_theme(visit):
    page = visit("/")
    page.locator("[data-theme-switch]").click()
    page.wait_for_selector("[data-chart][data-drawn=dark] svg")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    page.wait_for_selector("[data-chart][data-drawn=dark] svg")
    settle(page)
    page.locator("[data-theme-switch]").click()
    page.wait_for_selector("[data-chart][data-drawn=light] svg")


def test_a_number_opens_its_definition_its_rows_and_a_file(visit, keep):
    page = visit("/")
    page.locator("[data-kpi=engaged_accounts] .number").first.click()
    page.wait_for_selector("#drawer[open] .definition")
    keep(page, "definition-beside-the-board")
    page.locator("#drawer .actions .button").first.click()
    page.wait_for_url("**/kpi/engaged_accounts/evidence*")
    settle(page)
    with page.expect_download() as taken:
        page.locator("a[download]", has_text="CSV").click()
    lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
    told = int(re.sub(r"\D", "", page.locator(".lead").inner_text().split(" ")[0]))
    assert "account" in lines[0]
    assert len(lines) == told + 1


def test_a_click_beside_the_definition_closes_it(visit):
    page = visit("/catalogue")
    page.locator(".shelf a").first.click()
    page.wait_for_selector("#drawer[open] .definition")
    page.mouse.click(20, 400)
    page.wait_for_selector("#drawer:not([open])", state="attached")


def test_the_scope_bar_opens_one_part_at_a_time(visit, keep):
    page = visit("/funnel")
    page.locator("[data-part=tiers] summary").click()
    page.locator("[data-part=period] summary").click()
    assert not page.locator("[data-part=tiers]").evaluate("one => one.open")
    keep(page, "scope-bar")
    page.locator("[data-part=period] input[type=date]").first.fill("2026-01-01")
    assert page.locator("input[name=period][value=custom]").is_checked()
    page.locator("[data-part=period] .button").click()
    page.wait_for_url("**/funnel?period=custom&from=2026-01-01&to=*")
    page.locator("main").click(position={"x": 5, "y": 5})
    page.locator(".scope-clear").click()
    page.wait_for_url("**/funnel")


def test_accounts_are_sorted_found_filtered_and_turned(visit):
    page = visit("/accounts")
    names = page.locator(".accounts-table tbody th")
    first = names.first.inner_text()
    page.locator("thead a").first.click()
    page.wait_for_url("**sort=*")
    settle(page)
    down = names.first.inner_text()
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.locator("thead a").first.click()
    settle(page)
    page.wait_for_selector("th[aria-sort=ascending]")
    assert names.first.inner_text() != down
    page = visit("/accounts")
    if page.locator("[rel=next]").count():
        page.locator("[rel=next]").click()
        page.wait_for_url("**page=2#rows")
        settle(page)
        assert names.first.inner_text() != first
        page.locator("[rel=prev]").click()
        settle(page)
    page.locator("#filters summary").click()
    page.locator("#filters .chip").first.click()
    page.wait_for_url("**stage=*")
    settle(page)
    assert page.locator("#filters .chip[aria-current]").count() == 1
    page.locator(".chips-clear").click()
    page.wait_for_url(re.compile(r"^(?!.*stage=).*$"))
    settle(page)


def test_an_account_is_found_as_its_name_is_typed(visit):
    page = visit("/accounts")
    name = page.locator(".accounts-table tbody th a").first.inner_text()
    page.locator("#q").press_sequentially(name, delay=5)
    page.wait_for_url("**q=*")
    page.wait_for_function(
        "name => document.querySelector('.accounts-table tbody th a')?.innerText === name", arg=name
    )
    settle(page)
    assert page.locator(".accounts-table tbody tr").count() < 50
    page.locator(".accounts-table tbody th a").first.click()
    page.wait_for_url("**/accounts/*")
    assert page.locator("h1").inner_text() == name


def test_a_view_of_the_accounts_is_kept_and_forgotten(visit):
    page = visit("/accounts", "signal=hot")
    page.locator("#view-name").fill("Mine")
    page.locator("[data-keep] button").click()
    kept = page.locator("[data-kept]")
    assert kept.inner_text() == "★ Mine"
    page = visit("/accounts")
    kept.click()
    page.wait_for_url("**signal=hot*")
    settle(page)
    assert kept.get_attribute("aria-current") == "page"
    page.locator("[data-forget]").click()
    assert kept.count() == 0


def test_language_and_calendar_are_switched_and_stay(visit):
    page = visit("/funnel", "tier=1")
    page.locator(".languages a[lang=fa]").click()
    page.wait_for_url("**lang=fa*")
    settle(page)
    gregorian = page.locator("h1").inner_text()
    assert page.evaluate("document.dir") == "rtl"
    page.locator(".calendar-switch").click()
    page.wait_for_url("**calendar=persian*")
    settle(page)
    assert page.locator("h1").inner_text() != gregorian
    page.locator(".pages a").nth(2).click()
    page.wait_for_url("**/accounts?tier=1&lang=fa&calendar=persian")
    settle(page)


def test_insights_show_that_they_are_worked_out_and_come(visit):
    page = visit("/insights", "tier=2")
    assert page.locator("#holds").count() == 1
    assert page.locator(".is-loading").count() == 0
    cases = page.locator(".insight-cases a")
    if cases.count():
        cases.first.click()
        page.wait_for_url("**/insights/cases*")
        assert page.locator("table").count() == 2


def test_a_place_that_the_address_names_is_shown_when_it_has_come(visit):
    page = visit("/sales-development", "who=team&tier=3#who")
    page.wait_for_function("() => Math.abs(document.querySelector('#who').getBoundingClientRect().top) < 300")


def test_a_kpi_is_found_in_the_catalogue(visit):
    page = visit("/catalogue")
    every = page.locator(".shelf dt").count()
    page.locator("input[type=search]").fill("velocity")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue?q=velocity")
    assert 0 < page.locator(".shelf dt").count() < every


def test_print_shows_light_charts_and_no_controls(visit):
    page = visit("/", scheme="dark")
    page.emulate_media(media="print")
    assert page.locator(".pages").is_hidden()
    page.emulate_media(media="screen")


def test_users_sign_in_make_tokens_and_sign_out(visit):
    page = visit("own")
    page.locator("input[name=label]").fill("reader of reports")
    page.locator("form[action='/own/tokens'] button").click()
    assert page.locator(".secret").inner_text().startswith("abm_")
    page.locator("tr", has_text="reader of reports").locator("button").click()
    page.wait_for_url("**/own")
    assert page.locator("tr", has_text="reader of reports").count() == 0
    page.locator("input[name=current]").fill("not the password")
    page.locator("input[name=new]").fill("another long password")
    page.locator("input[name=again]").fill("another long password")
    visit.expected = "/own/password"
    page.locator("form[action='/own/password'] button").click()
    assert page.locator("[role=alert]").is_visible()
    page = visit("users")
    page.locator("form[action='/users'] input[name=name]").fill("rosa@example.com")
    page.locator("form[action='/users'] select").select_option("analyst")
    page.locator("form[action='/users'] input[name=password]").fill("correct horse battery")
    page.locator("form[action='/users'] button").click()
    row = page.locator("tr", has_text="rosa@example.com").first
    row.locator("select").select_option("viewer")
    row.locator("button").first.click()
    assert row.locator("select").input_value() == "viewer"
    row.locator("input[type=password]").fill("another long password")
    row.locator("button").nth(1).click()
    row.locator("button").last.click()
    page.wait_for_load_state()
    assert page.locator("form[action*='rosa']").count() == 0
    with page.expect_download() as taken:
        page.locator("a[download]").click()
    assert "rosa@example.com" in taken.value.path().read_text(encoding="utf-8-sig")
    page.locator(".sign-out button").click()
    page.wait_for_url("**/sign-in")
    visit.window(guarded=True, fresh=True)
