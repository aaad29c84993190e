"""What a preset is: the stages of another system, each with the condition under which an account stands at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abmetry.workspace.settings import Settings

Condition = Callable[["Settings"], str]


@dataclass(frozen=True)
class PresetStage:
    """One stage.

    Attributes:
        name: Its name.
        definition: Who stands at it, in the system's terms.
        condition: SQL over the columns of the as-of relation ``account_signals``.
    """

    name: str
    definition: str
    condition: str | Condition

    def sql(self, settings: Settings) -> str:
        """The condition in a workspace."""
        return self.condition if isinstance(self.condition, str) else self.condition(settings)


@dataclass(frozen=True)
class Preset:
    """A system's funnel. An account stands at the last stage whose condition holds.

    Attributes:
        name: Its name in every surface.
        title: Its name for people.
        stages: From the first to the last; the first holds for every account.
        remarks: Where this measure differs from the system's own.
    """

    name: str
    title: str
    stages: tuple[PresetStage, ...]
    remarks: tuple[str, ...] = ()

    def stage_sql(self, settings: Settings) -> str:
        """The number of the account's stage, 1 for the first."""
        cases = " ".join(
            f"when {stage.sql(settings)} then {place}"
            for place, stage in reversed(list(enumerate(self.stages, 1)))
            if place > 1
        )
        return f"case {cases} else 1 end"


TARGET = PresetStage("target", "every account in scope", "1 = 1")

MINUTES_ARE_OURS = (
    "minutes are those of this workspace's [engagement]; engagement.preset takes the points of another system"
)
