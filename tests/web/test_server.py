"""At which address a dashboard is served, and by which names it is called."""

import pytest

from abmetry.access.access import Access
from abmetry.access.roles import Role
from abmetry.errors import UsageError
from abmetry.web.server import Place, users_of
from abmetry.workspace.workspace import Workspace

HERE = {"localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (Place(), HERE),
        (Place(names=("Dash.Example.com",)), {*HERE, "dash.example.com"}),
        (Place("0.0.0.0"), set()),
        (Place("0.0.0.0", names=("dash.example.com", "dash")), {"dash.example.com", "dash"}),
        (Place("10.1.2.3", names=("dash",)), {"dash", "10.1.2.3"}),
    ],
)
def test_the_names_that_are_answered(place, names):
    assert place.answered == names


@pytest.mark.parametrize("name", ["https://dash", "dash:8760", "a b", "", "dash/"])
def test_a_name_is_bare(name):
    with pytest.raises(UsageError, match="is no name of a host"):
        Place(names=(name,))


def test_others_reach_it_only_with_users(built, tmp_path):
    workspace = Workspace(tmp_path, Workspace.open(built).settings)
    with pytest.raises(UsageError, match="would see everything"):
        users_of(workspace, Place("0.0.0.0", names=("dash.example.com",)))
    Access.of(workspace.places).users.add("ann", Role.ADMIN, "correct horse battery")
    assert users_of(workspace, Place("0.0.0.0"))
