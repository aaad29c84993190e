"""The API of the tiny company, with users of each role, without the dashboard around it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from abmetry.access.access import Access
from abmetry.access.roles import SCOPES, Right, Role
from abmetry.access.store import Store
from abmetry.api.rest import mount
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.workspace.workspace import Workspace

PASSWORD = "correct horse battery"
PERIOD = {"period": "2026-Q3"}


@dataclass(frozen=True)
class Served:
    """The API, and what it is made of."""

    app: FastAPI
    access: Access
    tokens: dict[str, str]

    def get(self, path: str, who: str | None = "adam", /, **params: Any) -> Any:
        """What it answers somebody."""
        headers = {} if who is None else {"authorization": f"Bearer {self.tokens.get(who, who)}"}
        with TestClient(self.app, raise_server_exceptions=False) as client:
            return client.get(f"/api/v1{path}", params=params, headers=headers)


Api = Callable[..., Any]


def api_of(workspace: Workspace, access: Access | None) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.state.builds, app.state.answers, app.state.access = Builds(workspace), Answers(), access
    mount(app)
    return app


@pytest.fixture(scope="session")
def tokens_of(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A store with a user of each role, made once, and a token of each; viewers have none, so vera was an analyst."""
    path = tmp_path_factory.mktemp("access") / "access.sqlite"
    made = Access(Store(path))
    tokens = {}
    for name, role in (("vera", Role.ANALYST), ("ana", Role.ANALYST), ("adam", Role.ADMIN)):
        made.users.add(name, role, PASSWORD)
        _, tokens[name] = made.tokens.create(name, "test", SCOPES)
    _, tokens["narrow"] = made.tokens.create("adam", "answers only", [Right.ANSWERS])
    made.users.set_role("vera", Role.VIEWER)
    return path, tokens


@pytest.fixture
def served(built: Path, tmp_path: Path, tokens_of: tuple[Path, dict[str, str]]) -> Iterator[Served]:
    """The API with its users."""
    path, tokens = tokens_of
    shutil.copy(path, tmp_path / "access.sqlite")
    access = Access(Store(tmp_path / "access.sqlite"))
    app = api_of(Workspace.open(built), access)
    yield Served(app, access, tokens)
    app.state.answers.close()
    app.state.builds.close()
