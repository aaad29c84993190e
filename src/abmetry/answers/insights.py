"""Insights: what goes with what, of all that was done and all that came of it (KPIS.md, `insights`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from abmetry.answers.answer import Json, Result, tidy
from abmetry.answers.calendar import Calendar
from abmetry.answers.flat import flatten
from abmetry.answers.insight_tables import InsightTables
from abmetry.answers.measured import Working
from abmetry.answers.plain import plain
from abmetry.answers.plan import Asked, Plan
from abmetry.asof.relation import Frame
from abmetry.engine.engine import Engine
from abmetry.errors import Unknown
from abmetry.influence.insights.mining import CaseTable, Compared, Insight, Rules, mine
from abmetry.influence.insights.outcomes.openings import accounts_chosen
from abmetry.influence.insights.registry import all_factors, all_outcomes
from abmetry.influence.insights.words import sentence
from abmetry.lang.message import message
from abmetry.stats.interval import Interval
from abmetry.workspace.settings import Settings

INSIGHTS = "insights"
_TOLD = ("happened_at", "days", "closed", "won", "amount", "opened", "ended", "renewed", "points", "stage")


@dataclass(frozen=True)
class Insights:
    """What was found.

    Attributes:
        all: Every factor that was tried against an outcome, or is too rare to be: what was found first.
        period: Start and end of the time that was looked at; its cases.
        as_of: The instant that nothing at or after may change.
        scope: Whose cases.
        definition: Hash of the definitions.
        build: Id of the build.
        settings: The definitions.
        flags: What to know of the time and the accounts.
        tables: The cases, by kind.
    """

    all: tuple[Insight, ...]
    period: Mapping[str, str]
    as_of: str
    scope: Mapping[str, Any]
    definition: str
    build: str
    settings: Settings
    flags: tuple[str, ...]
    tables: Mapping[str, CaseTable]

    @property
    def found(self) -> tuple[Insight, ...]:
        """Those that are more than chance in the first two thirds of the time."""
        return tuple(one for one in self.all if one.is_found)

    @property
    def holding(self) -> tuple[Insight, ...]:
        """Of these, those that hold in the last third."""
        return tuple(one for one in self.all if one.status == "holds")

    @property
    def counts(self) -> dict[str, int]:
        """How many were tried, found, held, did not hold, cannot be told; and were too few to be tried."""
        by = Counter(one.status for one in self.all)
        return {
            "tried": len(self.all) - by["too few"],
            "found": len(self.found),
            "hold": by["holds"],
            "do_not_hold": by["does not hold"],
            "too_few_to_tell": by["too few to tell"],
            "nothing_found": by["nothing found"],
            "too_few_to_try": by["too few"],
        }

    def of(self, insight_id: str) -> Insight:
        """One of them, by its name.

        Raises:
            Unknown: There is none of that name.
        """
        for one in self.all:
            if one.id == insight_id:
                return one
        known = ", ".join(f"'{one.id}'" for one in self.found[:3])
        raise Unknown(
            message("There is no insight '{insight_id}'.", insight_id=insight_id),
            help=message("There are: {known}...", known=known) if known else None,
        )

    def sizes(self, insight_id: str) -> tuple[int, int]:
        """How many cases of one insight have the factor, and how many do not, over all of the time.

        Raises:
            Unknown: There is none of that name.
        """
        cases = self.of(insight_id).cases
        has = 0 if cases is None else int(np.count_nonzero(cases[1]))
        return has, (0 if cases is None else len(cases[1])) - has

    def rows(self, insight_id: str, limit: int | None = None) -> list[Json]:
        """The cases of both groups of one insight, those that have the factor first.

        Args:
            insight_id: Its name.
            limit: Rows of each group at most; None: all.
        """
        one = self.of(insight_id)
        if one.cases is None:
            return []
        table = self.tables[one.outcome.cases.name]
        places, first, later = one.cases
        told = [name for name in _TOLD if name in table.columns]
        found: list[Json] = []
        for has in (True, False):
            own = [i for i in range(len(places)) if first[i] == has][:limit]
            for i in own:
                place = places[i]
                row: Json = {
                    "insight": one.id,
                    "case": table.columns["case_id"][place],
                    "account_id": table.columns["account_id"][place],
                    "group": "has it" if has else "does not",
                    "part": "last third" if later[i] else "first two thirds",
                    "factor": tidy(float(table.values[one.factor.name][place])),
                }
                found.append(row | {name: _plain(table.columns[name][place]) for name in told})
        return found

    def to_list(self, *, tried: bool = False, rows: int | None = None) -> list[Json]:
        """The insights as they stand in JSON.

        Args:
            tried: Those that were tried in vain, or were too few to be tried, as well.
            rows: Beside each so many cases of either group; None: none.
        """
        counts = self.counts
        return [self._told(one, rows, counts) for one in (self.all if tried else self.found)]

    def to_arrow(self, *, tried: bool = False) -> pa.Table:
        """One row per insight, with the columns of the JSON, flattened by dots."""
        return flatten(self.to_list(tried=tried))

    def _told(self, one: Insight, rows: int | None, counts: Mapping[str, int]) -> Json:
        found = one.found.difference
        told: Json = {
            "insight": one.id,
            "outcome": one.outcome.title,
            "factor": one.factor.name,
            "family": one.factor.family,
            "status": one.status,
            "sentence": sentence(one, self.settings),
            "effect": found.value if found else None,
            "unit": one.outcome.measured.unit,
            "interval": _interval(found.interval if found else None),
            "p": found.p if found else None,
            "q": one.q,
            **_side(one.found),
            "value_unit": one.outcome.measured.value_unit,
            "cases": one.outcome.cases.many,
            "top_quarter_from": one.high if one.factor.split == "quarters" else None,
            "bottom_quarter_to": one.low if one.factor.split == "quarters" else None,
            "last_third": _again(one.again),
            "of": dict(counts),
            "period": dict(self.period),
            "as_of": self.as_of,
            "scope": dict(self.scope),
            "flags": list(self.flags),
            "definition": self.definition,
            "build": self.build,
        }
        if rows is not None:
            told["rows"] = self.rows(one.id, rows)
        return {name: tidy(value) for name, value in told.items()}


def find_insights(
    engine: Engine, settings: Settings, plan: Plan, asked: Asked, frame: Frame, marks: tuple[str, str]
) -> Insights:
    """Look for insights in one period of a question.

    Args:
        engine: A session in which the facts of the build are there under their names; its tables are made anew.
        settings: The definitions.
        plan: The question, resolved.
        asked: The period.
        frame: Its bounds.
        marks: Hash of the definitions, and id of the build.
    """
    said = settings.workspace
    calendar = Calendar(said.timezone, said.fiscal_year_starts)
    question = plan.question
    flags: list[str] = []
    period = asked.moment.period.bounds()
    if question.period is None and question.start is None:
        frame, period = _years_before(frame, settings, calendar)
        flags.append(
            message(
                "no period was named: the {years} years before {day} are looked at",
                years=settings.insights.years,
                day=asked.moment.t_local.date(),
            )
        )
    if plan.compares_cohorts:
        flags.append(message("accounts on no list are looked at as well, unless nothing is compared"))
    frame = replace(frame, index=0)
    working = Working(engine, settings, [frame])
    working.store("scope", replace(plan.scope, by=()).sql(engine.dialect, [frame]))
    tables = InsightTables(working, calendar)
    given = tables.given()
    outcomes, factors = all_outcomes(given), all_factors(given)
    cases = {one.cases.name: one.cases for one in outcomes}
    months, accounts = len(tables.span.months), tables.accounts()
    if accounts > accounts_chosen(months):
        flags.append(
            message(
                "for opening a deal {chosen} of the {accounts} accounts are looked at, chosen by lot",
                chosen=accounts_chosen(months),
                accounts=accounts,
            )
        )
    found = {name: tables.cases(one, factors) for name, one in cases.items()}
    rules = Rules(
        settings.stats.min_n,
        settings.stats.level,
        settings.insights.false_discovery_rate,
        settings.insights.landmark_days,
        frame.start_utc.replace(tzinfo=UTC).timestamp(),
    )
    definition, build = marks
    return Insights(
        mine(outcomes, factors, found, rules),
        period,
        asked.moment.as_of,
        plan.scope_said,
        definition,
        build,
        settings,
        tuple(flags),
        found,
    )


def _years_before(frame: Frame, settings: Settings, calendar: Calendar) -> tuple[Frame, dict[str, str]]:
    """The years before t, and their bounds as text."""
    t = frame.t_local
    year = t.year - settings.insights.years
    day = 28 if (t.month, t.day) == (2, 29) else t.day
    start = datetime(year, t.month, day, t.hour, t.minute, t.second)
    bounds = {"start": start.date().isoformat(), "end": t.date().isoformat()}
    return replace(frame, start_local=start, start_utc=calendar.to_utc(start)), bounds


def _side(side: Compared) -> Json:
    return {
        "n": side.n,
        "n_other": side.n_other,
        "value": side.value,
        "value_other": side.value_other,
    }


def _again(again: Compared | None) -> Json:
    difference = again.difference if again else None
    return {
        "effect": difference.value if difference else None,
        "interval": _interval(difference.interval if difference else None),
        "p": difference.p if difference else None,
        "n": again.n if again else None,
        "n_other": again.n_other if again else None,
    }


def _interval(interval: Interval | None) -> Json | None:
    if interval is None:
        return None
    return {"low": interval.low, "high": interval.high, "level": interval.level, "method": interval.method}


def _plain(value: Any) -> Any:
    return tidy(float(value)) if isinstance(value, float) else plain(value)


def insights_result(kpi: str, unit: str, found: Insights) -> Result:
    """How many insights hold, as a result of the catalogue."""
    counts = found.counts
    return Result(
        kpi=kpi,
        unit=unit,
        period=found.period,
        as_of=found.as_of,
        scope=found.scope,
        group={},
        status="ok" if counts["tried"] else "empty",
        definition=found.definition,
        build=found.build,
        value=counts["hold"] if counts["tried"] else None,
        numerator=counts["hold"],
        n=counts["tried"],
        extra={**counts, "sentences": [sentence(one, found.settings) for one in found.holding]},
        flags=(*found.flags, message("associated, not caused")),
    )
