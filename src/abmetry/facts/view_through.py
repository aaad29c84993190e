"""Whether an ad was seen, and none clicked, before something was done.

Of a target (a session, a conversion): the latest ad event in the 30 days before is an impression, and there is no ad
click in those 30 days; that is, there is an impression and no click. Ad events with a visitor are matched to that
visitor's targets, those without to the account's. The 30 days begin at the wall-clock time of the target, 30 dates
earlier. An ad event counts with the account it is known to have, until it is known to be our own staff's: where that
changed, so may the answer, and the time of the target is cut into pieces.
"""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step

DAYS = 30
_AD = "kind in ('ad_impression', 'ad_click') and quantity > 0"


def view_through_steps(dialect: Dialect, targets_sql: str, touches: str = "touches") -> list[Step]:
    """Steps that end in `view_through`: `target_id, target_from, piece_from, piece_to, is_view_through`.

    It has the targets that were reached through a view, or are so in a time; the pieces of one tile its time. All
    others are not.

    Args:
        dialect: The engine's.
        targets_sql: Query of `target_id, target_from, target_to, visitor_id, account_id, target_at, target_local`.
        touches: The relation to take the ad events from.
    """
    return [
        Step(
            "ad_rows",
            f"""
            select touch_id, visitor_id, account_id, occurred_at, occurred_local, kind = 'ad_click' as is_click,
                known_from, known_to
            from {touches} where {_AD}
            """,
        ),
        Step(
            "ended_ads",
            """
            select touch_id, max(known_to) as ended_at
            from ad_rows
            where visitor_id is not null and (known_to is not null or known_from > occurred_at)
            group by touch_id having count(*) = count(known_to)
            """,
        ),
        Step(
            "ads",
            """
            select t.visitor_id, case when t.visitor_id is null then t.account_id end as account_id, t.occurred_at,
                t.occurred_local, t.is_click
            from ad_rows as t
            left join ended_ads as e on e.touch_id = t.touch_id
            where t.known_from = t.occurred_at and e.touch_id is null
                and (t.visitor_id is not null or (t.account_id is not null and t.known_to is null))
            """,
        ),
        Step(
            "changing_ads",
            """
            select cast(null as string) as visitor_id, account_id, occurred_at, occurred_local, is_click, known_from,
                known_to
            from ad_rows
            where visitor_id is null and account_id is not null
                and (known_from > occurred_at or known_to is not null)
            union all
            select t.visitor_id, null, t.occurred_at, t.occurred_local, t.is_click, t.known_from, e.ended_at
            from ad_rows as t
            join ended_ads as e on e.touch_id = t.touch_id
            where t.known_from = t.occurred_at
            """,
        ),
        Step("targets", targets_sql),
        *_stream_steps(dialect, "visitor"),
        *_stream_steps(dialect, "account"),
        Step(
            "seen",
            f"""
            select target_id, target_from, {dialect.any_where("is_seen")} = 1 as is_seen,
                {dialect.any_where("is_clicked")} = 1 as is_clicked
            from (select * from visitor_seen union all select * from account_seen) as streams
            group by target_id, target_from
            """,
        ),
        *_changing_steps(dialect),
        Step(
            "view_through",
            """
            select k.target_id, k.target_from, coalesce(c.piece_from, k.target_from) as piece_from, c.piece_to,
                (coalesce(s.is_seen, false) or coalesce(c.is_seen, false))
                    and not (coalesce(s.is_clicked, false) or coalesce(c.is_clicked, false)) as is_view_through
            from (
                select target_id, target_from from seen where is_seen and not is_clicked
                union
                select target_id, target_from from ad_cuts
            ) as k
            left join seen as s on s.target_id = k.target_id and s.target_from = k.target_from
            left join told_by_ads as c on c.target_id = k.target_id and c.target_from = k.target_from
            """,
        ),
    ]


def _changing_steps(dialect: Dialect) -> list[Step]:
    """Steps to `told_by_ads`: what the few ads whose account changed say of a target, piece by piece of its time."""
    return [
        Step(
            "pairs_with_ads",
            f"{_pairs_sql(dialect, 'visitor_id')} union all {_pairs_sql(dialect, 'account_id')}",
        ),
        Step(
            "ad_cuts",
            """
            select target_id, target_from, moment as piece_from,
                lead(moment) over (partition by target_id, target_from order by moment) as piece_to
            from (
                select target_id, target_from, target_from as moment from pairs_with_ads
                union
                select target_id, target_from, pair_from from pairs_with_ads
                union
                select target_id, target_from, pair_to from pairs_with_ads
                where pair_to is not null and (target_to is null or pair_to < target_to)
            ) as turns
            """,
        ),
        Step(
            "told_by_ads",
            """
            select c.target_id, c.target_from, c.piece_from, c.piece_to,
                max(case when not p.is_click then 1 else 0 end) = 1 as is_seen,
                max(case when p.is_click then 1 else 0 end) = 1 as is_clicked
            from ad_cuts as c
            left join pairs_with_ads as p on p.target_id = c.target_id and p.target_from = c.target_from
                and p.pair_from <= c.piece_from and (p.pair_to is null or p.pair_to > c.piece_from)
            group by c.target_id, c.target_from, c.piece_from, c.piece_to
            """,
        ),
    ]


def _pairs_sql(dialect: Dialect, same: str) -> str:
    return f"""
        select t.target_id, t.target_from, t.target_to, greatest(t.target_from, a.known_from) as pair_from,
            least(t.target_to, a.known_to) as pair_to, a.is_click
        from targets as t
        join changing_ads as a on a.{same} = t.{same} and a.occurred_at < t.target_at
            and a.occurred_local >= {dialect.add_days("t.target_local", -DAYS)}
        where (a.known_to is null or a.known_to > t.target_from)
            and (t.target_to is null or t.target_to > a.known_from)
    """


def _stream_steps(dialect: Dialect, side: str) -> list[Step]:
    """The targets with an ad in the days before, within the ads of a visitor or of an account."""
    earliest = dialect.add_days("target_local", -DAYS)
    key = f"{side}_id"
    before = f"partition by {key} order by moment, is_ad rows between unbounded preceding and 1 preceding"
    return [
        Step(
            f"{side}_stream",
            f"""
            select {key}, occurred_at as moment, occurred_local as local, 1 as is_ad, is_click,
                cast(null as string) as target_id, cast(null as timestamp) as target_from
            from ads where {key} is not null
            union all
            select targets.{key}, target_at, target_local, 0, false, target_id, target_from
            from targets
            join (select distinct {key} from ads) as advertised on advertised.{key} = targets.{key}
            """,
        ),
        Step(
            f"{side}_windows",
            f"""
            select is_ad, target_id, target_from, local as target_local,
                max(case when is_ad = 1 and not is_click then local end) over ({before}) as impression_local,
                max(case when is_ad = 1 and is_click then local end) over ({before}) as click_local
            from {side}_stream
            """,
        ),
        Step(
            f"{side}_seen",
            f"""
            select target_id, target_from, coalesce(impression_local >= {earliest}, false) as is_seen,
                coalesce(click_local >= {earliest}, false) as is_clicked
            from {side}_windows
            where is_ad = 0 and (impression_local >= {earliest} or click_local >= {earliest})
            """,
        ),
    ]
