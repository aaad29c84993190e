"""One reader of one build: asks it anything, and shares the answers with all other readers."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import TimeoutError as StillRunning
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from abmetry.answers import account as accounts
from abmetry.answers import board as boards
from abmetry.answers.account import Account
from abmetry.answers.account_list import AccountList, Listing, account_list
from abmetry.answers.account_values import AccountValues, account_values, moment_of
from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Answer
from abmetry.answers.board import Board
from abmetry.answers.choices import Choices, choices
from abmetry.answers.evidence import Evidence, Part
from abmetry.answers.explain import Explanation
from abmetry.answers.funnel import Funnel
from abmetry.answers.insights import Insights
from abmetry.answers.lift import LiftAnswer
from abmetry.answers.preset_funnel import PresetFunnel
from abmetry.answers.question import Question
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.workspace.settings import Settings

Found = TypeVar("Found")


class StillWorking(Exception):  # noqa: N818  (the name is what it says)
    """The answer is not there yet; the work goes on, and asking again finds it.

    Attributes:
        seconds: For how long it has been worked on.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"still working after {seconds:.0f} s")
        self.seconds = seconds


class Reader:
    """A build, held for as long as a page or an answer is made of it. Use it in a with statement.

    Every method asks what the method of the same name of `Analysis` does, and raises what that raises.

    Attributes:
        patience: Seconds to wait for an answer; None: until it is there.
        told: What was asked and answered so far.
    """

    def __init__(self, builds: Builds, answers: Answers, patience: float | None = None) -> None:
        """Hold the current build.

        Args:
            builds: The builds of a workspace.
            answers: What was asked of them.
            patience: Seconds to wait for an answer; None: until it is there.

        Raises:
            Unanswerable: Nothing is built yet.
        """
        self._builds = builds
        self._answers = answers
        self._opened = builds.hold()
        self.patience = patience
        self._until: float | None = None
        self.told: list[tuple[Hashable, Any]] = []

    @property
    def analysis(self) -> Analysis:
        """The build, for what does not take long: its record, its calendar, the plan of a question."""
        return self._opened.analysis

    @property
    def settings(self) -> Settings:
        """The settings that the build is read with."""
        return self.analysis.workspace.settings

    def get(self, question: Hashable, work_out: Callable[[Analysis], Found]) -> Found:
        """Anything that an analysis can tell.

        Args:
            question: What makes it the same question, beside the build and the hour.
            work_out: Asks the analysis, in another thread.

        Raises:
            StillWorking: The reader's patience is over.
        """
        opened = self._opened
        hour = datetime.now(UTC).strftime("%Y-%m-%dT%H")
        asked = self._answers.ask(
            (opened.id, id(opened), hour, question),
            lambda: work_out(opened.analysis),
            begin=lambda: self._builds.hold_again(opened),
            end=lambda: self._builds.let_go(opened),
        )
        try:
            found: Found = asked.answer.result(self._patience_left())
        except StillRunning:
            if asked.answer.done():
                raise
            raise StillWorking(asked.seconds) from None
        self.told.append((question, found))
        return found

    def within(self, seconds: float | None, ask: Callable[[], Found]) -> Found | None:
        """What some questions come to, if their answers are there in time; None: they are still worked on.

        Args:
            seconds: How long to wait for all of them; None: until they are there. Within another, the time of the
                other is not made longer.
            ask: Asks this reader.
        """
        before = self._until
        if seconds is not None:
            until = time.monotonic() + seconds
            self._until = until if before is None else min(until, before)
        told = len(self.told)
        try:
            return ask()
        except StillWorking:
            del self.told[told:]
            return None
        finally:
            self._until = before

    def _patience_left(self) -> float | None:
        return self.patience if self._until is None else max(0.0, self._until - time.monotonic())

    def answer(self, question: Question) -> Answer:
        """Its results."""
        return self.get(("answer", question), lambda analysis: analysis.ask(question))

    def board(self, question: Question) -> Board:
        """The board of a scope and period."""
        return self.get(("board", question), lambda analysis: boards.board(analysis, question))

    def funnel(self, question: Question) -> Funnel:
        """The six stages."""
        return self.get(("funnel", question), lambda analysis: analysis.funnel(question))

    def preset_funnel(self, preset: str, question: Question) -> PresetFunnel:
        """The stages of another system."""
        return self.get(
            ("preset", preset, question), lambda analysis: analysis.preset_funnel(preset, question)
        )

    def stage_accounts(self, question: Question, stage: str, part: Part, limit: int | None) -> Evidence:
        """The accounts at a stage of the funnel or beyond, or at the one before it."""
        return self.get(
            ("stage", stage, part, limit, question),
            lambda analysis: analysis.funnel_accounts(question, stage, part, limit),
        )

    def evidence(
        self,
        question: Question,
        part: Part = "numerator",
        limit: int | None = None,
        skip: int = 0,
        group: Mapping[str, str | None] | None = None,
    ) -> Evidence:
        """The rows behind a number."""
        named = tuple((group or {}).items())
        return self.get(
            ("evidence", part, limit, skip, named, question),
            lambda analysis: analysis.evidence(question, part, limit, skip=skip, group=group),
        )

    def explain(self, question: Question) -> Explanation:
        """How a number came about."""
        return self.get(("explain", question), lambda analysis: analysis.explain(question))

    def attribution(self, question: Question, models: Sequence[str] = ()) -> Answer:
        """Credit by channel, campaign and model."""
        named = tuple(models)
        return self.get(
            ("attribution", named, question), lambda analysis: analysis.attribution(question, named)
        )

    def lift(self, question: Question) -> LiftAnswer:
        """The program beside accounts that stand for its own."""
        return self.get(("lift", question), lambda analysis: analysis.lift(question))

    def insights(self, question: Question) -> Insights:
        """What goes with what."""
        return self.get(("insights", question), lambda analysis: analysis.insights(question))

    def account(self, name: str) -> Account:
        """One company."""
        return self.get(("account", name), lambda analysis: accounts.account(analysis, name))

    def account_values(self, question: Question) -> AccountValues:
        """What every account comes to at the moment of a question, whatever its scope."""
        moment = moment_of(question)
        return self.get(("account values", moment), lambda analysis: account_values(analysis, moment))

    def account_list(self, question: Question, listing: Listing) -> AccountList:
        """Accounts of its scope."""
        values = self.account_values(question)
        return self.get(
            ("accounts", question, listing),
            lambda analysis: account_list(analysis, question, values, listing),
        )

    def choices(self) -> Choices:
        """What a scope can be made of."""
        return self.get("choices", choices)

    def close(self) -> None:
        """Let the build go."""
        self._builds.let_go(self._opened)

    def __enter__(self) -> Self:
        """Use it in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
