"""A real browser in front of the dashboard of a small sample company: one of each for all tests."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from abmetry.access.access import Access
from abmetry.access.roles import Role
from abmetry.access.store import Store
from abmetry.sample.company import make
from abmetry.web.app import create_app
from abmetry.workspace.workspace import Workspace
from browser.addresses import addresses_of
from browser.visits import Visits

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
NAME, PASSWORD = "adam", "correct horse battery"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in one process, which has one server and one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("browser"))


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


@contextmanager
def served(root: Path, access: Access | None = None) -> Iterator[str]:
    """The address of a dashboard, as long as it is served."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    app = create_app(Workspace.open(root), access)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def dashboard(sample: Path) -> Iterator[str]:
    """The address of the dashboard."""
    with served(sample) as address:
        yield address


@pytest.fixture(scope="session")
def guarded(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard of the same company, where users have to sign in."""
    access = Access(Store(tmp_path_factory.mktemp("access") / "access.sqlite"))
    access.users.add(NAME, Role.ADMIN, PASSWORD)
    access.users.add("vera@example.com", Role.VIEWER, PASSWORD)
    access.tokens.create(NAME, "nightly report")
    with served(sample, access) as address:
        yield address


@pytest.fixture(scope="session")
def addresses(dashboard: str) -> dict[str, str]:
    """The address of each page, by its name."""
    return addresses_of(dashboard)


@pytest.fixture(scope="session")
def browser(chromium: str):
    """The browser."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def all_visits(browser, dashboard: str, guarded: str, addresses: dict[str, str]) -> Iterator[Visits]:
    """Windows of the browser, kept open from test to test."""
    visits = Visits(browser, dashboard, guarded, addresses, (NAME, PASSWORD))
    yield visits
    visits.close()


@pytest.fixture
def visit(all_visits: Visits) -> Iterator[Visits]:
    """`visit("funnel", lang="fa", width=390)` gives the page when it is all there; what went wrong fails the test."""
    all_visits.wrong.clear()
    all_visits.expected = "/nowhere"
    yield all_visits
    assert all_visits.wrong == []


@pytest.fixture
def keep():
    """Keeps a picture of a page as an artefact."""

    def keep_(page, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return keep_
