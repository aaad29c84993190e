"""Answers, worked out in threads of their own: each question once, however many ask it, and kept for the next."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

KEPT = 2000
"""Answers that are kept; the one that nobody has asked for the longest goes first."""


@dataclass(frozen=True)
class Asked:
    """A question that was asked.

    Attributes:
        answer: Its answer, there already or on its way.
        since: When it was first asked, by the monotonic clock.
    """

    answer: Future[Any]
    since: float

    @property
    def seconds(self) -> float:
        """How long ago it was first asked."""
        return monotonic() - self.since


class Answers:
    """What was asked, by question. Safe for many threads."""

    def __init__(self, threads: int | None = None, kept: int = KEPT) -> None:
        """Start.

        Args:
            threads: Questions that are worked out at the same time; None: as many as there are cores, 2 to 8.
            kept: Answers that are kept.
        """
        workers = threads or min(max(os.cpu_count() or 2, 2), 8)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._asked: OrderedDict[Hashable, Asked] = OrderedDict()
        self._kept = kept
        self._lock = Lock()

    def ask(
        self,
        question: Hashable,
        work_out: Callable[[], Any],
        begin: Callable[[], None],
        end: Callable[[], None],
    ) -> Asked:
        """Ask a question, unless it was asked before.

        Args:
            question: What makes it the same question.
            work_out: Finds the answer, in another thread. An error is told to all who wait, and not kept.
            begin: Called before work begins, if it does.
            end: Called when it is over.
        """
        with self._lock:
            known = self._asked.get(question)
            if known is not None:
                self._asked.move_to_end(question)
                return known
            begin()
            try:
                asked = Asked(self._pool.submit(work_out), monotonic())
            except RuntimeError:
                end()
                raise
            self._asked[question] = asked
            while len(self._asked) > self._kept:
                self._asked.popitem(last=False)

        def over(answer: Future[Any]) -> None:
            end()
            if answer.cancelled() or answer.exception() is not None:
                self._forget(question, asked)

        asked.answer.add_done_callback(over)
        return asked

    def _forget(self, question: Hashable, asked: Asked) -> None:
        with self._lock:
            if self._asked.get(question) is asked:
                del self._asked[question]

    def close(self) -> None:
        """Take no more questions; those that nobody has begun with are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
