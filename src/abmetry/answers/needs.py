"""What KPIs lack, in words: tables that were never loaded, of which one is sometimes enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from abmetry.errors import Unanswerable
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import Listing, Message, message, one_of, sentences
from abmetry.workspace.settings import Settings

HELP = message("Add a source that has them to abmetry.toml, then `abmetry load` and `abmetry build`.")
NEVER_LOADED = "never loaded: {tables}"


def alternatives(groups: Iterable[Sequence[str]]) -> Listing:
    """Tables that are needed, of each group one: ``people and surveys``; ``people, and touches or intent``."""
    groups = list(dict.fromkeys(tuple(group) for group in groups))
    items = tuple(one_of(group) for group in groups)
    said = [str(item) for item in items]
    if len(said) < 2:
        return Listing(items, "".join(said))
    comma = "," if any(len(group) > 1 for group in groups) else ""
    return Listing(items, f"{', '.join(said[:-1])}{comma} and {said[-1]}")


def never_loaded(groups: Iterable[Sequence[str]]) -> Message:
    """That they were not: ``surveys was never loaded``, ``touches or intent were never loaded``."""
    groups = list(groups)
    tables = {table for group in groups for table in group}
    return message(
        "{tables} was never loaded", "{tables} were never loaded", n=len(tables), tables=alternatives(groups)
    )


def why_not(kpi: Kpi, settings: Settings, cohort: str, loaded: Collection[str]) -> tuple[str, ...]:
    """Why a KPI cannot be answered, as far as settings and tables tell."""
    reason = kpi.unless(settings, cohort) if kpi.unless else None
    lacking = kpi.lacking(loaded)
    return (*([never_loaded(lacking)] if lacking else []), *([reason] if reason else []))


def unanswerable(kpi: Kpi, loaded: Collection[str], reasons: Sequence[str]) -> Unanswerable:
    """An error that tells all the reasons, and what would help."""
    return Unanswerable(
        message("{kpi} cannot be answered: {reasons}.", kpi=kpi.id, reasons=sentences(reasons)),
        help=HELP if kpi.missing(loaded) else None,
    )
