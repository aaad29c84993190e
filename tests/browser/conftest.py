"""A real browser in front of the dashboard of a small sample company."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from abmetry.sample.company import make
from abmetry.web.app import create_app
from abmetry.workspace.workspace import Workspace

ARTEFACTS = Path(os.environ.get("ABMETRY_ARTEFACTS", "build/screenshots"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; installed by Debian's package manager where that may be done, else the test is skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
            check=False,
            capture_output=True,
            timeout=600,
        )
        found = shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium here, and it could not be installed")
    return found


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample company, loaded and built; ABMETRY_SAMPLE names one that is there already."""
    if named := os.environ.get("ABMETRY_SAMPLE"):
        return Path(named)
    from abmetry.facts.build import build
    from abmetry.model.load import load

    root = tmp_path_factory.mktemp("sample") / "company"
    root.mkdir()
    make(root, 300, 24, 7)
    workspace = Workspace.open(root)
    load(workspace)
    build(workspace)
    return root


@pytest.fixture(scope="session")
def dashboard(sample: Path) -> Iterator[str]:
    """The address of the dashboard."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(Workspace.open(sample))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser(chromium: str):
    """The browser."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser, dashboard):
    """Opens pages: `open_page(path, width=1440, **context)`; what goes wrong on them fails the test at its end."""
    wrong: list[str] = []
    contexts = []

    def open_(path: str, width: int = 1440, height: int = 900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: _from_outside(asked.url, dashboard, wrong))
        page.goto(dashboard + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def _from_outside(url: str, dashboard: str, wrong: list[str]) -> None:
    if not url.startswith((dashboard, "data:", "blob:")):
        wrong.append(f"asked for {url}")


@pytest.fixture
def keep():
    """Keeps a picture of a page as an artefact."""

    def keep_(page, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return keep_
