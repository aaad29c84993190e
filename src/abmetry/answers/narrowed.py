"""A question about one group of an answer that is split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from abmetry.answers.calendar import GRAINS
from abmetry.answers.question import Question


def narrowed(question: Question, group: Mapping[str, str | None]) -> tuple[Question, dict[str, str | None]]:
    """The question about a group only.

    Args:
        question: A question that is split.
        group: The values of one of its groups.

    Returns:
        The question, and those of the values that it cannot say: columns of the evidence's rows have them.
    """
    rest: dict[str, str | None] = {}
    for name, value in group.items():
        alone = tuple(by for by in question.by if by != name)
        if value is None:
            rest[name] = value
        elif name in GRAINS:
            question = replace(question, period=value, start=None, end=None, by=alone)
        elif name == "tier":
            question = replace(question, tiers=(value,), by=alone)
        elif name == "list":
            question = replace(question, lists=(value,), by=alone)
        elif name == "owner":
            question = replace(question, owner=value, by=alone)
        else:
            rest[name] = value
    return question, rest
