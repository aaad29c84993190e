"""What accounts did on the site, week by week, each week as it was known at its end."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.scores.high_value_weeks import week_ends_at
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

_DAYS = range(7)


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    ends = week_ends_at(dialect, settings)
    days = ", ".join(f"max(case when day = {day} then 1 else 0 end) as d{day}" for day in _DAYS)
    return [
        Step(
            "visits",
            f"""
            select *, {dialect.monday_of("visited_on")} as week_on
            from (
                select account_id, coalesce(stakeholder_id, visitor_key) as visitor, page_views, seconds, known_from,
                    known_to, {dialect.local_date("started_local")} as visited_on
                from sessions where account_id is not null
            ) dated
            """,
        ),
        Step(
            "weeks",
            f"select week_on, {ends} as week_ends_at from (select distinct week_on from visits) given",
        ),
        Step(
            "by_visitor",
            f"""
            select account_id, visitor, week_on, week_ends_at, count(*) as visits, sum(page_views) as views,
                sum(seconds) as seconds, min(visited_on) as first_on, max(visited_on) as last_on, {days}
            from (
                select v.*, w.week_ends_at, {dialect.dates_between("v.week_on", "v.visited_on")} as day
                from visits v
                join weeks w on w.week_on = v.week_on
                where v.known_from < w.week_ends_at and (v.known_to is null or v.known_to >= w.week_ends_at)
            ) known
            group by account_id, visitor, week_on, week_ends_at
            """,
        ),
        Step(
            "first_weeks",
            "select account_id, visitor, min(week_on) as first_week_on from by_visitor group by account_id, visitor",
        ),
        Step(
            "by_account",
            f"""
            select b.account_id, b.week_on, b.week_ends_at, sum(b.visits) as visits, sum(b.views) as views,
                count(*) as people, sum(case when f.first_week_on = b.week_on then 1 else 0 end) as new_people,
                sum(b.seconds) / cast(60 as double) as minutes, min(b.first_on) as first_on, max(b.last_on) as last_on,
                {" + ".join(f"max(b.d{day})" for day in _DAYS)} as days
            from by_visitor b
            join first_weeks f on f.account_id = b.account_id and f.visitor = b.visitor
            group by b.account_id, b.week_on, b.week_ends_at
            """,
        ),
        Step(
            "account_weeks",
            """
            select b.account_id, b.week_on, b.week_ends_at, cast(b.visits as bigint) as visits,
                cast(b.views as bigint) as views, cast(b.people as bigint) as people,
                cast(b.new_people as bigint) as new_people, cast(b.days as bigint) as days, b.minutes,
                cast(coalesce(h.high_value, 0) as bigint) as high_value, b.first_on, b.last_on
            from by_account b
            left join high_value_weeks h on h.account_id = b.account_id and h.week_on = b.week_on
            """,
        ),
    ]


FACT = Fact(
    name="account_weeks",
    doc="A week in which an account visited the site, as it was known at the week's end.",
    columns=fact_columns(
        "account_id text: The account.",
        "week_on date: Monday of the week.",
        "week_ends_at timestamp: Local midnight after its Sunday, UTC.",
        "visits integer: Sessions that began in the week.",
        "views integer: Pages they viewed.",
        "people integer: Different visitors, each person once.",
        "new_people integer: Of these, those who had never come in an earlier week.",
        "days integer: Days with a visit.",
        "minutes number: From start to end of the sessions.",
        "high_value integer: Views of pages that `pages.high_value` matches.",
        "first_on date: First day with a visit.",
        "last_on date: Last day with a visit.",
    ),
    reads=("sessions", "high_value_weeks"),
    steps=_steps,
    renewal=Renewal(
        key=by("account_id"),
        row=by("account_id", "week_on"),
        touched={"sessions": by("account_id"), "high_value_weeks": by("account_id")},
        within={"sessions": by("account_id"), "high_value_weeks": by("account_id")},
    ),
    order_by=("week_on",),
)

FACTS = (FACT,)
