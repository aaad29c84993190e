"""Touches that were dropped, could not be given to an account, or whose sources disagree."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step
from abmetry.steps.quality_rows import QUALITY_COLUMNS
from abmetry.workspace.settings import Settings

DETAILS = {
    "crawler": "Touches by a user agent on the built-in list of crawlers never count.",
    "suppressed_agent": "Touches by a user agent of `suppressions` never count.",
    "suppressed_network": "Touches from a network address of `suppressions` never count.",
    "suppressed_address": "Touches with an address or domain of `suppressions` never count.",
    "own_staff": "Touches of our own staff never count, from when they are known to be theirs.",
    "account_disagreement": "Touches whose own account differs from their person's; the touch's own decides.",
    "unknown_account": "Touches that name an account that was never loaded are linked by the other rules.",
    "unresolved": "Touches that no rule gives an account count for none.",
    "proxy_open": "Mail opened by privacy proxies and scanners counts for nothing but the rate of opens with proxies.",
    "bare_date": "Touches with a bare date stand at the start of their local day.",
}


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    details = " ".join(
        f"when {dialect.text(name)} then {dialect.text(text)}" for name, text in DETAILS.items()
    )
    return (
        # Times are read faster than ids, of which there are as many as touches.
        Step(
            "unresolved",
            """
            select count(*) as touches, min(occurred_at) as first_at, max(occurred_at) as last_at
            from touches where account_id is null and known_to is null
            """,
        ),
        Step(
            "found",
            """
            select check_name, count(*) as touches, min(touch_id) as first_id, max(touch_id) as last_id
            from touch_checks group by check_name
            union all
            select 'unresolved', max(u.touches), min(case when t.occurred_at = u.first_at then t.touch_id end),
                max(case when t.occurred_at = u.last_at then t.touch_id end)
            from touches as t
            join (
                select first_at as moment, * from unresolved union select last_at, * from unresolved
            ) as u on u.moment = t.occurred_at
            where t.account_id is null and t.known_to is null
            having count(*) > 0
            """,
        ),
        Step(
            "sampled",
            f"""
            select check_name, {dialect.json_list_of("touch_id")} as sample
            from (
                select check_name, first_id as touch_id from found
                union all
                select check_name, last_id from found
            ) as keys
            group by check_name
            """,
        ),
        Step(
            "quality_rows",
            f"""
            select found.check_name, 'touches' as fact, found.touches as rows,
                case found.check_name {details} end as detail, sampled.sample
            from found
            join sampled on sampled.check_name = found.check_name
            """,
        ),
    )


FACT = Fact(
    name="quality_touches",
    doc="Touches that were dropped, stay unresolved, or whose sources disagree, counted.",
    columns=QUALITY_COLUMNS,
    reads=("touch_checks", "touches"),
    steps=_steps,
)
