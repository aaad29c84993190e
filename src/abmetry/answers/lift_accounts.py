"""The accounts of a comparison: on which side each stands, and what was known of it before.

An account stands where it stood when the period began: in the program if it was on a list of the scope at the last
instant before the start, outside if it was on no list at all. What it did in the period, joining or leaving a list
included, never decides (as in a trial that is analysed by intention to treat).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from abmetry.answers.measured import Working
from abmetry.answers.plan import Plan
from abmetry.asof.relation import Frame
from abmetry.facts.holdouts import HELD_OUT, PROGRAM
from abmetry.influence.balance import Bools, Covariates, Floats, Groups
from abmetry.workspace.settings import Settings

TABLE = "lift_accounts"
_SIDES = "lift_sides"
COHORTS = ("abm", "non_abm")
LEAST_OF_CURRENCY = 20


@dataclass(frozen=True)
class Standing:
    """Where every account stood at an instant.

    Attributes:
        abm: On a list of the scope.
        non_abm: There, and on no list.
        target: No customer.
    """

    abm: Bools
    non_abm: Bools
    target: Bools


@dataclass(frozen=True)
class LiftAccounts:
    """The accounts that are looked at, and where they stood.

    Attributes:
        ids: Their ids, sorted; every array here has one element per account, in this order.
        ending: At t of the period, as KPIs count them.
        starting: At the start of the period, and of the one before: by number of the frame.
        between: At the end of the period before, or at the start where there is none.
        earlier: When the traffic that is matched on began to be counted.
    """

    ids: tuple[str, ...]
    ending: Standing
    starting: Mapping[int, Standing]
    between: Standing
    earlier: Standing


def find_accounts(working: Working, plan: Plan) -> LiftAccounts:
    """Store the scope of the frames, and find every account in it or on a side when they began."""
    dialect, frames = working.engine.dialect, working.frames
    scope = replace(plan.scope, cohorts=COHORTS, by=())
    working.store("scope", scope.sql(dialect, frames))
    instants = [_instant(i, frame.start_utc, frame.start_local) for i, frame in enumerate(frames)]
    first, last = frames[0], frames[-1]
    between = (last.t_utc, last.t_local) if len(frames) > 1 else (first.start_utc, first.start_local)
    counted = timedelta(days=working.settings.lift.traffic_days)
    earlier = (first.start_utc - counted, first.start_local - counted)
    instants += [_instant(len(frames) + i, *instant) for i, instant in enumerate((between, earlier))]
    working.store(_SIDES, scope.sql(dialect, instants))
    rows = {
        name: working.engine.query(f"select period, cohort, account_id, is_target from {name}")
        for name in ("scope", _SIDES)
    }
    ids = pc.unique(pa.chunked_array([c for t in rows.values() for c in t["account_id"].chunks], pa.string()))
    ids = ids.take(pc.sort_indices(ids))
    number = len(ids)
    working.engine.register(TABLE, pa.table({"account_id": ids, "place": pa.array(np.arange(number))}))
    places = {name: pc.index_in(table["account_id"], ids).to_numpy() for name, table in rows.items()}

    def standing(name: str, period: int) -> Standing:
        table = rows[name]
        here = table["period"].to_numpy() == period
        abm = table["cohort"].to_numpy() == "abm"
        target = table["is_target"].to_numpy()
        found = []
        for held in (here & abm, here & ~abm, here & target):
            side = np.zeros(number, dtype=np.bool_)
            side[places[name][held]] = True
            found.append(side)
        return Standing(*found)

    return LiftAccounts(
        tuple(ids.to_pylist()),
        standing("scope", frames[0].index),
        {frame.index: standing(_SIDES, i) for i, frame in enumerate(frames)},
        standing(_SIDES, len(frames)),
        standing(_SIDES, len(frames) + 1),
    )


def _instant(index: int, utc: datetime, local: datetime) -> Frame:
    """A frame that ends where it begins: what holds at the last instant before it."""
    return Frame(index, utc, utc, local, local)


def known_at_start(working: Working, frame: Frame, settings: Settings) -> Covariates:
    """What was known of every account when a frame began, of what the settings match on."""
    working.asof("starting_points")
    rows = working.engine.query(
        f"""
        select l.place, p.employees, p.annual_revenue, p.currency, p.industry, p.region, p.traffic, p.stage
        from {TABLE} l
        left join asof_starting_points p on p.account_id = l.account_id and p.period = {frame.index}
        order by l.place
        """
    )

    def number(name: str) -> Floats:
        return np.array(
            [np.nan if value is None else float(value) for value in rows[name].to_pylist()], dtype=np.float64
        )

    def group(name: str) -> Groups:
        return np.array([None if v is None else str(v) for v in rows[name].to_pylist()], dtype=object)

    wanted = settings.lift.match_on
    size = log_size(number("employees"), number("annual_revenue"), group("currency"))
    numbers = {"size": size, "traffic": np.log1p(np.nan_to_num(number("traffic")))}
    groups = {name: group(name) for name in ("industry", "region", "stage")}
    return Covariates(
        {name: values for name, values in numbers.items() if name in wanted},
        {name: found for name, found in groups.items() if name in wanted},
    )


def log_size(employees: Floats, revenue: Floats, currency: Groups) -> Floats:
    """The logarithm of employees; where they are not known, of as many as go with that revenue in that currency."""
    size = np.log(np.where(employees > 0, employees, np.nan))
    income = np.log(np.where(revenue > 0, revenue, np.nan))
    for unit in {str(one) for one in currency if one is not None}:
        mine = currency == unit
        both = mine & np.isfinite(size) & np.isfinite(income)
        if both.sum() >= LEAST_OF_CURRENCY:
            per_head = float(np.median(income[both] - size[both]))
            size = np.where(mine & ~np.isfinite(size), income - per_head, size)
    return size


@dataclass(frozen=True)
class Arms:
    """A randomised hold-out of a list.

    Attributes:
        target_list: The list.
        program: Accounts of the arm that the program works on.
        held_out: Accounts that were held out.
        drawn_on: Local day of the draw.
        missing: Accounts of the file that are not among those looked at.
    """

    target_list: str
    program: Bools
    held_out: Bools
    drawn_on: str
    missing: int


def find_arms(working: Working, accounts: LiftAccounts, lists: Sequence[str]) -> tuple[Arms, ...]:
    """The hold-outs of these lists."""
    if not lists:
        return ()
    dialect = working.engine.dialect
    rows = working.engine.query(
        f"""
        select h.list_id, h.arm, l.place, cast(h.drawn_on as string) as drawn_on
        from holdouts h left join {TABLE} l on l.account_id = h.account_id
        where {dialect.in_list("h.list_id", lists)}
        """
    ).to_pylist()
    found = []
    for name in sorted({row["list_id"] for row in rows}):
        own = [row for row in rows if row["list_id"] == name]
        arms = {arm: np.zeros(len(accounts.ids), dtype=np.bool_) for arm in (PROGRAM, HELD_OUT)}
        for row in own:
            if row["place"] is not None:
                arms[row["arm"]][row["place"]] = True
        missing = sum(row["place"] is None for row in own)
        drawn_on = max(row["drawn_on"] for row in own)
        found.append(Arms(name, arms[PROGRAM], arms[HELD_OUT], drawn_on, missing))
    return tuple(found)
