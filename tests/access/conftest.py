"""An empty store of users and tokens."""

import shutil
from pathlib import Path

import pytest

from abmetry.access.access import Access
from abmetry.access.roles import Role
from abmetry.access.store import Store

PASSWORD = "correct horse battery"


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """Nobody and nothing."""
    return Access(Store(tmp_path / ".abmetry" / "access.sqlite"))


@pytest.fixture(scope="session")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one user of each role, made once: passwords take their time."""
    path = tmp_path_factory.mktemp("staff") / "access.sqlite"
    made = Access(Store(path))
    for name, role in (("vera", Role.VIEWER), ("ana", Role.ANALYST), ("adam", Role.ADMIN)):
        made.users.add(name, role, PASSWORD)
    return path


@pytest.fixture
def staffed(access: Access, staff: Path) -> Access:
    """One user of each role, all with the same password."""
    access.store.path.parent.mkdir()
    shutil.copy(staff, access.store.path)
    return access
