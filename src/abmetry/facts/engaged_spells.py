"""Times in which accounts were engaged by the rule of the workspace, for some days after each engagement."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns, steps_sql
from abmetry.steps.renewal import Growth, Renewal, by
from abmetry.workspace.settings import Settings

ENGAGED_DAYS = 90
"""An account is engaged for so many days after an engagement."""

ENGAGING = {
    "any": "is_engagement",
    "smartbound": "(is_engagement and (is_web_view or is_response))",
    "minutes": "is_engagement",
}
"""Which touches engage an account, by the rule of the workspace."""


def by_minutes(settings: Settings) -> bool:
    """Whether it takes minutes, and not one touch, to be engaged."""
    return settings.engaged.rule == "minutes" and settings.engaged.minutes > 0


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    engaging = f"{ENGAGING[settings.engaged.rule]} and account_id is not null"
    ends_at = dialect.utc_time(dialect.add_days("occurred_local", ENGAGED_DAYS), zone)
    at_once = "known_to is null and (known_from is null or known_from <= occurred_at)"

    def one_by_one(amount: str, beyond: str = "") -> str:
        return f"""
            select account_id, case when known_from > occurred_at then known_from else occurred_at end as starts_at,
                case {beyond} when known_to < {ends_at} then known_to else {ends_at} end as ends_at,
                {amount} as amount
            from touches
            where {engaging}
        """

    if by_minutes(settings):
        return [Step("engaged_spells", one_by_one("minutes"))]
    return [
        Step(
            "engaging_days",
            f"""
            select account_id, starts_at, {ends_at} as ends_at, cast(1 as double) as amount
            from (
                select account_id, occurred_on, min(occurred_at) as starts_at,
                    max(occurred_local) as occurred_local
                from touches
                where {engaging} and {at_once}
                group by account_id, occurred_on
            ) days
            """,
        ),
        # The engine may ask when a time ends before it asks whether the touch is one of these, and that is dear.
        Step(
            "late_engagements",
            f"{one_by_one('cast(1 as double)', f'when {at_once} then null')} and not ({at_once})",
        ),
        Step(
            "engaging_times",
            """
            select * from engaging_days
            union all
            select * from late_engagements where ends_at > starts_at
            """,
        ),
        *_joined("engaging_times"),
    ]


def _joined(times: str) -> Sequence[Step]:
    """Times of accounts without those gaps and overlaps between them that are none."""
    return [
        Step(
            "engaging_runs",
            f"""
            select *, sum(case when starts_at <= ends_before then 0 else 1 end)
                over (partition by account_id order by starts_at, ends_at rows unbounded preceding) as run
            from (
                select *, max(ends_at) over (partition by account_id order by starts_at, ends_at
                    rows between unbounded preceding and 1 preceding) as ends_before
                from {times}
            ) followed
            """,
        ),
        Step(
            "engaged_spells",
            """
            select account_id, min(starts_at) as starts_at, max(ends_at) as ends_at, cast(1 as double) as amount
            from engaging_runs group by account_id, run
            """,
        ),
    ]


def _together(dialect: Dialect, settings: Settings, parts: str) -> str:
    """The times of accounts out of those they had and those that came."""
    del dialect
    return f"select * from {parts}" if by_minutes(settings) else steps_sql(_joined(parts))


def _apart(dialect: Dialect, settings: Settings, came: str) -> str:
    """The touches of days whose spells end on a day without an hour, in which the later is not the later everywhere."""
    zone = settings.workspace.timezone
    begins, ends = (
        dialect.utc_time(dialect.add_days("cast(occurred_on as timestamp)", ENGAGED_DAYS + days), zone)
        for days in (0, 1)
    )
    return f"""
        select * from {came} where occurred_on in (
            select occurred_on from (select distinct occurred_on from {came}) as days
            where {dialect.seconds_between(begins, ends)} < {24 * 60 * 60}
        )
    """


FACT = Fact(
    name="engaged_spells",
    internal=True,
    doc="A time in which an account was engaged; by a rule of minutes, what one touch adds to them and how long.",
    columns=fact_columns(
        "account_id text: The account.",
        "starts_at timestamp: Since when, UTC: since the engagement happened and was known.",
        "ends_at timestamp: Until when, UTC.",
        "amount number: The minutes of the touch; 1 where one touch is enough.",
    ),
    reads=("touches",),
    steps=_steps,
    renewal=Renewal(
        key=by("account_id"),
        touched={"touches": "select account_id as key_0 from {changed} where is_engagement"},
        within={
            "touches": (
                "select w.* from {whole} as w semi join renewed as k on k.key_0 = w.account_id where w.is_engagement"
            ),
        },
        growth=Growth(
            relation="touches",
            columns=(
                "account_id",
                "occurred_at",
                "occurred_local",
                "occurred_on",
                "known_from",
                "known_to",
                "minutes",
                "is_engagement",
                "is_response",
                "is_web_view",
            ),
            together=_together,
            apart=_apart,
        ),
    ),
)
