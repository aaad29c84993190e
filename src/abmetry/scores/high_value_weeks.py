"""How often accounts viewed pages of high value, week by week, each week as it was known at its end."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Growth, Renewal, by
from abmetry.workspace.settings import Settings

_VALUED = "is_high_value and is_web_view and account_id is not null"


def week_ends_at(dialect: Dialect, settings: Settings) -> str:
    """When the week of the Monday `week_on` ends: the local midnight after its Sunday, UTC."""
    after = dialect.add_days_to_date("week_on", 7)
    return dialect.utc_time(f"cast({after} as timestamp)", settings.workspace.timezone)


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "views",
            f"""
            select account_id, quantity, known_from, known_to,
                {dialect.monday_of(dialect.local_date("occurred_local"))} as week_on
            from touches where {_VALUED}
            """,
        ),
        Step(
            "weeks",
            f"""
            select week_on, {week_ends_at(dialect, settings)} as week_ends_at
            from (select distinct week_on from views) given
            """,
        ),
        Step(
            "high_value_weeks",
            """
            select v.account_id, v.week_on, sum(v.quantity) as high_value
            from views v
            join weeks w on w.week_on = v.week_on
            where v.known_from < w.week_ends_at and (v.known_to is null or v.known_to >= w.week_ends_at)
            group by v.account_id, v.week_on
            """,
        ),
    ]


FACT = Fact(
    name="high_value_weeks",
    internal=True,
    doc="A week in which an account viewed pages that `pages.high_value` matches, as it was known at the week's end.",
    columns=fact_columns(
        "account_id text: The account.",
        "week_on date: Monday of the week.",
        "high_value number: Such views, by their quantity.",
    ),
    reads=("touches",),
    steps=_steps,
    renewal=Renewal(
        key=by("account_id"),
        row=by("account_id", "week_on"),
        touched={"touches": f"select account_id as key_0 from {{changed}} where {_VALUED}"},
        within={
            "touches": (
                "select w.* from {whole} as w semi join renewed as k on k.key_0 = w.account_id"
                f" where {_VALUED}"
            )
        },
        growth=Growth(
            relation="touches",
            columns=(
                "account_id",
                "occurred_local",
                "quantity",
                "is_web_view",
                "is_high_value",
                "known_from",
                "known_to",
            ),
            together=lambda _dialect, _settings, parts: (
                f"""
                select account_id, week_on, sum(high_value) as high_value
                from {parts} group by account_id, week_on
            """
            ),
        ),
    ),
)
