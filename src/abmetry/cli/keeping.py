"""The access of the workspace that a command works on."""

from __future__ import annotations

from getpass import getuser
from typing import TYPE_CHECKING, Any

from abmetry.cli.opened import open_workspace
from abmetry.cli.run_options import RunOptions

if TYPE_CHECKING:
    from abmetry.access.access import Access


def open_access(run: RunOptions) -> Access:
    """Users, tokens and the log of the workspace.

    Raises:
        SettingsError: There is none, or its abmetry.toml cannot be used.
    """
    from abmetry.access.access import Access

    return Access.of(open_workspace(run).places)


def administered(access: Access, **what: Any) -> None:
    """Write down what was changed at the command line, by the name of who is at the machine."""
    from abmetry.access.caller import local_caller

    access.audit.record(local_caller(), "administer", {**what, "by": _who()})


def _who() -> str:
    try:
        return getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
