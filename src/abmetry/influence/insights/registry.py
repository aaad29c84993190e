"""Every factor and outcome, found in the modules that declare them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import abmetry.influence.insights.factors
import abmetry.influence.insights.outcomes
from abmetry.influence.insights.declared import Factor, Given, Outcome


def all_factors(given: Given) -> tuple[Factor, ...]:
    """The factors of a workspace, family by family."""
    return tuple(
        factor for module in _of(abmetry.influence.insights.factors) for factor in module.factors(given)
    )


def all_outcomes(given: Given) -> tuple[Outcome, ...]:
    """The outcomes of a workspace, family by family."""
    return tuple(one for module in _of(abmetry.influence.insights.outcomes) for one in module.outcomes(given))


def _of(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)
