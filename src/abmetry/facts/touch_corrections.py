"""What few touches need beside their own row: the daily cap, being one with a response, an ad seen before.

The daily cap goes through the touches of a person (else visitor, else account) and local day in the order in which they
became known, so that what is known later never takes minutes from what was known before. A touch that turns out to be
someone else's uses up their day from then on, and gives its minutes back to the day that it leaves.

A response and an engagement of the same person (a response without one: of the same account), campaign and local day
are one: the touch stays and is a response too while both are known, and the response's own row rests. Of several
engagements it is the earliest.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.view_through import view_through_steps
from abmetry.model.kinds import RESPONSE
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings

CONVERSIONS = ("form_submit", "chat", "ad_conversion")
CAP_KEY = "coalesce({0}.stakeholder_id, {0}.visitor_id, {0}.account_id)"
CAP_KEY_KIND = (
    "case when {0}.stakeholder_id is not null then 1 when {0}.visitor_id is not null then 2 else 3 end"
)


def _cap_steps(settings: Settings) -> list[Step]:
    cap = f"cast({float(settings.engagement.daily_cap)!r} as double)"
    key, key_kind = CAP_KEY.format("t"), CAP_KEY_KIND.format("t")
    day = "cap_kind, cap_key, occurred_on"
    day_of_epoch = "e.cap_kind, e.cap_key, e.occurred_on"
    same_day = "d.cap_kind = e.cap_kind and d.cap_key = e.cap_key and d.occurred_on = e.occurred_on"
    return [
        Step(
            "long_days",
            f"""
            select {key_kind} as cap_kind, {key} as cap_key, t.occurred_on
            from touch_rows as t
            where t.minutes > 0
            group by {key_kind}, {key}, t.occurred_on
            having sum(t.minutes) > {cap} and {key} is not null
            """,
        ),
        Step(
            "of_long_days",
            f"""
            select t.touch_id, t.occurred_at, t.occurred_on, t.known_from, t.known_to, t.minutes, d.cap_kind, d.cap_key,
                min(t.known_from) over (partition by d.cap_kind, d.cap_key, t.touch_id) as first_known
            from touch_rows as t
            join long_days as d on d.cap_key = {key} and d.occurred_on = t.occurred_on
                and d.cap_kind = {key_kind}
            where t.minutes > 0
            """,
        ),
        Step(
            "cap_epochs",
            f"""
            select {day}, moment as epoch_from, lead(moment) over (partition by {day} order by moment) as epoch_to
            from (
                select {day}, min(known_from) as moment from of_long_days group by {day}
                union
                select {day}, known_to from of_long_days where known_to is not null
            ) as ends
            """,
        ),
        Step(
            "sequence",
            f"""
            select d.touch_id, d.known_from, d.known_to, e.epoch_from, e.epoch_to, greatest(least(d.minutes,
                {cap} - coalesce(sum(d.minutes) over (
                    partition by {day_of_epoch}, e.epoch_from order by d.first_known, d.occurred_at, d.touch_id
                    rows between unbounded preceding and 1 preceding), 0)), 0) as minutes
            from cap_epochs as e
            join of_long_days as d on {same_day} and (e.epoch_to is null or d.known_from < e.epoch_to)
                and (d.known_to is null or d.known_to > e.epoch_from)
            """,
        ),
        Step(
            "cap_changes",
            """
            select *, lag(minutes) over (partition by touch_id, known_from order by epoch_from) as minutes_before
            from sequence
            """,
        ),
        Step(
            "cap_turns",
            """
            select *, lead(epoch_from) over (partition by touch_id, known_from order by epoch_from) as next_epoch
            from cap_changes where minutes_before is null or minutes_before <> minutes
            """,
        ),
        Step(
            "capped",
            """
            select touch_id, known_from, minutes, greatest(known_from, epoch_from) as piece_from,
                next_epoch as piece_to
            from cap_turns
            """,
        ),
    ]


def _pair_steps() -> list[Step]:
    """Steps to `in_force`: which engagement a response is one with, and in which time: the earliest that is known."""
    return [
        Step(
            "responses",
            f"""
            select touch_id, known_from, known_to, campaign_id, occurred_on, stakeholder_id, account_id, is_marketing
            from touch_rows where kind = '{RESPONSE}' and (stakeholder_id is not null or account_id is not null)
            """,
        ),
        Step(
            "answering",
            """
            select t.touch_id, t.known_from, t.known_to, t.occurred_at, t.campaign_id, t.occurred_on,
                t.stakeholder_id, t.account_id
            from touch_rows as t
            join (select distinct campaign_id, occurred_on from responses) as r
                on r.campaign_id = t.campaign_id and r.occurred_on = t.occurred_on
            where t.source_table = 'touches' and t.is_engagement
            """,
        ),
        Step("pairs", f"{_pairs_sql('stakeholder_id')} union all {_pairs_sql('account_id')}"),
        # The first to hold until the response ends rules out all later ones, so few are ever compared.
        Step(
            "ruled",
            """
            select pairs.*, min(case when is_lasting then pair_from end) over (
                partition by response_id, response_from order by occurred_at, touch_id
                rows between unbounded preceding and 1 preceding) as ruled_from
            from pairs where pair_to is null or pair_from < pair_to
            """,
        ),
        Step("rivals", "select * from ruled where ruled_from is null or pair_from < ruled_from"),
        Step(
            "moments",
            """
            select response_id, response_from, moment,
                lead(moment) over (partition by response_id, response_from order by moment) as next_moment
            from (
                select response_id, response_from, pair_from as moment from rivals
                union
                select response_id, response_from, pair_to from rivals where pair_to is not null
            ) as turns
            """,
        ),
        Step(
            "in_turn",
            """
            select r.*, m.moment, m.next_moment, row_number() over (
                partition by r.response_id, r.response_from, m.moment order by r.occurred_at, r.touch_id) as turn
            from moments as m
            join rivals as r on r.response_id = m.response_id and r.response_from = m.response_from
                and r.pair_from <= m.moment and (r.pair_to is null or r.pair_to > m.moment)
            """,
        ),
        Step("in_force", "select * from in_turn where turn = 1"),
    ]


def _pairs_sql(same: str) -> str:
    nobody = " where r.stakeholder_id is null" if same == "account_id" else ""
    return f"""
        select r.touch_id as response_id, r.known_from as response_from, r.known_to as response_to, r.is_marketing,
            t.touch_id, t.known_from, t.known_to, t.occurred_at,
            greatest(r.known_from, t.known_from) as pair_from, least(r.known_to, t.known_to) as pair_to,
            t.known_to is null or coalesce(t.known_to >= r.known_to, false) as is_lasting
        from responses as r
        join answering as t on t.campaign_id = r.campaign_id and t.occurred_on = r.occurred_on
            and t.{same} = r.{same}
        {nobody}
    """


def _piece_steps() -> list[Step]:
    """Steps to `pieces`, which tile the rows of engagements and responses that are one for a time."""
    return [
        Step(
            "marks",
            """
            select touch_id, known_from, known_to, moment, next_moment, is_marketing, false as is_replaced
            from in_force
            union all
            select response_id, response_from, response_to, moment, next_moment, false, true from in_force
            """,
        ),
        Step(
            "cuts",
            """
            select touch_id, known_from, moment as piece_from,
                lead(moment) over (partition by touch_id, known_from order by moment) as piece_to
            from (
                select touch_id, known_from, known_from as moment from marks
                union
                select touch_id, known_from, moment from marks
                union
                select touch_id, known_from, next_moment from marks
                where next_moment is not null and (known_to is null or next_moment < known_to)
            ) as turns
            """,
        ),
        Step(
            "pieces",
            """
            select c.touch_id, c.known_from, c.piece_from, c.piece_to,
                max(case when m.is_replaced then 1 else 0 end) = 1 as is_replaced,
                max(case when not m.is_replaced then 1 else 0 end) = 1 as is_response,
                max(case when m.is_marketing then 1 else 0 end) = 1 as is_marketing
            from cuts as c
            left join marks as m on m.touch_id = c.touch_id and m.known_from = c.known_from
                and m.moment <= c.piece_from and (m.next_moment is null or m.next_moment > c.piece_from)
            group by c.touch_id, c.known_from, c.piece_from, c.piece_to
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    conversions = f"""
        select touch_id as target_id, known_from as target_from, known_to as target_to, visitor_id, account_id,
            occurred_at as target_at, occurred_local as target_local
        from touch_rows where {dialect.in_list("kind", CONVERSIONS)} and is_engagement
    """
    return [
        *_cap_steps(settings),
        *_pair_steps(),
        *_piece_steps(),
        *view_through_steps(dialect, conversions, "touch_rows"),
        # One join over all touches, with all that few of them need.
        Step(
            "touched",
            """
            select touch_id, known_from from capped
            union
            select touch_id, known_from from pieces
            union
            select target_id, target_from from view_through where is_view_through
            """,
        ),
        Step(
            "corrections",
            """
            select k.touch_id, k.known_from, c.minutes,
                greatest(p.piece_from, w.piece_from, c.piece_from) as piece_from,
                least(p.piece_to, w.piece_to, c.piece_to) as piece_to, p.is_response, p.is_marketing,
                p.is_replaced, w.is_view_through
            from touched as k
            left join capped as c on c.touch_id = k.touch_id and c.known_from = k.known_from
            left join pieces as p on p.touch_id = k.touch_id and p.known_from = k.known_from
            left join view_through as w on w.target_id = k.touch_id and w.target_from = k.known_from
            where coalesce(greatest(p.piece_from, w.piece_from, c.piece_from)
                < least(p.piece_to, w.piece_to, c.piece_to), true)
            """,
        ),
    ]


FACT = Fact(
    name="touch_corrections",
    internal=True,
    doc="What a touch needs beside its own row; a row per touch and the time it became known, and per piece of it.",
    columns=fact_columns(
        "touch_id text: The touch.",
        "known_from timestamp: The row of the touch.",
        "minutes number: Minutes under the daily cap while it is so; null: as they are.",
        "piece_from timestamp: From when it is so; null: from the row's beginning.",
        "piece_to timestamp: Until when; null: until the row's end.",
        "is_response boolean: It is a response too.",
        "is_marketing boolean: The response is on a marketing channel.",
        "is_replaced boolean: It is a response, and a touch stands for it.",
        "is_view_through boolean: A conversion after an ad was seen and none clicked.",
    ),
    reads=("touch_rows",),
    steps=_steps,
)
