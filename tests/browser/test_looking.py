"""What is wrong with a page is found: each of these checks fails where it should."""

import pytest

from browser.looking import too_wide, violations
from browser.test_keyboard import walked_through

BROKEN = """() => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", `<p id="pale">hardly to be read</p><img src="/static/mark.svg">`);
  document.querySelector("#pale").style.color = "#ddd";
  main.insertAdjacentHTML("afterbegin", "<div id='wide'>wide</div>");
  document.querySelector("#wide").style.width = "3000px";
}"""


def test_what_is_not_accessible_and_what_is_too_wide(visit):
    page = visit("/data")
    assert too_wide(page) == []
    page.evaluate(BROKEN)
    assert [one.split()[0] for one in violations(page)] == ["color-contrast", "image-alt"]
    assert any("wide" in one for one in too_wide(page))


def test_what_the_console_says_and_who_is_asked_outside(visit):
    page = visit("/data")
    page.evaluate("() => console.error('something is wrong')")
    page.evaluate("() => fetch('http://127.0.0.2:1/').catch(() => null)")
    page.wait_for_timeout(100)
    assert any("something is wrong" in one for one in visit.wrong)
    assert "asked for http://127.0.0.2:1/" in visit.wrong or any("violates" in one for one in visit.wrong)
    visit.wrong.clear()


@pytest.mark.parametrize(
    ("breaking", "told"),
    [
        ("one => { one.style.outline = 'none'; }", "nobody sees"),
        ("one => { one.addEventListener('focus', () => one.blur()); }", "never reaches"),
        ("one => { one.style.position = 'fixed'; one.style.insetBlockStart = '-9rem'; }", "hidden"),
        ("one => { one.style.translate = '0 -7rem'; }", "goes back up"),
    ],
)
def test_what_the_keyboard_misses(visit, breaking, told):
    page = visit("/kpi/icp_fit")
    page.locator("main summary").last.evaluate(breaking)
    with pytest.raises((AssertionError, pytest.fail.Exception), match=told):
        walked_through(page, "en")
