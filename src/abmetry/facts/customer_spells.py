"""Spells in which an account is a customer, each with the time in which it was known so (KPIS.md, rule 4).

What an account's spells are changes with what is known: a contract that is known later than it begins, a win that is
undone when its deal is opened again, a win later on the day on which a contract began. Between two such moments,
an account's *epoch*, nothing that is known changes but what the passing of time adds; the spells of each epoch
are worked out on their own. A win is known from its close, but never before its deal was created. A row is the spell
as it was known in (known_from, known_to]: the rows with `known_from < t` and `known_to >= t` (or null), cut at `t`,
are the spells as of `t`.
"""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

_NEVER = "9999-01-01 00:00:00"


def _known_steps(dialect: Dialect, settings: Settings) -> list[Step]:
    """Wins and contract terms of the accounts, and the epochs of what is known of them."""
    zone, grace = settings.workspace.timezone, settings.renewal.grace_days
    after_grace = dialect.utc_time(
        f"cast({dialect.add_days_to_date('last_on', grace + 1)} as timestamp)", zone
    )
    never = dialect.timestamp(_NEVER)
    return [
        Step(
            "wins",
            """
            select o.account_id, s.opportunity_id, s.closed_at, s.closed_on,
                case when o.created_at > s.closed_at then o.created_at else s.closed_at end as known_from,
                max(case when s.closed_is_date then 1 else 0 end) = 1 as is_date,
                case when max(case when s.state_to is null then 1 else 0 end) = 0 then max(s.state_to) end
                    as undone_at
            from opportunity_states s
            join opportunities o on o.opportunity_id = s.opportunity_id
            where s.status = 'won' and s.closed_at is not null and o.type = 'new_business'
                and o.account_id is not null
            group by o.account_id, o.created_at, s.opportunity_id, s.closed_at, s.closed_on
            """,
        ),
        Step(
            "terms",
            f"""
            select account_id, contract_id, starts_on, active_from, coalesce(active_to, {never}) as active_to,
                case when last_on is null then {never} else {after_grace} end as covers_to, known_from
            from contracts
            where last_on is null or last_on >= starts_on
            """,
        ),
        Step(
            "same_day_wins",
            """
            select t.contract_id, w.account_id, w.closed_at, w.known_from, w.undone_at
            from terms t
            join wins w on w.account_id = t.account_id and w.closed_on = t.starts_on
            where w.closed_at > t.active_from
            """,
        ),
        Step(
            "moments",
            """
            select account_id, known_from as moment from terms where known_from > active_from
            union
            select account_id, undone_at from wins where undone_at is not null
            union
            select account_id, known_from from wins where known_from > closed_at
            union
            select account_id, known_from from same_day_wins
            union
            select account_id, cast(null as timestamp) from terms
            union
            select account_id, cast(null as timestamp) from wins
            """,
        ),
        Step(
            "epochs",
            """
            select account_id, moment as epoch_from,
                row_number() over (
                    partition by account_id order by case when moment is null then 0 else 1 end, moment
                ) as epoch,
                lead(moment) over (
                    partition by account_id order by case when moment is null then 0 else 1 end, moment
                ) as epoch_to
            from moments
            """,
        ),
    ]


def _cover_steps(dialect: Dialect) -> list[Step]:
    """What covers the account in each epoch: contracts with their grace, and wins until the next contract."""
    never = dialect.timestamp(_NEVER)
    return [
        Step(
            "later_begins",
            """
            select e.account_id, e.epoch, d.contract_id, min(d.closed_at) as begins_at
            from epochs e
            join same_day_wins d on d.account_id = e.account_id and d.known_from <= e.epoch_from
                and (d.undone_at is null or d.undone_at > e.epoch_from)
            group by e.account_id, e.epoch, d.contract_id
            """,
        ),
        Step(
            "epoch_terms",
            """
            select e.account_id, e.epoch, t.contract_id, coalesce(l.begins_at, t.active_from) as begins_at,
                t.active_to, t.covers_to
            from epochs e
            join terms t on t.account_id = e.account_id
                and (t.known_from <= t.active_from or t.known_from <= e.epoch_from)
            left join later_begins l on l.account_id = e.account_id and l.epoch = e.epoch
                and l.contract_id = t.contract_id
            """,
        ),
        Step(
            "epoch_wins",
            """
            select e.account_id, e.epoch, w.opportunity_id, w.closed_at, w.is_date,
                max(case when t.begins_at <= w.closed_at and t.active_to > w.closed_at then 1 else 0 end)
                    as is_covered,
                min(case when t.begins_at > w.closed_at then t.begins_at end) as next_begins_at
            from epochs e
            join wins w on w.account_id = e.account_id
                and (w.known_from <= w.closed_at or w.known_from <= e.epoch_from)
                and (w.undone_at is null or e.epoch_from is null or w.undone_at > e.epoch_from)
            left join epoch_terms t on t.account_id = e.account_id and t.epoch = e.epoch
            group by e.account_id, e.epoch, w.opportunity_id, w.closed_at, w.is_date
            """,
        ),
        Step(
            "covers",
            f"""
            select account_id, epoch, 'contract' as began_by, contract_id as began_id, true as is_date,
                begins_at as covers_from, covers_to, cast(null as timestamp) as won_to
            from epoch_terms
            union all
            select account_id, epoch, 'opportunity', opportunity_id, is_date, closed_at,
                cast(null as timestamp),
                case when is_covered = 1 then closed_at else coalesce(next_begins_at, {never}) end
            from epoch_wins
            """,
        ),
    ]


