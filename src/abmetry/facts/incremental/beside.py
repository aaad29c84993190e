"""Renewing facts beside one another, each as soon as those are there that it reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from abmetry.facts.incremental.renewing import Renewing
from abmetry.steps.fact import AnyFact

Renew = Callable[[Renewing, AnyFact], None]
AT_ONCE = 2
"""Most statements about the few rows of a day keep no more than one core busy."""


class Beside:
    """Threads that renew facts, each with a session of its own.

    Attributes:
        seconds: How long each fact took.
    """

    def __init__(self, renewing: Renewing, renew: Renew) -> None:
        """Open the sessions.

        Args:
            renewing: The database, and what has changed in it so far; what changes is told there too.
            renew: Brings one fact up to date.
        """
        self._renew = renew
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="renewing")
        self._free: SimpleQueue[Renewing] = SimpleQueue()
        self._sessions = [renewing.engine.session() for _ in range(AT_ONCE)]
        for session in self._sessions:
            self._free.put(replace(renewing, engine=session))
        self._begun: dict[str, Future[None]] = {}
        self.seconds: dict[str, float] = {}

    def begin(self, fact: AnyFact) -> None:
        """Have a fact renewed; those before it that it reads come first.

        Raises:
            AbmetryError: An earlier one could not be made or written.
        """
        for earlier in self._begun.values():
            if earlier.done():
                earlier.result()
        # They have begun before it, so that one of the threads works on them.
        before = [self._begun[name] for name in fact.reads if name in self._begun]
        self._begun[fact.name] = self._threads.submit(self._after, before, fact)

    def end(self) -> None:
        """Wait for all.

        Raises:
            AbmetryError: One could not be made or written.
        """
        for begun in self._begun.values():
            begun.result()

    def close(self) -> None:
        """End what is being made, and leave out the rest."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for session in self._sessions:
            session.close()

    def _after(self, before: list[Future[None]], fact: AnyFact) -> None:
        for begun in before:
            begun.result()
        started = time.perf_counter()
        renewing = self._free.get()
        try:
            self._renew(renewing, fact)
        finally:
            self._free.put(renewing)
        self.seconds[fact.name] = round(time.perf_counter() - started, 3)
