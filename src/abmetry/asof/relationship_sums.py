"""Decayed weights of mails and meetings per account, for all periods of a question in one pass (KPIS.md, scores).

Decay is the same for all: what something weighs at the first t that knows it, times a constant, is what it weighs at
any t after that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from abmetry.asof.elapsed import elapsed_days_sql
from abmetry.asof.relation import Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step
from abmetry.workspace.scores import Relationship
from abmetry.workspace.settings import Settings

_KINDS = {"mail_in": "in", "mail_out": "out", "met": "meeting"}
SUMMED = (*_KINDS, "strength")


def sums_steps(dialect: Dialect, settings: Settings, periods: Sequence[Bounds]) -> Sequence[Step]:
    """One row per account: at t of the period n its sums as ``strength_n``, and before as ``strength_before_n``.

    Args:
        dialect: The engine's dialect.
        settings: The definitions.
        periods: The periods, in the order of t.
    """
    rule = settings.relationship
    first, last = periods[0], periods[-1]
    then = [_then_local_sql(dialect, rule, bounds) for bounds in periods]
    then_utc = [dialect.utc_time(local, settings.workspace.timezone) for local in then]
    age = elapsed_days_sql(dialect, "occurred_local", "known_local", "is_date")
    return [
        # Of periods that are numbered by t: the first and the last that know the row, and the first it came before.
        Step(
            "numbered",
            f"""
            select account_id, person_id, kind_of, persons, occurred_at, occurred_local, occurred_is_date as is_date,
                {_first(periods, lambda i: f"occurred_at < {periods[i].t} and {periods[i].visible()}")} as since,
                {_last(periods, lambda i: f"known_to is null or known_to >= {periods[i].t}")} as until,
                {_first(periods, lambda i: f"occurred_at < {then_utc[i]}")} as since_before
            from relationship_touches
            where occurred_at < {last.t} and (known_from is null or known_from < {last.t})
                and (known_to is null or known_to >= {first.t})
            """,
        ),
        Step(
            "known",
            f"""
            select *, case since {_cases([b.t_local for b in periods])} end as known_local
            from numbered where since <= until
            """,
        ),
        Step(
            "weighed",
            f"""
            select *, case kind_of when 'in' then {rule.inbound_mail} when 'out' then {rule.outbound_mail}
                else {rule.meeting} * persons end * {_left_sql(rule, age)} as weight
            from known
            """,
        ),
        *_person_steps(dialect, rule, periods, then),
        *_account_steps(dialect, rule, periods),
    ]


def _person_steps(
    dialect: Dialect, rule: Relationship, periods: Sequence[Bounds], then: Sequence[str]
) -> Sequence[Step]:
    of_persons, of_people, of_accounts = [], [], []
    for i, bounds in enumerate(periods):
        n, known = bounds.index, f"since <= {i} and until >= {i}"
        of_persons.append(
            f"""
            coalesce(sum(case when {known} then weight * {_decay_sql(dialect, rule, periods, i)} end), 0)
                as strength_{n},
            max(case when {known} and {_recent_sql(dialect, rule, bounds.t_local)} then 1 else 0 end) as recent_{n},
            max(case when {known} and since_before <= {i} and {_recent_sql(dialect, rule, then[i])}
                then 1 else 0 end) as recent_before_{n}
            """
        )
        is_person = f"case when {bounds.visible('p')} then s"
        of_people.append(
            f"""
            cast(sum({is_person}.recent_{n} else 0 end) as bigint) as breadth_{n},
            cast(sum({is_person}.recent_before_{n} else 0 end) as bigint) as breadth_before_{n}
            """
        )
        of_accounts.append(
            f"max(case when person_id is not null then strength_{n} else 0 end) as strongest_{n}"
        )
    are_recent = " + ".join(f"s.recent_{b.index} + s.recent_before_{b.index}" for b in periods)
    return [
        Step(
            "by_person",
            f"select account_id, person_id, {', '.join(of_persons)} from weighed group by account_id, person_id",
        ),
        Step("strongest", f"select account_id, {', '.join(of_accounts)} from by_person group by account_id"),
        Step(
            "breadths",
            f"""
            select s.account_id, {", ".join(of_people)}
            from by_person s
            join people p on p.person_id = s.person_id and p.account_id = s.account_id
            where {are_recent} > 0
            group by s.account_id
            """,
        ),
    ]


def _account_steps(dialect: Dialect, rule: Relationship, periods: Sequence[Bounds]) -> Sequence[Step]:
    keys = "account_id, is_date, since, until, since_before"
    of_kinds = ", ".join(
        f"coalesce(sum(case when kind_of = '{kind}' then weight end), 0) as {name}"
        for name, kind in _KINDS.items()
    )
    undecayed = _left_sql(rule, str(-rule.trend_days))
    sums, told = [], []
    for i, bounds in enumerate(periods):
        n, known = bounds.index, f"since <= {i} and until >= {i}"
        decay = _decay_sql(dialect, rule, periods, i)
        sums.append(f"sum(case when {known} then touches else 0 end) as touches_{n}")
        sums.append(f"max(case when {known} then last_at end) as last_at_{n}")
        for name in _KINDS:
            sums.append(f"sum(case when {known} then {name} * {decay} else 0 end) as {name}_{n}")
            before = f"sum(case when {known} and since_before <= {i} then {name} * {decay} else 0 end)"
            sums.append(f"{before} * {undecayed} as {name}_before_{n}")
        for when in (f"_{n}", f"_before_{n}"):
            told.append(f"mail_in{when} + mail_out{when} + met{when} as strength{when}")
            told.append(f"coalesce(b.breadth{when}, 0) as breadth{when}")
        told.append(f"p.strongest_{n}")
    return [
        Step(
            "by_time",
            f"""
            select {keys}, count(*) as touches, max(occurred_at) as last_at, {of_kinds}
            from weighed group by {keys}
            """,
        ),
        Step("by_account", f"select account_id, {', '.join(sums)} from by_time group by account_id"),
        Step(
            "sums",
            f"""
            select a.*, {", ".join(told)}
            from by_account a
            join strongest p on p.account_id = a.account_id
            left join breadths b on b.account_id = a.account_id
            """,
        ),
    ]


def _first(periods: Sequence[Bounds], holds: Callable[[int], str]) -> str:
    """The number of the first period for which something holds, else how many there are."""
    chain = " ".join(f"when {holds(i)} then {i}" for i in range(len(periods)))
    return f"case {chain} else {len(periods)} end"


def _last(periods: Sequence[Bounds], holds: Callable[[int], str]) -> str:
    """The number of the last period for which something holds, else -1."""
    chain = " ".join(f"when {holds(i)} then {i}" for i in reversed(range(len(periods))))
    return f"case {chain} else -1 end"


def _cases(values: Sequence[str]) -> str:
    return " ".join(f"when {i} then {value}" for i, value in enumerate(values))


def _then_local_sql(dialect: Dialect, rule: Relationship, bounds: Bounds) -> str:
    """The instant that scores are compared with."""
    return dialect.add_days(bounds.t_local, -rule.trend_days)


def _recent_sql(dialect: Dialect, rule: Relationship, instant_local: str) -> str:
    """Whether it was in the days of breadth before an instant."""
    return f"occurred_local >= {dialect.add_days(instant_local, -rule.breadth_days)}"


def _left_sql(rule: Relationship, days: str) -> str:
    """What is left of a weight after some days."""
    return f"power(cast(2 as double), -({days}) / cast({rule.half_life_days} as double))"


def _decay_sql(dialect: Dialect, rule: Relationship, periods: Sequence[Bounds], i: int) -> str:
    """What is left, at t of a period, of a weight at the t that knew it first."""

    def from_each(is_date: str) -> str:
        ages = (elapsed_days_sql(dialect, b.t_local, periods[i].t_local, is_date) for b in periods[: i + 1])
        return f"case since {_cases([_left_sql(rule, age) for age in ages])} end"

    return f"(case when is_date then {from_each('true')} else {from_each('false')} end)"
