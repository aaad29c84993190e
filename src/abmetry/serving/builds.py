"""The build that readers read, held open; a newer one takes its place without disturbing them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from abmetry.answers.analysis import Analysis
from abmetry.errors import AbmetryError, Unanswerable
from abmetry.facts.build_record import current_build, current_id
from abmetry.lang.message import message
from abmetry.workspace.workspace import Workspace


@dataclass(eq=False)
class Opened:
    """A build that is open.

    Attributes:
        analysis: What its questions are asked of.
        readers: How many hold it.
        retired: Whether a newer one has taken its place.
    """

    analysis: Analysis
    readers: int = 0
    retired: bool = False

    @property
    def id(self) -> str:
        """Id of the build."""
        return self.analysis.record.id


class Builds:
    """The current build of a workspace, whichever that is when somebody begins to read.

    A build stays open until a newer one is there and the last who holds it has let it go.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Prepare; nothing is opened yet.

        Args:
            workspace: The workspace; its engine is that of every build, whatever abmetry.toml says later.
        """
        self._workspace = workspace
        self._current: Opened | None = None
        self._lock = Lock()

    @property
    def workspace(self) -> Workspace:
        """The workspace, with the settings of the build that is read now."""
        current = self._current
        return current.analysis.workspace if current else self._workspace

    def hold(self) -> Opened:
        """The current build, held open until it is let go.

        Raises:
            Unanswerable: Nothing is built yet.
            SettingsError: The abmetry.toml that goes with it cannot be used.
        """
        with self._lock:
            self._bring_up_to_date()
            assert self._current is not None
            self._current.readers += 1
            return self._current

    def hold_again(self, opened: Opened) -> None:
        """Hold a build that is held already once more, for work that outlives who asked for it."""
        with self._lock:
            opened.readers += 1

    def let_go(self, opened: Opened) -> None:
        """Give a build back."""
        with self._lock:
            opened.readers -= 1
            self._close_unread(opened)

    def close(self) -> None:
        """Close the build as soon as nobody reads it."""
        with self._lock:
            if self._current is not None:
                self._current.retired = True
                self._close_unread(self._current)
                self._current = None

    def _bring_up_to_date(self) -> None:
        newest = current_id(self._workspace.places)
        before = self._current
        if before is not None and newest == before.id:
            return
        try:
            opened = self._open()
        except AbmetryError:
            if before is None:
                raise
            return
        self._current = opened
        if before is not None:
            before.retired = True
            self._close_unread(before)

    def _open(self) -> Opened:
        workspace = Workspace.open(self._workspace.root)
        settings = workspace.settings.model_copy(update={"engine": self._workspace.settings.engine})
        record = current_build(workspace.places)
        if record is None:
            raise Unanswerable(
                message("Nothing is built in this workspace yet."),
                help=message("`abmetry load` reads the sources, `abmetry build` makes the facts of them."),
            )
        return Opened(Analysis(replace(workspace, settings=settings), record))

    @staticmethod
    def _close_unread(opened: Opened) -> None:
        if opened.retired and opened.readers == 0:
            opened.analysis.close()
