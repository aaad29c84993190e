"""Steps that others name more than once: an engine that puts a step in wherever it is named makes it as often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from abmetry.steps.fact import Step

_WORD = re.compile(r"[A-Za-z_]\w*")
_NAMED = re.compile(r"\b(?:from|join)\s+([a-z_]\w*)", re.IGNORECASE)


def reused_steps(steps: Sequence[Step]) -> frozenset[str]:
    """The names of the steps that others name more than once; of those that read nothing, none."""
    named = Counter(name for step in steps for name in _NAMED.findall(step.sql))
    return frozenset(step.name for step in steps if named[step.name] > 1 and _NAMED.search(step.sql))


def needed_steps(steps: Sequence[Step]) -> list[Step]:
    """The last step and those before it that it rests on, in their order."""
    *before, last = steps
    needed, words = [last], set(_WORD.findall(last.sql))
    for step in reversed(before):
        if step.name in words:
            needed.append(step)
            words |= set(_WORD.findall(step.sql))
    return needed[::-1]
