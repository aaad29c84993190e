"""The controls of a page, as the browser has them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

COLLECT = """() => {
  const controls = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const said = (one) => (one.getAttribute("aria-label") || one.textContent || one.name || "").trim().slice(0, 60);
  return [...document.querySelectorAll(controls)].map((one) => ({
    tag: one.tagName.toLowerCase(),
    type: one.type ?? "",
    href: one.tagName === "A" ? one.href : "",
    download: one.hasAttribute("download"),
    drawer: one.getAttribute("hx-target") === "#drawer",
    form: one.form ? `${one.form.method} ${new URL(one.form.action).pathname}` : "",
    own: one.closest("[data-theme-switch], [data-keep-view], form[method=dialog]") ? "script" : "",
    said: said(one),
  }));
}"""


@dataclass(frozen=True)
class Control:
    """A control.

    Attributes:
        kind: ``link``, ``drawer`` (opens beside the page), ``file``, ``summary``, ``field`` or ``button`` of a form, or
            ``script`` (does something in the browser alone).
        href: Where a link leads.
        form: Method and path of the form that it belongs to.
        said: Its name.
    """

    kind: str
    href: str = ""
    form: str = ""
    said: str = ""


def controls_of(page) -> list[Control]:
    """All controls of a page."""
    return [Control(_kind(one), one["href"], one["form"], one["said"]) for one in page.evaluate(COLLECT)]


def _kind(one: dict[str, Any]) -> str:
    if one["own"]:
        return one["own"]
    if one["tag"] == "a":
        return "file" if one["download"] else "drawer" if one["drawer"] else "link"
    if one["tag"] == "summary":
        return "summary"
    assert one["form"], f"a {one['tag']} that belongs to no form: {one['said']}"
    return "button" if one["tag"] == "button" else "field"


def shape_of(href: str) -> tuple[str, ...]:
    """What links of one kind have in common: all accounts, all KPIs, all values of a key of the address."""
    parts = urlsplit(href)
    path = parts.path.split("/")
    if path[1] in ("accounts", "kpi") and len(path) > 2:
        path[2] = "…"
    return ("/".join(path), *sorted({key for key, _ in parse_qsl(parts.query)}), parts.fragment)
