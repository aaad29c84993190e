"""Every preset, found in the modules that declare them."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

import abmetry.presets
from abmetry.errors import Unknown
from abmetry.lang.message import message
from abmetry.presets.preset import Preset

OWN = "abmetry"


def _declared() -> dict[str, Preset]:
    found: dict[str, Preset] = {}
    for module in pkgutil.iter_modules(abmetry.presets.__path__, "abmetry.presets."):
        if module.name == __name__:
            continue
        declared = getattr(importlib.import_module(module.name), "PRESET", None)
        if isinstance(declared, Preset):
            if declared.name in found:
                raise ValueError(f"Two presets have the name '{declared.name}'.")
            found[declared.name] = declared
    return dict(sorted(found.items(), key=lambda item: (item[0] != OWN, item[0])))


PRESETS: Mapping[str, Preset] = MappingProxyType(_declared())


def find_preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        Unknown: There is none; names the nearest.
    """
    if name in PRESETS:
        return PRESETS[name]
    near = difflib.get_close_matches(name, PRESETS, 1)
    meant = message(" Did you mean {near}?", near=near[0]) if near else ""
    raise Unknown(
        message("There is no preset '{name}'.{meant}", name=name, meant=meant),
        help=message("There are: {presets}.", presets=", ".join(PRESETS)),
    )
