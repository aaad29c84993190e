"""The relationship score of accounts at t, and some days before (KPIS.md, scores).

With a mail or meeting of age d days weighing w x 2^(-d/half-life): strength s is their sum; reciprocity r is
2 min(in, out)/(in + out) over the weights of mails, 1 with meetings only; breadth b is how many people of the account
had any of them in the days of breadth; score = 100 (1 - exp(-s (0.5 + 0.5 r)(1 + ln(1 + b))/scale)).
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.scores import Relationship
from abmetry.workspace.settings import Settings

_NOW, _THEN = "", "_before"


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    rule = settings.relationship
    then_local = dialect.add_days(bounds.t_local, -rule.trend_days)
    then = dialect.utc_time(then_local, settings.workspace.timezone)
    return [
        Step(
            "mails_and_meetings",
            f"""
            select r.account_id, r.person_id, r.kind_of, r.occurred_at, r.occurred_local,
                {_weight_sql(dialect, rule, bounds.t_local)} as weight,
                case when r.occurred_at < {then} then r.occurred_local end as local_before
            from relationship_touches r
            where r.occurred_at < {bounds.t} and {bounds.visible("r")}
            """,
        ),
        Step(
            "sums_by_person",
            f"""
            select account_id, person_id, count(*) as touches, max(occurred_at) as last_at,
                max(occurred_local) as last_local, max(local_before) as last_local_before,
                {_sums_sql(rule, _NOW)},
                {_sums_sql(rule, _THEN)}
            from mails_and_meetings
            group by account_id, person_id
            """,
        ),
        Step(
            "by_person",
            f"""
            select s.*,
                {_is_broad_sql(dialect, rule, "last_local", bounds.t_local)} as is_broad,
                {_is_broad_sql(dialect, rule, "last_local_before", then_local)} as is_broad_before
            from sums_by_person s
            left join people p on p.person_id = s.person_id and p.account_id = s.account_id
                and {bounds.visible("p")}
            """,
        ),
        Step(
            "by_account",
            f"""
            select account_id, cast(sum(touches) as bigint) as touches, max(last_at) as last_at, {_totals_sql(_NOW)},
                {_totals_sql(_THEN)}, max(case when person_id is not null then strength else 0 end) as strongest
            from by_person
            group by account_id
            """,
        ),
        Step(
            "with_reciprocity",
            f"select *, {_reciprocity_sql(dialect, _NOW)}, {_reciprocity_sql(dialect, _THEN)} from by_account",
        ),
        Step(
            "scored",
            f"select *, {_score_sql(dialect, rule, _NOW)}, {_score_sql(dialect, rule, _THEN)} from with_reciprocity",
        ),
        Step(
            "relationships",
            f"""
            select *, score - score_before as change,
                score - score_before >= {rule.trend_points} as is_improving,
                score_before - score >= {rule.trend_points} as is_degrading,
                strongest > {rule.single_thread_share} * strength as is_single_thread
            from scored
            """,
        ),
    ]


def _weight_sql(dialect: Dialect, rule: Relationship, instant_local: str) -> str:
    age = elapsed_days_sql(dialect, "r.occurred_local", instant_local, "r.occurred_is_date")
    return (
        f"case r.kind_of when 'in' then {rule.inbound_mail} when 'out' then {rule.outbound_mail}"
        f" else {rule.meeting} * r.persons end * {_left_sql(rule, age)}"
    )


def _left_sql(rule: Relationship, days: str) -> str:
    """What is left of a weight after some days."""
    return f"power(cast(2 as double), -({days}) / cast({rule.half_life_days} as double))"


def _sums_sql(rule: Relationship, when: str) -> str:
    """Weights by kind, at t or at the instant before; a weight then is a weight now that decayed less."""
    had = "local_before is not null" if when else "1 = 1"
    undecayed = f" * {_left_sql(rule, str(-rule.trend_days))}" if when else ""

    def of(condition: str) -> str:
        return f"coalesce(sum(case when {condition} then weight end), 0){undecayed}"

    return f"""
        {of(f"kind_of = 'in' and {had}")} as mail_in{when}, {of(f"kind_of = 'out' and {had}")} as mail_out{when},
        {of(f"kind_of = 'meeting' and {had}")} as met{when}, {of(had)} as strength{when}
    """


def _is_broad_sql(dialect: Dialect, rule: Relationship, last_local: str, instant_local: str) -> str:
    """Whether a person of the account had any in the days of breadth before an instant."""
    earliest = dialect.add_days(instant_local, -rule.breadth_days)
    return f"case when p.person_id is not null and s.{last_local} >= {earliest} then 1 else 0 end"


def _totals_sql(when: str) -> str:
    sums = [f"sum({name}{when}) as {name}{when}" for name in ("mail_in", "mail_out", "met", "strength")]
    return ", ".join([*sums, f"cast(sum(is_broad{when}) as bigint) as breadth{when}"])


def _reciprocity_sql(dialect: Dialect, when: str) -> str:
    mails = f"(mail_in{when} + mail_out{when})"
    return (
        f"case when {mails} > 0"
        f" then 2 * {dialect.divide(f'least(mail_in{when}, mail_out{when})', mails)}"
        f" when met{when} > 0 then 1 else 0 end as reciprocity{when}"
    )


def _score_sql(dialect: Dialect, rule: Relationship, when: str) -> str:
    depth = f"strength{when} * (0.5 + 0.5 * reciprocity{when}) * (1 + ln(cast(1 + breadth{when} as double)))"
    return f"100 * (1 - exp(-{dialect.divide(depth, str(rule.scale))})) as score{when}"


RELATIONSHIPS = AsOf(
    name="relationships",
    doc="An account with a mail or meeting before t, and its relationship score.",
    columns=fact_columns(
        "account_id text: The account.",
        "score number: Its score at t, 0 to 100.",
        "score_before number: Its score `relationship.trend_days` before t, by the links known at t.",
        "change number: Score minus score before.",
        "is_improving boolean: The score rose by `relationship.trend_points` or more.",
        "is_degrading boolean: The score fell by `relationship.trend_points` or more.",
        "is_single_thread boolean: One person carries more than `relationship.single_thread_share` of the strength.",
        "strength number: Decayed weights of its mails and meetings.",
        "reciprocity number: How even mails in and out are, 0 to 1.",
        "breadth integer: People of the account with any in `relationship.breadth_days`.",
        "touches integer: Its mails, and its people at meetings.",
        "last_at timestamp: The last of them, UTC.",
    ),
    reads=("relationship_touches", "people"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=(
        "score",
        "score_before",
        "strength",
        "reciprocity",
        "breadth",
        "is_single_thread",
        "touches",
        "last_at",
    ),
)
