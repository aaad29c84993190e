"""Every as-of relation, found in the modules that declare them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

import abmetry.asof
from abmetry.asof.relation import AsOf


def _declared() -> dict[str, AsOf]:
    found: dict[str, AsOf] = {}
    for module in pkgutil.iter_modules(abmetry.asof.__path__, "abmetry.asof."):
        if module.name == __name__:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, AsOf) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"Two as-of relations have the name '{value.name}'.")
    return found


RELATIONS: Mapping[str, AsOf] = MappingProxyType(_declared())
