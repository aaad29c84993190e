"""The same accounts by the stages of other systems, and side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from abmetry.answers.answer import Json, tidy
from abmetry.answers.funnel import percent

Group = tuple[str | None, ...]
Moves = Callable[[int, int], bool]


@dataclass(frozen=True)
class PresetFunnel:
    """The funnel of a preset at t.

    Attributes:
        preset: Its name.
        title: Its name for people.
        as_of: The instant that nothing at or after may change, with offset.
        period: Start and end of the period of the movements.
        scope: Lists, tiers, conditions, owner and cohort.
        definitions: Who stands at each stage.
        standing: Accounts per stage.
        movements: Accounts by stage at the start and at t, of those that were in scope at both.
        definition: Hash of the definitions.
        build: Id of the build.
        group: Values of what it is split by.
        groups: The funnels of the groups, where it is split.
        flags: Where the measure differs from the system's own, and warnings.
    """

    preset: str
    title: str
    as_of: str
    period: Mapping[str, str]
    scope: Mapping[str, object]
    definitions: Mapping[str, str]
    standing: tuple[int, ...]
    movements: Mapping[tuple[int, int], int]
    definition: str
    build: str
    group: Mapping[str, str | None] = field(default_factory=dict)
    groups: tuple[PresetFunnel, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def stages(self) -> list[Json]:
        """The stages as they stand in JSON; a preset is a snapshot, so times in a stage are not known."""
        reached = [sum(self.standing[place:]) for place in range(len(self.standing))]
        return [
            {
                "stage": name,
                "accounts": self.standing[place],
                "reached": reached[place],
                "from_previous": percent(reached[place], reached[place - 1]) if place else None,
                "from_targets": percent(reached[place], reached[0]),
                "median_days": None,
                "definition": definition,
            }
            for place, (name, definition) in enumerate(self.definitions.items())
        ]

    def to_dict(self) -> Json:
        """The funnel as it stands in JSON."""
        names = list(self.definitions)
        moves = [
            {"from": names[first], "to": names[second], "movements": accounts, "accounts": accounts}
            for (first, second), accounts in sorted(self.movements.items())
            if first != second
        ]
        shown: Json = {
            "preset": self.preset,
            "as_of": self.as_of,
            "period": dict(self.period),
            "scope": dict(self.scope),
            "stages": self.stages,
            "movements": {
                "forward": self._moved(lambda first, second: second > first),
                "back": self._moved(lambda first, second: second < first),
                "skipped": self._moved(lambda first, second: second > first + 1),
                "by_stage": moves,
            },
            "flags": list(self.flags),
            "definition": self.definition,
            "build": self.build,
        }
        if self.group:
            shown["group"] = dict(self.group)
        if self.groups:
            shown["groups"] = [funnel.to_dict() for funnel in self.groups]
        return {key: tidy(value) for key, value in shown.items()}

    def _moved(self, counts: Moves) -> int:
        return sum(n for (first, second), n in self.movements.items() if counts(first, second))
