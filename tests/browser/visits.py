"""Windows of a browser in which pages are visited, and what went wrong meanwhile."""

from typing import Any

from browser.addresses import GUARDED, with_query
from browser.looking import settle

PATIENCE = 90_000


class Visits:
    """Opens pages, each kind of window once: its files are fetched once, as with a reader who goes on.

    Attributes:
        wrong: Errors of the console, and requests that left the dashboard.
        expected: Part of an address that may be answered with an error.
    """

    def __init__(
        self, browser, dashboard: str, guarded: str, addresses: dict[str, str], user: tuple[str, str]
    ) -> None:
        self.wrong: list[str] = []
        self.expected = "/nowhere"
        self.dashboard = dashboard
        self.addresses = addresses
        self._browser = browser
        self._guarded = guarded
        self._user = user
        self._windows: dict[Any, Any] = {}

    def __call__(self, name: str, query: str = "", **window: Any):
        """The page of a name, all there.

        Args:
            name: Its name, or its address.
            query: More of its address.
            window: What kind of window, as `window` takes it.
        """
        base = self._guarded if name in GUARDED else self.dashboard
        page = self.window(guarded=name in GUARDED and name != "sign_in", **window)
        answer = page.goto(base + with_query(self.addresses.get(name, name), query))
        assert answer.status == (404 if name == "nowhere" else 200), f"{page.url}: {answer.status}"
        if window.get("script", True):
            settle(page)
        return page

    def window(
        self,
        width: int = 1440,
        scheme: str = "light",
        script: bool = True,
        guarded: bool = False,
        fresh: bool = False,
    ):
        """A window of this kind; `fresh`: one that remembers nothing."""
        key = (width, scheme, script, guarded)
        if fresh and key in self._windows:
            self._windows.pop(key).context.close()
        if key not in self._windows:
            self._windows[key] = self._opened(*key)
        return self._windows[key]

    def _opened(self, width: int, scheme: str, script: bool, guarded: bool):
        context = self._browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._asked)
        if guarded:
            page.goto(f"{self._guarded}/sign-in")
            page.locator("input[name=name]").fill(self._user[0])
            page.locator("input[name=password]").fill(self._user[1])
            page.locator("button[type=submit]").click()
            page.wait_for_url(f"{self._guarded}/")
        return page

    def _said(self, said) -> None:
        expected = self.expected in str(said.location.get("url", ""))
        if said.type in ("error", "warning") and not expected:
            self.wrong.append(f"{said.text} ({said.location.get('url')})")

    def _asked(self, asked) -> None:
        if not asked.url.startswith((self.dashboard, self._guarded, "data:", "blob:")):
            self.wrong.append(f"asked for {asked.url}")

    def close(self) -> None:
        """Close all windows."""
        for page in self._windows.values():
            page.context.close()
