"""Every fact, found in the modules that declare them, in the order in which they can be built."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType

import abmetry.facts
import abmetry.identity
import abmetry.scores
from abmetry.steps.fact import AnyFact, Fact, LookupFact


@cache
def all_facts() -> Mapping[str, AnyFact]:
    """The facts of ``identity``, ``scores`` and ``facts`` by name, each after all that it reads.

    Raises:
        ValueError: Two have one name, or some read each other in a circle.
    """
    packages = (abmetry.identity, abmetry.scores, abmetry.facts)
    return in_order(fact for package in packages for fact in _declared(package))


def in_order(facts: Iterable[AnyFact]) -> Mapping[str, AnyFact]:
    """Sort facts so that each comes after all that it reads.

    Raises:
        ValueError: Two have one name, or some read each other in a circle.
    """
    waiting: dict[str, AnyFact] = {}
    for fact in facts:
        if waiting.setdefault(fact.name, fact) is not fact:
            raise ValueError(f"Two facts have the name '{fact.name}'.")
    ordered: dict[str, AnyFact] = {}
    while waiting:
        ready = [
            f for f in waiting.values() if not any(read in waiting for read in f.reads if read != f.name)
        ]
        if not ready:
            raise ValueError(f"These facts read each other in a circle: {', '.join(waiting)}.")
        for fact in ready:
            ordered[fact.name] = waiting.pop(fact.name)
    return ordered


def _declared(package: ModuleType) -> Iterator[AnyFact]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(found.name)).values():
            declared = value if isinstance(value, tuple) else (value,)
            yield from (one for one in declared if isinstance(one, Fact | LookupFact))