def _spell_steps(dialect: Dialect, settings: Settings) -> list[Step]:
    """Covers joined to spells, and the epochs in which a spell is the same joined to one row."""
    never = dialect.timestamp(_NEVER)
    order = (
        "partition by account_id, epoch"
        " order by covers_from, case when began_by = 'opportunity' then 0 else 1 end, began_id"
    )
    before = f"over ({order} rows between unbounded preceding and 1 preceding)"
    same = "account_id, spell_from, began_by, began_id, covers_to"
    return [
        Step(
            "reached",
            f"""
            select *, max(covers_to) {before} as reach, max(won_to) {before} as won_reach
            from covers
            """,
        ),
        Step(
            "begins",
            f"""
            select *, sum(case when covers_from < reach or covers_from <= won_reach then 0 else 1 end)
                over ({order} rows unbounded preceding) as spell
            from reached
            """,
        ),
        Step(
            "placed",
            """
            select *, row_number() over (
                partition by account_id, epoch, spell
                order by covers_from, case when began_by = 'opportunity' then 0 else 1 end, began_id
            ) as place
            from begins
            """,
        ),
        Step(
            "epoch_spells",
            """
            select p.account_id, p.epoch, min(p.covers_from) as spell_from,
                max(coalesce(p.covers_to, p.won_to)) as covers_to,
                max(case when p.place = 1 then p.began_by end) as began_by,
                max(case when p.place = 1 then p.began_id end) as began_id,
                max(case when p.place = 1 and p.is_date then 1 else 0 end) = 1 as is_date
            from placed p
            group by p.account_id, p.epoch, p.spell
            """,
        ),
        Step(
            "known_spells",
            """
            select s.*, e.epoch_to as known_to,
                case when e.epoch_from > s.spell_from then e.epoch_from else s.spell_from end as known_from
            from epoch_spells s
            join epochs e on e.account_id = s.account_id and e.epoch = s.epoch
            where e.epoch_to is null or e.epoch_to > s.spell_from
            """,
        ),
        Step(
            "changes",
            f"""
            select *, case when lag(known_to) over (partition by {same} order by known_from) = known_from
                then 0 else 1 end as is_new
            from known_spells
            """,
        ),
        Step(
            "versions",
            f"""
            select *, sum(is_new) over (partition by {same} order by known_from rows unbounded preceding)
                as version
            from changes
            """,
        ),
        Step(
            "customer_spells",
            f"""
            select account_id, spell_from, {dialect.local_time("spell_from", settings.workspace.timezone)}
                as spell_from_local, is_date as spell_from_is_date,
                case when covers_to < {never} then covers_to end as spell_to, began_by, began_id,
                min(known_from) as known_from,
                case when max(case when known_to is null then 1 else 0 end) = 0 then max(known_to) end
                    as known_to
            from versions
            group by {same}, is_date, version
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        *_known_steps(dialect, settings),
        *_cover_steps(dialect),
        *_spell_steps(dialect, settings),
    ]


FACT = Fact(
    name="customer_spells",
    doc="A spell in which an account is a customer, as it was known from known_from to known_to.",
    columns=fact_columns(
        "account_id text: The account.",
        "spell_from timestamp: Beginning, UTC: a close or a contract's first midnight; the won date.",
        "spell_from_local timestamp: Beginning, wall clock.",
        "spell_from_is_date boolean: The beginning is a bare date.",
        "spell_to timestamp: End, UTC: the local midnight after the last day's grace; null: none.",
        "began_by text: opportunity or contract.",
        "began_id text: The deal or contract that began it.",
        "known_from timestamp: From when it was known so, UTC.",
        "known_to timestamp: Until when it was known so, UTC; null: it still is.",
    ),
    reads=("opportunity_states", "opportunities", "contracts"),
    steps=_steps,
)
