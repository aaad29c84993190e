"""One company twice: built and asked on DuckDB, and built and asked on Spark."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.facts.build import build
from abmetry.facts.build_record import BuildRecord
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from engine.same_facts import different


@dataclass
class Both:
    """The company as DuckDB has it, and as Spark has it; each with a lake of its own."""

    own: Analysis
    other: Analysis

    def __iter__(self) -> Iterator[Analysis]:
        return iter((self.own, self.other))

    def differing_facts(self) -> list[str]:
        """What differs between the two builds, one sentence per fact."""
        found, expected = (facts_of(one) for one in (self.own, self.other))
        names = list(self.own.record.rows)
        return [*different(found, expected, names)]

    def differences(self, ask: Callable[[Analysis], Any]) -> list[tuple[str, Any, Any]]:
        """Where the answers of the two differ."""
        return differences(ask(self.own), ask(self.other))


def facts_of(analysis: Analysis) -> Path:
    """The folder of a build's facts, in the workspace or at a `file:` address."""
    if analysis.record.address:
        return Path(analysis.record.address.removeprefix("file:"))
    return analysis.workspace.places.build(analysis.record.id) / "facts"


def on(workspace: Workspace, engine: str, **spark: Any) -> Workspace:
    """A workspace with another engine."""
    settings = workspace.settings
    section = settings.engine.model_copy(
        update={"name": engine, "spark": settings.engine.spark.model_copy(update=spark)}
    )
    return replace(workspace, settings=settings.model_copy(update={"engine": section}))


@contextmanager
def both_engines(folder: Path, **spark: Any) -> Iterator[Both]:
    """Load a workspace once, and build and open it on both engines.

    Args:
        folder: The workspace; beside it another one is made, with the same lake.
        spark: Settings of Spark's; none: it joins the Spark that runs.
    """
    load(Workspace.open(folder))
    beside = folder.with_name(f"{folder.name}_on_spark")
    shutil.copytree(folder, beside, symlinks=True)
    own, other = on(Workspace.open(folder), "duckdb"), on(Workspace.open(beside), "spark", **spark)
    records: list[BuildRecord] = [build(one, full=True) for one in (own, other)]
    with Analysis(own, records[0]) as asked, Analysis(other, records[1]) as asked_too:
        yield Both(asked, asked_too)


def differences(own: Any, other: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two answers differ: counts and texts are equal, numbers with a fraction to nine digits.

    Ids of builds are not compared.
    """
    if isinstance(own, dict) and isinstance(other, dict) and own.keys() == other.keys():
        keys = [key for key in own if key != "build"]
        return [found for key in keys for found in differences(own[key], other[key], f"{path}.{key}")]
    if isinstance(own, list | tuple) and isinstance(other, list | tuple) and len(own) == len(other):
        pairs = enumerate(zip(own, other, strict=True))
        return [found for i, (a, b) in pairs for found in differences(a, b, f"{path}[{i}]")]
    if isinstance(own, float) and isinstance(other, int | float):
        return [] if isclose(own, other, rel_tol=1e-9, abs_tol=1e-12) else [(path, own, other)]
    return [] if own == other and type(own) is type(other) else [(path, own, other)]
