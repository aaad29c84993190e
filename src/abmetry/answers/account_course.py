"""What one company did, month by month: its engagement minutes by category."""

from __future__ import annotations

from datetime import timedelta

from abmetry.answers.account_gaps import frame_of
from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Result
from abmetry.answers.period import Moment, Period
from abmetry.answers.question import Question
from abmetry.asof.relation import Bounds

MONTHS = 12
CATEGORIES = ("marketing", "social", "product", "sales")


def account_course(analysis: Analysis, account_id: str, moment: Moment) -> tuple[Result, ...]:
    """Engagement minutes of the months up to t, the last of them perhaps running; parts by category in ``extra``.

    Args:
        analysis: The build.
        account_id: The company's id.
        moment: The period, and the instant that nothing at or after may change.
    """
    calendar, record = analysis.calendar, analysis.record
    last = calendar.floor((moment.t_local - timedelta(microseconds=1)).date(), "month")
    months = [
        Period.unit(calendar.step(last, "month", -i), "month", calendar) for i in reversed(range(MONTHS))
    ]
    with analysis.session(Question()) as engine:
        dialect = engine.dialect
        bounds = Bounds.of(dialect, frame_of(moment))
        since = dialect.timestamp(months[0].start_utc.isoformat(" "))
        rows = engine.query(
            f"""
            select extract(year from occurred_local) as year, extract(month from occurred_local) as month, category,
                sum(minutes) as minutes, sum(case when is_engagement then 1 else 0 end) as engagements
            from touches
            where account_id = {dialect.text(account_id)} and occurred_at >= {since} and occurred_at < {bounds.t}
                and {bounds.visible()}
            group by extract(year from occurred_local), extract(month from occurred_local), category
            """
        ).to_pylist()
    found = {(int(row["year"]), int(row["month"]), row["category"]): row for row in rows}
    results = []
    for month in months:
        key = (month.start_date.year, month.start_date.month)
        own = [row for place, row in found.items() if place[:2] == key]
        results.append(
            Result(
                kpi="engagement_minutes",
                unit="minutes",
                period=month.bounds(),
                as_of=moment.as_of,
                scope={"where": [f"account_id={account_id}"]},
                group={"month": month.label},
                status="ok",
                definition=record.definition,
                build=record.id,
                value=float(sum(row["minutes"] or 0 for row in own)),
                n=sum(row["engagements"] or 0 for row in own),
                extra={
                    name: float((found.get((*key, name)) or {"minutes": 0})["minutes"] or 0)
                    for name in CATEGORIES
                },
            )
        )
    return tuple(results)
