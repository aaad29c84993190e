"""What KPIs lack, in words: tables that were never loaded, of which one is sometimes enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from abmetry.errors import Unanswerable
from abmetry.kpis.kpi import Kpi
from abmetry.workspace.settings import Settings

HELP = "Add a source that has them to abmetry.toml, then `abmetry load` and `abmetry build`."
NEVER_LOADED = "never loaded: "


def alternatives(groups: Iterable[Sequence[str]]) -> str:
    """Tables that are needed, of each group one: ``people and surveys``; ``people, and touches or intent``."""
    groups = list(dict.fromkeys(tuple(group) for group in groups))
    said = [" or ".join(group) for group in groups]
    if len(said) < 2:
        return "".join(said)
    comma = "," if any(len(group) > 1 for group in groups) else ""
    return f"{', '.join(said[:-1])}{comma} and {said[-1]}"


def never_loaded(groups: Iterable[Sequence[str]]) -> str:
    """That they were not: ``surveys was never loaded``, ``touches or intent were never loaded``."""
    groups = list(groups)
    tables = {table for group in groups for table in group}
    return f"{alternatives(groups)} {'was' if len(tables) == 1 else 'were'} never loaded"


def why_not(kpi: Kpi, settings: Settings, cohort: str, loaded: Collection[str]) -> tuple[str, ...]:
    """Why a KPI cannot be answered, as far as settings and tables tell."""
    reason = kpi.unless(settings, cohort) if kpi.unless else None
    lacking = kpi.lacking(loaded)
    return (*([never_loaded(lacking)] if lacking else []), *([reason] if reason else []))


def unanswerable(kpi: Kpi, loaded: Collection[str], reasons: Sequence[str]) -> Unanswerable:
    """An error that tells all the reasons, and what would help."""
    return Unanswerable(
        f"{kpi.id} cannot be answered: {'; '.join(reasons)}.", help=HELP if kpi.missing(loaded) else None
    )
