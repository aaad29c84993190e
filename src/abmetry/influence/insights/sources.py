"""The sources of factors, by name."""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.windows import Rows, Source, known
from abmetry.scores.heat_features import FEATURES, WEEKS_BEFORE, features_sql, sums_sql
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings


def _touches(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    del dialect, settings
    joined = f"""
        {cases} c
        join touches t on t.account_id = c.account_id and t.occurred_at >= c.{begin} and t.occurred_at < c.{end}
            and t.known_from < c.{end} and (t.known_to is null or t.known_to >= c.{end}) and t.quantity > 0
    """
    return Rows((), joined)


def _people(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    touches = _touches(dialect, settings, cases, begin, end).joined
    return Rows((), f"{touches} join people p on p.person_id = t.person_id and {known('p', end)}")


def _contacts(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    del dialect, settings, begin
    joined = f"""
        {cases} c
        join opportunity_contacts o on o.opportunity_id = c.opportunity_id
            and (o.created_at is null or o.created_at < c.{end})
    """
    return Rows((), joined)


def _intent(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    del dialect, settings
    joined = f"""
        {cases} c
        join intent i on i.account_id = c.account_id and i.week_ends_at > c.{begin} and i.week_ends_at <= c.{end}
            and {known("i", end)}
    """
    return Rows((), joined)


def _surveys(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    del begin
    joined = f"""
        {cases} c
        join surveys s on s.account_id = c.account_id and s.responded_at < c.{end}
            and s.responded_at >= {dialect.add_days(f"c.{end}", -365)} and s.score is not null
            and s.kind = {dialect.text(settings.nps.kind.strip().lower())} and {known("s", end)}
    """
    return Rows((), joined)


def _cases(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    del dialect, settings, begin, end
    return Rows((), f"{cases} c")


def _heat(dialect: Dialect, settings: Settings, cases: str, begin: str, end: str) -> Rows:
    """Research heat in the last week that ended by the landmark, by the model that held then; 0: no visit."""
    del begin
    zone = settings.workspace.timezone
    monday = dialect.monday_of(dialect.local_date(dialect.local_time(f"c.{end}", zone)))
    week = dialect.add_days_to_date(monday, -7)
    earliest = dialect.add_days_to_date("q.week_on", -7 * WEEKS_BEFORE)
    ends = dialect.utc_time(f"cast({dialect.add_days_to_date('week_on', 7)} as timestamp)", zone)
    pivot = ", ".join(
        f"max(case when feature = '{f.name}' then weight end) as w_{f.name},"
        f" max(case when feature = '{f.name}' then mean end) as m_{f.name}"
        for f in FEATURES
    )
    odds = " + ".join(f"w.w_{f.name} * (f.{f.name} - w.m_{f.name})" for f in FEATURES)
    lift = dialect.divide(dialect.divide("1", "1 + exp(-log_odds)"), "base_rate")
    heat = " + ".join(f"case when {lift} >= {least} then 1 else 0 end" for least in settings.heat.lifts)
    steps = [
        Step("asked", f"select c.case_id, c.account_id, {week} as week_on from {cases} c"),
        Step(
            "weeks_of_models", f"select *, {ends} as week_ends_at from (select distinct week_on from asked) w"
        ),
        Step(
            "models",
            """
            select q.week_on, h.model, h.base_rate, h.intercept
            from weeks_of_models q
            join heat_models h on (h.holds_from is null or h.holds_from <= q.week_ends_at)
                and (h.holds_to is null or h.holds_to > q.week_ends_at)
            """,
        ),
        Step(
            "five_weeks",
            f"""
            select q.case_id, q.week_on, {sums_sql("a.week_on = q.week_on")}
            from asked q
            join account_weeks a on a.account_id = q.account_id and a.week_on <= q.week_on
                and a.week_on >= {earliest}
            group by q.case_id, q.week_on
            """,
        ),
        Step("featured", f"select *, {features_sql(dialect)} from five_weeks"),
        Step("weights", f"select model, {pivot} from heat_weights group by model"),
        Step(
            "judged",
            f"""
            select f.case_id, m.model, m.base_rate, m.intercept + {odds} as log_odds
            from featured f
            join models m on m.week_on = f.week_on
            left join weights w on w.model = m.model
            """,
        ),
        Step("heated", f"select case_id, case when model is not null then {heat} end as heat from judged"),
    ]
    return Rows(steps, f"{cases} c join heated h on h.case_id = c.case_id")


SOURCES: Mapping[str, Source] = {
    "touches": _touches,
    "people": _people,
    "contacts": _contacts,
    "intent": _intent,
    "surveys": _surveys,
    "cases": _cases,
    "heat": _heat,
}
