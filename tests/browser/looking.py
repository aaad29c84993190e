"""Looking at a page: when it is all there, and what is wrong with it."""

import importlib.util
from functools import cache
from pathlib import Path

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

SETTLED = """() => document.readyState === "complete"
  && document.fonts.status === "loaded"
  && !document.querySelector(".htmx-request, [aria-busy=true], [data-chart]:not([data-drawn], .chart-failed)")"""

AXE = """async ({ tags, rules }) => {
  const only = rules.length ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const told = await axe.run(document, { runOnly: only, resultTypes: ["violations"], iframes: false });
  return told.violations.map((one) => `${one.id} (${one.impact}): ${one.help}\\n` + one.nodes.map(
    (node) => `    ${node.target.join(" ")}\\n        ${node.html.slice(0, 160)}\\n        `
      + node.failureSummary.replaceAll("\\n", " ")).join("\\n"));
}"""

TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const over = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    const is_over = box.width && (box.right > wide + 1 || box.left < -1);
    return is_over && !one.closest(".table-frame, pre, .pages, .skip, .unseen");
  });
  return over.slice(0, 8).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.id}`);
}"""


@cache
def axe_source() -> str:
    """The script of axe-core."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.submodule_search_locations
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def settle(page) -> None:
    """Wait until the page, its parts that come later and its charts are there."""
    page.wait_for_function(SETTLED, polling=50)


def violations(page, *rules: str) -> list[str]:
    """What axe-core finds, by these rules or by all that say what WCAG 2.2 AA and good practice are."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_source())
    return page.evaluate(AXE, {"tags": TAGS, "rules": rules})


def too_wide(page) -> list[str]:
    """What is wider than the screen, where the page has to be scrolled sideways."""
    return page.evaluate(TOO_WIDE)
