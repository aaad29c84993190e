"""The dashboard of the tiny company, without a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from abmetry.access.access import Access
from abmetry.access.roles import Role
from abmetry.web.app import create_app
from abmetry.web.patience import Patience
from abmetry.workspace.workspace import Workspace

PASSWORD = "correct horse battery"
PERIOD = {"period": "2026-Q3"}
PATIENT = Patience(page=600, part=600)
"""That of tests in which no answer comes late, however busy the machine."""


@pytest.fixture(scope="session")
def shared_client(built: Path) -> Iterator[TestClient]:
    app = create_app(Workspace.open(built), patience=PATIENT)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(shared_client: TestClient) -> TestClient:
    """A reader at this very machine, where nobody has to sign in."""
    shared_client.cookies.clear()
    return shared_client


@pytest.fixture
def guarded(built: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A reader of a dashboard with users of each role: vera, ana and adam."""
    root = tmp_path / "workspace"
    shutil.copytree(built, root)
    workspace = Workspace.open(root)
    access = Access.of(workspace.places)
    for name, role in (("vera", Role.VIEWER), ("ana", Role.ANALYST), ("adam", Role.ADMIN)):
        access.users.add(name, role, PASSWORD)
    app = create_app(workspace, access, patience=PATIENT)
    with TestClient(
        app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client
