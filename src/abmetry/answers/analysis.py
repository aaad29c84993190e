"""The opened workspace: what questions are asked of."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from abmetry.answers.answer import Answer
from abmetry.answers.ask import Asking
from abmetry.answers.calendar import Calendar
from abmetry.answers.period_text import parse_instant
from abmetry.answers.plan import Plan, make_plan
from abmetry.answers.question import Question
from abmetry.answers.rollup import roll_up
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import Unanswerable
from abmetry.facts.build import build
from abmetry.facts.build_record import SERVING, BuildRecord, current_build
from abmetry.workspace.workspace import Workspace


class Analysis:
    """One build of a workspace, open for questions. It keeps the build it opened, whatever is built later."""

    def __init__(self, workspace: Workspace, record: BuildRecord) -> None:
        """Open a build; `abmetry.open` finds the current one."""
        self.workspace = workspace
        self.record = record
        settings = workspace.settings
        self._engine = DuckDBEngine(
            workspace.places.build(record.id) / SERVING,
            memory=settings.engine.memory,
            threads=settings.engine.threads,
            spill=workspace.places.home / "spill",
            read_only=True,
        )

    @cached_property
    def calendar(self) -> Calendar:
        """The workspace's zone and fiscal year."""
        said = self.workspace.settings.workspace
        return Calendar(said.timezone, said.fiscal_year_starts)

    def ask(self, question: Question | str | None = None, /, *more: str, **options: Any) -> Answer:
        """Answer a question.

        Args:
            question: A question, or the id of a KPI; none: the whole catalogue.
            more: Further ids.
            options: Fields of a question, where ids are given.

        Raises:
            UsageError: The question is put wrongly.
            Unanswerable: It cannot be answered.
        """
        if not isinstance(question, Question):
            ids = (question, *more) if question else ()
            question = Question(kpis=ids, **{name: _field(value) for name, value in options.items()})
        if question.known_at is not None:
            with self._known(question.known_at) as earlier:
                return earlier.answer(question)
        return self.answer(question)

    def answer(self, question: Question, now: datetime | None = None) -> Answer:
        """Answer a question on this very build."""
        with self.session(question) as engine:
            plan = self.plan(question, now)
            return Asking(
                engine,
                self.workspace.settings,
                plan,
                frozenset(self.record.loaded),
                self.record.definition,
                self.record.id,
            ).answer()

    def plan(self, question: Question, now: datetime | None = None) -> Plan:
        """Resolve a question against this build."""
        return make_plan(
            question, self.workspace.settings, frozenset(self.record.attributes), self.record.lists, now
        )

    def session(self, question: Question) -> DuckDBEngine:
        """A session for the tables of one question; with its accounts rolled up, if it asks for that."""
        engine = self._engine.cursor()
        if question.rollup == "parent":
            roll_up(engine)
        return engine

    def close(self) -> None:
        """Give the build back."""
        self._engine.close()

    def __enter__(self) -> Self:
        """Use it in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _known(self, known_at: str) -> Analysis:
        instant = parse_instant(known_at, self.calendar)
        return Analysis(self.workspace, build(self.workspace, known_at=instant))


def open_workspace(path: Path | str = ".") -> Analysis:
    """Open the current build of a workspace.

    Args:
        path: The workspace's folder, or one in it.

    Raises:
        SettingsError: There is no workspace, or its abmetry.toml cannot be used.
        Unanswerable: Nothing is built yet.
    """
    workspace = Workspace.find(path)
    record = current_build(workspace.places)
    if record is None:
        raise Unanswerable(
            "Nothing is built in this workspace yet.",
            help="`abmetry load` reads the sources, `abmetry build` makes the facts of them.",
        )
    return Analysis(workspace, record)


def _field(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
