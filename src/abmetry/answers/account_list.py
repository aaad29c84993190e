"""The accounts of a scope as a list: found, chosen by what they show, sorted, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from abmetry.answers.account_values import AccountValues
from abmetry.answers.analysis import Analysis
from abmetry.answers.flat import flatten
from abmetry.answers.funnel import STAGES
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.engine.dialect import Dialect
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable, UsageError
from abmetry.lang.message import Message, message

SIGNALS: Mapping[str, tuple[Message, str]] = {
    "hot": (message("Research heat of 3 or more"), "heat >= 3"),
    "surging": (message("Intent surge in the period"), "surges > 0"),
    "engaged": (message("Engaged in the period"), "engagements > 0"),
    "quiet": (message("No engagement in the period"), "engagements = 0"),
    "open_deal": (message("Open opportunity"), "open_deals > 0"),
    "no_deal": (message("No open opportunity"), "open_deals = 0"),
    "improving": (message("Relationship improving"), "is_improving"),
    "degrading": (message("Relationship degrading"), "is_degrading"),
    "single_thread": (message("Hangs on one person"), "is_single_thread"),
    "stranger": (message("No relationship yet"), "relationship is null"),
}
"""What accounts can be chosen by: in words, and as a condition on their values."""

_ORDERS = {
    "name": "lower(coalesce(name, account_id))",
    "tier": "tier_rank",
    "stage": "stage",
    "heat": "heat",
    "surges": "surges",
    "relationship": "relationship",
    "change": "relationship_change",
    "minutes": "minutes",
    "people": "engaged_people",
    "engaged": "engaged_at",
    "pipeline": "pipeline",
}
SORTS = tuple(_ORDERS)
"""What a list can be sorted by."""


@dataclass(frozen=True)
class Listing:
    """Which accounts of a scope, and in which order.

    Attributes:
        search: Words of their names, domains or ids; each must be in one of them.
        stages: Stages that they stand at; none: any.
        signals: Names of `SIGNALS`, all of which must hold.
        sort: A name of `SORTS`, after a ``-`` for the highest first. What has no value comes last either way.
        limit: The most that are listed; None: all.
        skip: How many are left out before the first.
    """

    search: str = ""
    stages: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    sort: str = "-heat"
    limit: int | None = 50
    skip: int = 0

    def check(self) -> None:
        """Make sure that it can be asked for.

        Raises:
            UsageError: There is no such stage, signal or order.
        """
        for given, known in ((self.stages, STAGES), (self.signals, tuple(SIGNALS)), ((self.key,), SORTS)):
            for name in given:
                if name not in known:
                    raise UsageError(
                        message(
                            "Accounts cannot be listed by '{name}'; there are {known}.",
                            name=name,
                            known=", ".join(known),
                        )
                    )

    @property
    def key(self) -> str:
        """What it is sorted by."""
        return self.sort.removeprefix("-")


@dataclass(frozen=True)
class AccountList:
    """A part of the accounts of a scope.

    Attributes:
        as_of: The instant that nothing at or after may change, with offset.
        rows: The accounts: who they are, their tier in the scope, and their values (see `AccountValues`).
        total: How many are chosen, listed or not.
        of: How many the scope has.
        sums: Of all that are chosen: ``minutes``, ``pipeline``, ``hot``, ``surging``, ``open_deals``.
        unavailable: Values that are not known, and the tables of which one would have to be loaded.
        flags: Warnings.
    """

    as_of: str
    rows: tuple[dict[str, Any], ...]
    total: int
    of: int
    sums: Mapping[str, float | None]
    unavailable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    def to_arrow(self) -> pa.Table:
        """One row per account."""
        return flatten(self.rows)


def account_list(
    analysis: Analysis,
    question: Question,
    values: AccountValues,
    listing: Listing,
    now: datetime | None = None,
) -> AccountList:
    """List the accounts of a scope.

    Args:
        analysis: The build.
        question: Scope and period; its KPIs do not matter.
        values: The values of the accounts at the same moment.
        listing: Which of them.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question or the listing is put wrongly.
        Unanswerable: The period had not begun.
    """
    listing.check()
    with analysis.knowing(question) as known:
        asked = replace(question, kpis=("target_accounts",), by=(), compare="none", known_at=None)
        plan = known.plan(asked, now)
        if not plan.frames:
            raise Unanswerable(message("The period had not begun at the instant asked for."))
        with known.session(asked) as engine:
            engine.register("account_values", values.rows)
            scope = plan.scope.sql(engine.dialect, plan.frames)
            listed = _listed_sql(engine.dialect, scope, plan.cohort, plan.known_tiers)
            engine.create_view("listed_accounts", listed)
            return _chosen(engine, listing, values, plan.scope.rests_on_present_attributes)


def _chosen(engine: Engine, listing: Listing, values: AccountValues, present: tuple[str, ...]) -> AccountList:
    dialect = engine.dialect
    chosen = _chosen_sql(dialect, listing)
    (sums,) = engine.query(
        f"""
        select count(*) as of_scope, {dialect.count_where(chosen)} as total,
            sum(case when {chosen} then minutes end) as minutes,
            sum(case when {chosen} then pipeline end) as pipeline,
            {dialect.count_where(f"{chosen} and heat >= 3")} as hot,
            {dialect.count_where(f"{chosen} and surges > 0")} as surging,
            {dialect.count_where(f"{chosen} and open_deals > 0")} as open_deals
        from listed_accounts
        """
    ).to_pylist()
    down = "desc" if listing.sort.startswith("-") else "asc"
    cut = "" if listing.limit is None else f" limit {int(listing.limit)}"
    cut += f" offset {int(listing.skip)}" if listing.skip else ""
    found = engine.query(
        f"""
        select * from listed_accounts where {chosen}
        order by {_ORDERS[listing.key]} {down} nulls last, minutes desc nulls last, account_id {cut}
        """
    ).drop_columns(["tier_rank"])
    rows = ({name: plain(value) for name, value in row.items()} for row in found.to_pylist())
    flags = [
        message("{name} is as last loaded, whatever the instant asked for", name=name) for name in present
    ]
    total, of_scope = sums.pop("total"), sums.pop("of_scope")
    if running := values.moment.running:
        flags.insert(0, running)
    return AccountList(
        as_of=values.moment.as_of,
        rows=tuple({**row, "stage": STAGES[row["stage"] - 1]} for row in rows),
        total=total,
        of=of_scope,
        sums={name: plain(value) for name, value in sums.items()},
        unavailable=values.unavailable,
        flags=tuple(flags),
    )


def _listed_sql(dialect: Dialect, scope: str, cohort: str, tiers: tuple[str, ...]) -> str:
    """The accounts of a scope with their values."""
    ranks = " ".join(f"when {dialect.text(tier)} then {len(tiers) - i}" for i, tier in enumerate(tiers))
    rank = f"case s.tier {ranks} end" if ranks else "cast(null as int)"
    return f"""
        select s.account_id, a.name, a.domain, a.industry, a.country, a.employees, a.owner_id, u.name as owner,
            s.tier, {rank} as tier_rank, v.stage, v.stage_since, v.heat, v.lift, v.is_heat_by_rule, v.surges,
            v.surged_on, v.surge_topic, v.relationship, v.relationship_change, v.is_improving, v.is_degrading,
            v.is_single_thread, v.minutes, v.engagements, v.engaged_people, v.engaged_at, v.pipeline, v.open_deals
        from (select distinct account_id, tier from ({scope}) scoped where cohort = {dialect.text(cohort)}) s
        join accounts a on a.account_id = s.account_id
        join account_values v on v.account_id = s.account_id
        left join users u on u.user_id = a.owner_id
    """


def _chosen_sql(dialect: Dialect, listing: Listing) -> str:
    conditions = [SIGNALS[name][1] for name in listing.signals]
    if listing.stages:
        places = ", ".join(str(STAGES.index(stage) + 1) for stage in listing.stages)
        conditions.append(f"stage in ({places})")
    for word in listing.search.lower().split()[:8]:
        wanted = dialect.text(word)
        conditions.append(
            f"(position({wanted} in lower(coalesce(name, ''))) > 0"
            f" or position({wanted} in lower(coalesce(domain, ''))) > 0 or lower(account_id) = {wanted})"
        )
    return " and ".join(f"coalesce({condition}, false)" for condition in conditions) or "1 = 1"
