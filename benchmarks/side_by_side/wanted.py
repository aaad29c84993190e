"""What is asked side by side: twelve KPIs of differing shape, four quarters, three tiers and the accounts on no list.

Every rival starts from the same facts, as Parquet, and hands back `Numbers`: the value by KPI, quarter and group. A
duration has its median beside its mean, as `<kpi>.median`. Groups are tiers, and `REST` for the accounts on no list.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

Key = tuple[str, str, str]
Numbers = dict[Key, float | None]

KPIS = (
    "engaged_account_rate",
    "ad_click_rate",
    "engagement_minutes",
    "website_visits",
    "people_per_account",
    "accounts_with_opportunity",
    "pipeline_created",
    "target_account_pipeline",
    "opportunity_win_rate",
    "deal_velocity_days",
    "account_win_rate",
    "days_first_touch_to_opportunity",
)
DURATIONS = ("deal_velocity_days", "days_first_touch_to_opportunity")
TIERS = ("1", "2", "3")
REST = "on no list"
YEAR = 2025
ZONE = ZoneInfo("Europe/Madrid")
CLOSE = 1e-9


@dataclass(frozen=True)
class Quarter:
    """A quarter of the year, as naive UTC: from `start`, before `end`."""

    name: str
    start: datetime
    end: datetime


def _midnight(year: int, month: int) -> datetime:
    local = datetime(year, month, 1, tzinfo=ZONE)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


QUARTERS = tuple(
    Quarter(
        f"{YEAR}-Q{number}",
        _midnight(YEAR, 3 * number - 2),
        _midnight(YEAR + number // 4, (3 * number) % 12 + 1),
    )
    for number in range(1, 5)
)


def facts_of(workspace: Path) -> Path:
    """The folder of the facts of a workspace's current build."""
    from abmetry.facts.build_record import current_id
    from abmetry.workspace.workspace import Workspace

    places = Workspace.open(workspace).places
    current = current_id(places)
    assert current is not None
    return places.build(current) / "facts"


def share(part: float, whole: float, times: float = 1.0) -> float | None:
    """Part of a whole; nothing of none."""
    return times * part / whole if whole else None


def written(numbers: Numbers) -> str:
    """As one line of JSON."""
    return json.dumps([[*key, value] for key, value in sorted(numbers.items())])


def read(line: str) -> Numbers:
    """Of one line of JSON."""
    return {(kpi, quarter, group): value for kpi, quarter, group, value in json.loads(line)}


def differences(ours: Numbers, theirs: Numbers) -> list[str]:
    """Where two differ by more than one part in a thousand million, in words."""
    said = []
    for key in sorted({*ours, *theirs}):
        one, other = ours.get(key), theirs.get(key)
        if key not in ours or key not in theirs:
            said.append(f"{key}: only one has it")
        elif one is None or other is None:
            if one is not other:
                said.append(f"{key}: {one}, {other}")
        elif not math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE):
            said.append(f"{key}: {one!r}, {other!r}")
    return said
