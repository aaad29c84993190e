"""Drawing a randomised hold-out of a list: what it could find first, then who is held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from abmetry.answers.answer import Json, tidy
from abmetry.answers.lift import why_not
from abmetry.answers.lift_accounts import TABLE
from abmetry.answers.lift_parts import LiftParts
from abmetry.answers.measured import Working
from abmetry.answers.period import now_utc
from abmetry.answers.question import Question
from abmetry.asof.relation import Frame
from abmetry.errors import Unanswerable, UsageError
from abmetry.facts.holdouts import HELD_OUT, PROGRAM
from abmetry.influence.balance import UNKNOWN, Floats
from abmetry.influence.holdout import draw
from abmetry.kpis.catalogue import find
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import message
from abmetry.stats.linearised import gradient
from abmetry.stats.power import detectable_difference, periods_needed, spread_over
from abmetry.stats.statistic import Statistic

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis

DEFAULT_KPI = "engaged_account_rate"
POWER = 0.8
WATCHED = (1, 2, 3, 4)
"""Numbers of periods for which the smallest difference is told."""


@dataclass(frozen=True)
class Baseline:
    """What a KPI was among the accounts of a list, and how much it varies between them.

    Attributes:
        kpi: The KPI; a count or a sum is told per account.
        period: Start and end of the period.
        value: Its value.
        deviation: Standard deviation between accounts of what they add to it.
        correlation: Of what an account adds in that period and in the one before, 0 to 1.
    """

    kpi: Kpi
    period: dict[str, str]
    value: float
    deviation: float
    correlation: float

    @property
    def per_account(self) -> bool:
        """Whether the value is a count or sum per account."""
        return self.kpi.shape.denominator is None


@dataclass(frozen=True)
class Holdout:
    """A hold-out as drawn, and what it can find.

    Attributes:
        target_list: The list.
        share: Share of the accounts that was to be held out.
        strata: Attributes within whose values it was drawn.
        seed: Of the draw.
        drawn_on: Local day of the draw.
        rows: ``account_id``, ``name``, ``arm`` and ``stratum`` of every account, in the order of their ids.
        baseline: What the outcome was so far.
        detectable: The smallest difference found with POWER, by number of periods that are watched.
        currency: Reporting currency.
        wanted: A difference that is to be found; None: none was named.
        needed: For how many periods that takes; None: more than ten years.
    """

    target_list: str
    share: float
    strata: tuple[str, ...]
    seed: int
    drawn_on: str
    rows: tuple[dict[str, str | None], ...]
    baseline: Baseline
    detectable: dict[int, float]
    currency: str
    wanted: float | None
    needed: int | None

    @property
    def arms(self) -> dict[str, int]:
        """Accounts of either arm."""
        counts = Counter(str(row["arm"]) for row in self.rows)
        return {arm: counts[arm] for arm in (PROGRAM, HELD_OUT)}

    @property
    def by_stratum(self) -> dict[str, dict[str, int]]:
        """Accounts of either arm, stratum by stratum."""
        counts = Counter((str(row["stratum"]), str(row["arm"])) for row in self.rows)
        return {
            stratum: {arm: counts[stratum, arm] for arm in (PROGRAM, HELD_OUT)}
            for stratum in sorted({stratum for stratum, _ in counts})
        }

    def to_dict(self) -> Json:
        """The hold-out as it stands in JSON."""
        found = self.baseline
        told: Json = {
            "list": self.target_list,
            "share": self.share,
            "strata": list(self.strata),
            "seed": self.seed,
            "drawn_on": self.drawn_on,
            "accounts": self.arms,
            "by_stratum": self.by_stratum if self.strata else {},
            "power": {
                "kpi": found.kpi.id,
                "unit": found.kpi.unit.value,
                "per_account": found.per_account,
                "period": found.period,
                "baseline": found.value,
                "deviation": found.deviation,
                "correlation": found.correlation,
                "power": POWER,
                "detectable": [
                    {"periods": periods, "difference": difference}
                    for periods, difference in self.detectable.items()
                ],
                "wanted": self.wanted,
                "periods_needed": self.needed,
            },
            "members": list(self.rows),
        }
        return {key: tidy(value) for key, value in told.items()}


def holdout(
    analysis: Analysis,
    target_list: str,
    share: float,
    strata: Sequence[str] = (),
    kpi: str = DEFAULT_KPI,
    seed: int | None = None,
    period: str | None = None,
    wanted: float | None = None,
    now: datetime | None = None,
) -> Holdout:
    """Draw a hold-out of the accounts that are on a list now.

    Args:
        analysis: The opened build.
        target_list: The list.
        share: How much of it is held out, between 0 and 1.
        strata: Attributes of accounts, or ``tier``, within whose values it is drawn evenly.
        kpi: The outcome. Where it is measured on target accounts, only those that are no customers are drawn.
        seed: Of the draw; None: that of the settings.
        period: The period from which the baseline is taken, and in whose lengths time is counted; None: the last
            complete quarter.
        wanted: A difference to be found, in the unit of the KPI.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: There is no such list or attribute, or no such share.
        Unanswerable: The KPI cannot be compared, or nobody is on the list.
    """
    if not 0 < share < 1:
        raise UsageError(message("A share is above 0 and below 1, not {share}.", share=f"{share:g}"))
    settings = analysis.workspace.settings
    if (listed := settings.lists.get(target_list)) and listed.holdout is not None:
        raise UsageError(
            message(
                "List '{target_list}' has a hold-out already, {holdout}: who is drawn anew is no longer random.",
                target_list=target_list,
                holdout=listed.holdout,
            ),
            help=message("To end it, take `holdout` out of [lists.{target_list}].", target_list=target_list),
        )
    outcome = find(kpi)
    if reason := why_not(outcome, settings, frozenset(analysis.record.loaded)):
        raise Unanswerable(
            message("{kpi} cannot be compared between accounts: {reason}.", kpi=kpi, reason=reason)
        )
    present = now or now_utc()
    question = Question((), (target_list,), period=period, by=tuple(strata), compare="previous")
    plan = analysis.plan(question, now, ())
    if not plan.asked or plan.asked[0].frame is None:
        raise Unanswerable(message("The period had not begun at the instant asked for."))
    asked = plan.asked[0]
    with analysis.session(question) as engine:
        working = Working(engine, settings, plan.frames)
        scope = replace(plan.scope, cohorts=("abm",), by=tuple(strata))
        working.store("scope", scope.sql(engine.dialect, plan.frames))
        local = analysis.calendar.to_local(present)
        moment = scope.sql(engine.dialect, [Frame(0, present, present, local, local)])
        groups = "".join(f", s.g{i}" for i in range(len(strata)))
        members = engine.query(
            f"""
            select s.account_id, a.name {groups} from ({moment}) s join accounts a on a.account_id = s.account_id
            where {"s.is_target" if outcome.population == "T" else "1 = 1"}
            order by s.account_id
            """
        ).to_pylist()
        if len(members) < 2:
            raise Unanswerable(
                message(
                    "Fewer than two accounts are on list '{target_list}': there is nothing to draw from.",
                    target_list=target_list,
                )
            )
        ids = [row["account_id"] for row in members]
        engine.register(
            TABLE,
            pa.table(
                {"account_id": pa.array(ids, pa.string()), "place": pa.array(range(len(ids)), pa.int64())}
            ),
        )
        parts = LiftParts(working, len(ids))
        parts.expect([outcome])
        frames = [asked.frame, asked.previous_frame]
        outcomes = [parts.of(outcome.shape, frame) for frame in frames if frame is not None]
    baseline = _baseline(outcome, asked.moment.period.bounds(), outcomes)
    stratum = [
        tuple(UNKNOWN if row[f"g{i}"] is None else str(row[f"g{i}"]) for i in range(len(strata)))
        for row in members
    ]
    used = settings.stats.seed if seed is None else seed
    held = draw(ids, stratum, share, used)
    arms = (int((~held).sum()), int(held.sum()))
    if min(arms) < 1:
        raise UsageError(
            message("{share} of {n} accounts leaves an arm empty.", share=f"{share:g}", n=len(ids))
        )
    level = settings.stats.level
    return Holdout(
        target_list,
        share,
        tuple(strata),
        used,
        local.date().isoformat(),
        tuple(
            {
                "account_id": row["account_id"],
                "name": row["name"],
                "arm": HELD_OUT if out else PROGRAM,
                "stratum": " / ".join(names) or None,
            }
            for row, out, names in zip(members, held, stratum, strict=True)
        ),
        baseline,
        {k: _detectable(baseline, arms, k, level) for k in WATCHED},
        settings.workspace.currency,
        wanted,
        periods_needed(wanted, baseline.deviation, baseline.correlation, arms, level, POWER)
        if wanted
        else None,
    )


def _detectable(baseline: Baseline, arms: tuple[int, int], periods: int, level: float) -> float:
    deviation = spread_over(baseline.deviation, baseline.correlation, periods)
    found = detectable_difference(deviation, *arms, level, POWER)
    assert found is not None
    return found


def _baseline(kpi: Kpi, period: dict[str, str], outcomes: Sequence[Floats]) -> Baseline:
    """The value, and how what accounts add to it varies and lasts."""
    per_account = kpi.shape.denominator is None
    n = len(outcomes[0])

    def statistic(sums: Floats) -> Floats:
        return np.asarray(kpi.shape.value(sums) / n if per_account else kpi.shape.value(sums))

    value = float(statistic(outcomes[0].sum(axis=0)))
    if not np.isfinite(value):
        raise Unanswerable(
            message(
                "{kpi} has no value among these accounts, so nothing can be said of its spread.", kpi=kpi.id
            )
        )
    added = [_added(statistic, one) for one in outcomes]
    deviation = float(added[0].std(ddof=1))
    correlation = 0.0
    if len(added) == 2 and all(np.isfinite(one).all() and one.std() > 0 for one in added):
        correlation = float(np.clip(np.corrcoef(added[0], added[1])[0, 1], 0, 1))
    return Baseline(kpi, period, value, deviation, correlation)


def _added(statistic: Statistic, parts: Floats) -> Floats:
    """What each account adds to the value, as if all were like it: its influence times the number of accounts."""
    n = len(parts)
    centred = parts - parts.mean(axis=0)
    slopes = gradient(statistic, parts.sum(axis=0), np.sqrt((centred**2).sum(axis=0)))
    return np.asarray(n * (centred @ slopes))


def said(value: Any) -> str:
    """A cell of the file that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
