"""Whether an ad was seen, and none clicked, before something was done.

Of a target (a session, a conversion): the latest ad event in the 30 days before is an impression, and there is no ad
click in those 30 days; that is, there is an impression and no click. Ad events with a visitor are matched to that
visitor's targets, those without to the account's. The 30 days begin at the wall-clock time of the target, 30 dates
earlier. An ad event counts with the account it had when it happened.
"""

from __future__ import annotations

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step

DAYS = 30


def view_through_steps(dialect: Dialect, targets_sql: str, touches: str = "touches") -> list[Step]:
    """Steps that end in `view_through`: `target_id, target_from, is_view_through`, of targets with ads before.

    Args:
        dialect: The engine's.
        targets_sql: Query of `target_id, target_from, visitor_id, account_id, target_at, target_local`.
        touches: The relation to take the ad events from.
    """
    return [
        Step(
            "ads",
            f"""
            select visitor_id, case when visitor_id is null then account_id end as account_id, occurred_at,
                occurred_local, kind = 'ad_click' as is_click
            from {touches}
            where kind in ('ad_impression', 'ad_click') and quantity > 0 and known_from = occurred_at
                and (visitor_id is not null or account_id is not null)
            """,
        ),
        Step("targets", targets_sql),
        *_stream_steps("visitor"),
        *_stream_steps("account"),
        Step(
            "seen",
            "select * from visitor_seen union all select * from account_seen",
        ),
        Step(
            "view_through",
            f"""
            select target_id, target_from,
                coalesce(max(impression_local) >= {dialect.add_days("max(target_local)", -DAYS)}, false)
                and not coalesce(max(click_local) >= {dialect.add_days("max(target_local)", -DAYS)}, false)
                    as is_view_through
            from seen
            group by target_id, target_from
            """,
        ),
    ]


def _stream_steps(side: str) -> list[Step]:
    """The latest impression and click before each target, within the ads of a visitor or of an account."""
    key = f"{side}_id"
    before = f"partition by {key} order by moment, is_ad rows between unbounded preceding and 1 preceding"
    return [
        Step(
            f"{side}_stream",
            f"""
            select {key}, occurred_at as moment, occurred_local as local, 1 as is_ad, is_click,
                cast(null as varchar) as target_id, cast(null as timestamp) as target_from
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
            select target_id, target_from, target_local, impression_local, click_local
            from {side}_windows where is_ad = 0 and (impression_local is not null or click_local is not null)
            """,
        ),
    ]
