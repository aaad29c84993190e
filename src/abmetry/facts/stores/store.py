"""What a build asks of the engine that it runs on: to make facts one after the other, and to keep them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Self

from abmetry.engine.engine import Engine
from abmetry.model.versions import open_model
from abmetry.steps.fact import AnyFact
from abmetry.workspace.places import Places


class FactStore(ABC):
    """The facts of one build while it is made; to be used in a with statement.

    Attributes:
        engine: Where facts are under their names for those that read them.
        address: Where the facts are kept if not in the build's folder; None: there.
        seconds: How long those facts took that were made beside others.
    """

    engine: Engine
    address: str | None = None
    seconds: Mapping[str, float] = MappingProxyType({})

    def open_model(self, places: Places, known_at: datetime | None) -> frozenset[str]:
        """Open the model for the facts to read, as known at an instant; returns the tables that were loaded."""
        return open_model(self.engine, places, known_at)

    @abstractmethod
    def make(self, fact: AnyFact) -> None:
        """Make a fact, and keep it unless it is internal; what it reads is there.

        Raises:
            AbmetryError: It, or an earlier one, cannot be made or written.
        """

    @abstractmethod
    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has, once all are written.

        Raises:
            AbmetryError: One could not be written.
        """

    @abstractmethod
    def close(self) -> None:
        """Give everything back, and remove what only the making needed."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
