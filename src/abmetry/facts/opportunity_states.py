"""What a deal was, from when to when: open, won or lost, its stage and its amount (KPIS.md, stage 3)."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.money import lacks_rate_sql, reporting_sql
from abmetry.facts.opportunities import oldest_rows_sql
from abmetry.facts.stages import row_status_sql, stage_key_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings

_ENTRY = "opportunity_id, place, entered_at, entered_is_date, stage, stage_order, probability, status, amount"


def _entry_steps(dialect: Dialect) -> list[Step]:
    """Rows of history, and for deals without one the rows that their dates stand for."""
    marked = row_status_sql("m.is_won", "m.is_closed")
    nothing = "cast(null as double)"
    return [
        Step(
            "deals",
            f"""
            select o.opportunity_id, o.created_at, o.created_is_date, o.has_history, o.currency,
                m.closed_at, coalesce(m.closed_at_is_date, false) as closed_is_date,
                s.stage, s.stage_order, s.probability,
                case when s.configured_status in ('won', 'lost') then s.configured_status
                    else coalesce({marked}, 'open') end as status
            from opportunities o
            join model_opportunities m on m.opportunity_id = o.opportunity_id
            left join stages s on s.stage_key = {stage_key_sql("m.stage")}
            """,
        ),
        Step(
            "first_entries",
            "select opportunity_id, min(entered_at) as entered_at from stage_entries group by opportunity_id",
        ),
        Step(
            "entries",
            f"""
            select {_ENTRY} from stage_entries
            union all
            select d.opportunity_id, 0, d.created_at, d.created_is_date, cast(null as string), {nothing},
                {nothing}, 'open', {nothing}
            from deals d
            left join first_entries f on f.opportunity_id = d.opportunity_id
            where case when d.has_history then d.created_at < f.entered_at
                else d.status <> 'open' and d.created_at < d.closed_at end
            union all
            select opportunity_id, 1,
                case when status = 'open' then created_at else coalesce(closed_at, created_at) end,
                case when status = 'open' or closed_at is null then created_is_date else closed_is_date end,
                stage, stage_order, probability, status, {nothing}
            from deals
            where not has_history
            """,
        ),
    ]


def _run_steps() -> list[Step]:
    """Since when the status and the amount of each entry hold."""
    by_place = "over (partition by opportunity_id order by place)"
    so_far = "over (partition by opportunity_id order by place rows unbounded preceding)"
    return [
        Step(
            "linked",
            f"""
            select *, lead(entered_at) {by_place} as state_to, lag(status) {by_place} as status_before,
                max(case when amount is not null then place end) {so_far} as amount_place
            from entries
            """,
        ),
        Step(
            "carried",
            """
            select *, max(case when place = amount_place then amount end)
                over (partition by opportunity_id, amount_place) as known_amount
            from linked
            """,
        ),
        Step("compared", f"select *, lag(known_amount) {by_place} as amount_before from carried"),
        Step(
            "runs",
            f"""
            select *,
                max(case when status_before is null or status_before <> status then place end) {so_far}
                    as run_place,
                max(case when known_amount is not null
                    and (amount_before is null or amount_before <> known_amount) then entered_at end) {so_far}
                    as amount_from
            from compared
            """,
        ),
        Step(
            "closes",
            """
            select *,
                max(case when place = run_place then entered_at end)
                    over (partition by opportunity_id, run_place) as run_from,
                max(case when place = run_place and entered_is_date then 1 else 0 end)
                    over (partition by opportunity_id, run_place) = 1 as run_is_date
            from runs
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    rate_at = """case
                    when c.status <> 'open' and not c.lacks_close then c.run_from
                    when c.known_amount is not null then c.amount_from
                    else c.created_at
                end"""
    reporting = reporting_sql(dialect, settings, "state_amount", "amount_currency", "r.to_reporting")
    closed_local = dialect.local_time("closed_at", zone)
    return [
        *_entry_steps(dialect),
        *_run_steps(),
        Step("oldest_rows", oldest_rows_sql(dialect, settings)),
        Step(
            "placed",
            """
            select c.*, d.created_at, d.currency as deal_currency,
                not d.has_history and d.status <> 'open' and d.closed_at is null as lacks_close
            from closes c
            join deals d on d.opportunity_id = c.opportunity_id
            where c.state_to is null or c.state_to <> c.entered_at
            """,
        ),
        Step(
            "valued",
            f"""
            select c.*, coalesce(c.known_amount, v.amount) as state_amount,
                case when c.known_amount is null then v.currency else c.deal_currency end as amount_currency,
                {dialect.local_date(dialect.local_time(rate_at, zone))} as amount_on,
                case when c.status <> 'open' and not c.lacks_close then c.run_from end as closed_at
            from placed c
            left join oldest_rows v on v.opportunity_id = c.opportunity_id
            """,
        ),
        Step(
            "opportunity_states",
            f"""
            select opportunity_id, entered_at as state_from,
                {dialect.local_time("entered_at", zone)} as state_from_local, state_to,
                status, stage, stage_order, probability, state_amount as amount,
                {reporting} as amount_reporting,
                known_amount is null and state_amount is not null as amount_from_row, closed_at,
                {closed_local} as closed_local, closed_at is not null and run_is_date as closed_is_date,
                {dialect.local_date(closed_local)} as closed_on, lacks_close
            from valued
            left join rates r on r.currency = amount_currency and r.rate_on = amount_on
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    def check(name: str, rows_sql: str, detail: str) -> Check:
        return Check(name, "opportunity_states", "opportunity_id", rows_sql, detail)

    return quality_steps(
        dialect,
        [
            check(
                "opportunity_closed_without_date",
                "opportunity_states where lacks_close",
                "Closed deals that do not say when: they are not open, and count in no period as closed.",
            ),
            check(
                "opportunity_closed_before_created",
                "opportunities o join opportunity_states s using (opportunity_id)"
                " where s.closed_at < o.created_at and s.state_to is null"
                " and (s.closed_on < cast(o.created_local as date)"
                " or not (s.closed_is_date or o.created_is_date))",
                "The deal closes before it is created: its duration is left out.",
            ),
            check(
                "opportunity_amount_without_rate",
                "(select distinct opportunity_id from opportunity_states where"
                f" {lacks_rate_sql('amount', 'amount_reporting')}) s",
                "No exchange rate is known for the day that decides or the 7 days before; the amount is missing"
                " from every sum.",
            ),
            check(
                "opportunity_amount_from_row",
                "(select distinct opportunity_id from opportunity_states where amount_from_row) s",
                "No history says the amount at every moment: the oldest version of the row that is loaded does.",
            ),
            check(
                "open_opportunity_with_close_date",
                "opportunities o join model_opportunities m using (opportunity_id)"
                " join opportunity_states s using (opportunity_id)"
                " where not o.has_history and s.status = 'open' and s.state_to is null and m.closed_at is not null",
                "The close date of a deal that is open is ignored.",
            ),
        ],
    )


FACT = Fact(
    name="opportunity_states",
    doc="A deal between two changes of its stage or amount.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "state_from timestamp: Since when, UTC.",
        "state_from_local timestamp: Since when, wall clock.",
        "state_to timestamp: Until when, UTC; null: it lasts.",
        "status text: open, won or lost.",
        "stage text: Its stage; null: not known.",
        "stage_order number: The stage's place among the stages.",
        "probability number: Probability of the stage being won.",
        "amount number: Its amount, in its currency.",
        "amount_reporting number: The same at the rate of the close, or of its last change while open.",
        "amount_from_row boolean: No history says the amount; it is the oldest row's.",
        "closed_at timestamp: Start of this run of won or lost, UTC; null: open, or not known.",
        "closed_local timestamp: The same, wall clock.",
        "closed_is_date boolean: The source gave a bare date.",
        "closed_on date: Its local date.",
        "lacks_close boolean: Closed, and nothing says when.",
    ),
    reads=(
        "model_opportunities",
        "versions_opportunities",
        "opportunities",
        "stages",
        "stage_entries",
        "rates",
    ),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_opportunity_states",
    doc="Deals whose state or amount is unclear.",
    columns=QUALITY_COLUMNS,
    reads=("opportunity_states", "opportunities", "model_opportunities"),
    steps=_quality,
)
