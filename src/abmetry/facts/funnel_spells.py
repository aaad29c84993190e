"""Spells of accounts at the stages of the funnel: the highest that held at each instant, as known at it.

Everything that can put an account at a stage is an interval; a sweep over their ends counts, at each instant, how many
of each kind hold, and the highest stage whose count is above zero is the account's.
"""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.engaged_spells import by_minutes
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

ROUNDING = 1e-6
_EVER = "0001-01-01 00:00:00"


def _deal_steps() -> list[Step]:
    """When accounts had an open deal, were customers, and what kept and grew them."""
    return [
        Step(
            "deal_states",
            """
            select o.account_id, o.type, s.status,
                case when o.created_at > s.state_from then o.created_at else s.state_from end as starts_at,
                s.state_to as ends_at
            from opportunity_states s
            join opportunities o on o.opportunity_id = s.opportunity_id
            where o.account_id is not null and (s.status = 'open' or s.closed_at is not null)
        """,
        ),
        Step(
            "customers",
            """
            select account_id, known_from as starts_at,
                case when known_to is null or spell_to < known_to then spell_to else known_to end as ends_at
            from customer_spells
            """,
        ),
        Step(
            "grown",
            """
            select account_id, starts_at, ends_at from deal_states
            where status = 'won' and type = 'expansion'
            """,
        ),
    ]


def _renewal_steps(dialect: Dialect, settings: Settings) -> list[Step]:
    """From when a contract renews or follows another: as the renewal rate has it, once the other is over."""
    grace_ends = dialect.add_days_to_date("x.last_on", settings.renewal.grace_days)
    return [
        Step(
            "renewing",
            f"""
            select account_id, case when known_from > active_from then known_from else active_from end
                as starts_at
            from contracts
            where renews_contract_id is not null and (last_on is null or last_on >= starts_on)
                and known_from is not null
            union all
            select y.account_id, greatest(y.active_from, x.active_to, y.known_from, x.known_from)
            from contracts y
            join contracts x on x.account_id = y.account_id and x.contract_id <> y.contract_id
                and x.last_on >= x.starts_on and y.starts_on > x.starts_on
                and y.starts_on <= {grace_ends}
                and (y.last_on is null or y.last_on > x.last_on)
            where (y.last_on is null or y.last_on >= y.starts_on)
                and y.known_from is not null and x.known_from is not null
            """,
        ),
        Step(
            "kept",
            """
            select account_id, min(starts_at) as starts_at, cast(null as timestamp) as ends_at
            from renewing group by account_id
            union all
            select account_id, starts_at, ends_at from deal_states
            where status = 'won' and type = 'renewal'
            """,
        ),
    ]


_HOLDS = ("engaged_spells", "open_deals", "customers", "kept", "grown")


def _sweep_steps(dialect: Dialect, settings: Settings) -> list[Step]:
    ever = dialect.timestamp(_EVER)
    enough = f">= {settings.engaged.minutes - ROUNDING}" if by_minutes(settings) else "> 0"
    marks = [
        f"select account_id, {sign} * {'amount' if name == 'engaged_spells' else '1'} as step,"
        f" '{name}' as holds, {end} as moment"
        f" from {name} where (ends_at is null or ends_at > starts_at) and {end} is not null"
        for name in _HOLDS
        for sign, end in ((1, "starts_at"), (-1, "ends_at"))
    ]
    sums = ", ".join(f"sum(case when holds = '{name}' then step else 0 end) as {name}" for name in _HOLDS)
    running = ", ".join(
        f"sum({name}) over (partition by account_id order by moment rows unbounded preceding) as {name}"
        for name in _HOLDS
    )
    return [
        Step(
            "open_deals",
            """
            select account_id, starts_at, ends_at from deal_states
            where status = 'open' and type = 'new_business'
            """,
        ),
        Step("marks", "\nunion all\n".join(marks)),
        Step(
            "changes",
            f"""
            select account_id, moment, {sums}
            from (
                select m.* from marks m join accounts a on a.account_id = m.account_id
                union all
                select account_id, 0, 'target', coalesce(created_at, {ever}) from accounts
            ) every_mark
            group by account_id, moment
            """,
        ),
        Step("counts", f"select account_id, moment, {running} from changes"),
        Step(
            "stages_held",
            f"""
            select account_id, moment, cast(case
                when customers > 0 and grown > 0 then 6
                when customers > 0 and kept > 0 then 5
                when customers > 0 then 4
                when open_deals > 0 then 3
                when engaged_spells {enough} then 2
                else 1 end as bigint) as stage
            from counts
            """,
        ),
        Step(
            "moves",
            """
            select * from (
                select *, lag(stage) over (partition by account_id order by moment) as stage_before
                from stages_held
            ) followed
            where stage_before is null or stage_before <> stage
            """,
        ),
        Step(
            "funnel_spells",
            f"""
            select account_id, stage, case when moment > {ever} then moment end as spell_from,
                lead(moment) over (partition by account_id order by moment) as spell_to
            from moves
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        *_deal_steps(),
        *_renewal_steps(dialect, settings),
        *_sweep_steps(dialect, settings),
    ]


_OF_ACCOUNTS = ("accounts", "engaged_spells", "opportunities", "contracts", "customer_spells")

FACT = Fact(
    name="funnel_spells",
    doc="A spell of an account at a stage of the funnel; the spells of an account follow one another without gap.",
    columns=fact_columns(
        "account_id text: The account.",
        "stage integer: 1 target, 2 engaged, 3 opportunity, 4 won, 5 retention, 6 expansion.",
        "spell_from timestamp: Since when, UTC; null: from ever.",
        "spell_to timestamp: Until when, UTC; null: it lasts.",
    ),
    reads=(*_OF_ACCOUNTS, "opportunity_states"),
    steps=_steps,
    renewal=Renewal(
        key=by("account_id"),
        row=by("account_id", f"coalesce(spell_from, timestamp '{_EVER}')"),
        touched={
            **{relation: by("account_id") for relation in _OF_ACCOUNTS},
            "opportunity_states": (
                "select o.account_id as key_0 from opportunities as o"
                " semi join {changed} as c on c.opportunity_id = o.opportunity_id"
            ),
        },
        within={relation: by("account_id") for relation in _OF_ACCOUNTS},
    ),
)
