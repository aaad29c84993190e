"""What can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cohort = Literal["abm", "non_abm", "all"]
Compare = Literal["non_abm", "previous", "none"]


@dataclass(frozen=True)
class Question:
    """KPIs, for a scope, over a period, seen from an instant.

    Attributes:
        kpis: Ids; none: the whole catalogue.
        lists: Target lists; none: all.
        tiers: Tiers; none: all.
        where: Conditions on account attributes, such as ``industry=Software``.
        owner: The owner of the accounts.
        cohort: ``abm``, ``non_abm`` or ``all``.
        rollup: ``parent`` to ask of top parents instead of accounts.
        period: A period such as ``2026-Q3``; none: the last complete quarter.
        start: First day, instead of a period.
        end: First day no longer in it.
        by: What the answer is split by: attributes of accounts, grains of time, columns of the KPI.
        compare: What the value is set beside; none: both the cohort outside the program and the period before.
        as_of: Instant at or after which nothing counts.
        known_at: Instant after which nothing that was loaded counts.
        link_confidence: How sure a link must be to count, 0 to 1; none: every link counts.
    """

    kpis: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    owner: str | None = None
    cohort: Cohort = "abm"
    rollup: Literal["parent"] | None = None
    period: str | None = None
    start: str | None = None
    end: str | None = None
    by: tuple[str, ...] = ()
    compare: Compare | None = None
    as_of: str | None = None
    known_at: str | None = None
    link_confidence: float | None = None
