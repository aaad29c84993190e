"""What the stages of other systems look at, per account at t (the presets of the funnel).

Windows are wall-clock days before t. Minutes are the workspace's; marketing minutes are those of the category.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

LONG, SHORT = 90, 30
ENOUGH_EACH = 20


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    long = dialect.add_days(bounds.t_local, -LONG)
    short = dialect.add_days(bounds.t_local, -SHORT)
    zone = settings.workspace.timezone

    def sum_of(value: str, condition: str) -> str:
        return f"sum(case when {condition} then {value} else 0 end)"

    recent_end = dialect.local_time("week_ends_at", zone)
    return [
        Step(
            "by_person",
            f"""
            select account_id, stakeholder_id,
                {dialect.count_where("is_engagement")} as engagements,
                sum(minutes) as minutes,
                {sum_of("minutes", "category = 'marketing'")} as marketing_minutes,
                {dialect.count_where("is_web_view")} as web_views,
                {dialect.count_where(f"is_web_view and occurred_local >= {short}")} as late_views,
                {dialect.count_where("is_engagement and (is_web_view or is_response)")} as visits_or_responses,
                {sum_of("quantity", "kind = 'ad_impression'")} as impressions,
                {sum_of("quantity", "kind = 'ad_click'")} as ad_clicks
            from touches
            where account_id is not null and occurred_local >= {long} and occurred_at < {bounds.t}
                and {bounds.visible()}
            group by account_id, stakeholder_id
            """,
        ),
        Step(
            "by_account",
            f"""
            select account_id, sum(engagements) as engagements, sum(minutes) as minutes,
                sum(marketing_minutes) as marketing_minutes, sum(web_views) as web_views,
                sum(late_views) as late_views, sum(visits_or_responses) as visits_or_responses,
                sum(impressions) as impressions, sum(ad_clicks) as ad_clicks,
                sum(case when stakeholder_id is not null and marketing_minutes >= {ENOUGH_EACH} then 1 else 0 end)
                    as people
            from by_person group by account_id
            """,
        ),
        Step(
            "by_intent",
            f"""
            select account_id, max(score) as best_long,
                max(case when {recent_end} >= {short} then score end) as best_short
            from intent
            where not is_competitor and {bounds.visible()} and week_ends_at <= {bounds.t} and {recent_end} >= {long}
            group by account_id
            """,
        ),
        Step(
            "by_deals",
            f"""
            select account_id, max(case when is_open then 1 else 0 end) as is_open,
                max(case when is_won then 1 else 0 end) as is_won,
                max(case when is_won and closed_local >= {long} then 1 else 0 end) as is_won_lately
            from known_opportunities where account_id is not null
            group by account_id
            """,
        ),
        Step("standing", "select account_id, stage from known_funnel_stays where is_at_t"),
        Step(
            "account_signals",
            """
            select a.account_id, coalesce(s.stage, 1) as own_stage,
                coalesce(t.engagements, 0) as engagements_90, coalesce(t.minutes, 0) as minutes_90,
                coalesce(t.marketing_minutes, 0) as marketing_minutes_90,
                coalesce(t.people, 0) as people_with_20, coalesce(t.web_views, 0) as web_views_90,
                coalesce(t.visits_or_responses, 0) as visits_or_responses_90,
                coalesce(t.late_views, 0) as page_views_30, coalesce(t.impressions, 0) as impressions_90,
                coalesce(t.ad_clicks, 0) as ad_clicks_90, i.best_short as best_intent_30,
                i.best_long as best_intent_90, f.score as fit,
                coalesce(d.is_open, 0) = 1 as has_open_deal, coalesce(d.is_won, 0) = 1 as has_won,
                coalesce(d.is_won_lately, 0) = 1 as has_won_in_90
            from accounts a
            left join standing s on s.account_id = a.account_id
            left join by_account t on t.account_id = a.account_id
            left join by_intent i on i.account_id = a.account_id
            left join by_deals d on d.account_id = a.account_id
            left join known_icp_fits f on f.account_id = a.account_id
            """,
        ),
    ]


ACCOUNT_SIGNALS = AsOf(
    name="account_signals",
    doc="An account at t, with what the stages of other systems look at.",
    columns=fact_columns(
        "account_id text: The account.",
        "own_stage integer: Its stage of the six.",
        "engagements_90 number: Engagements and responses in the last 90 days.",
        "minutes_90 number: Engagement minutes in them.",
        "marketing_minutes_90 number: Those of the category marketing.",
        "people_with_20 integer: People with at least 20 such minutes each.",
        "web_views_90 number: Page views in the last 90 days.",
        "visits_or_responses_90 number: Page views that engage, and campaign responses, in them.",
        "page_views_30 number: Page views in the last 30 days.",
        "impressions_90 number: Ad impressions in the last 90 days.",
        "ad_clicks_90 number: Ad clicks in them.",
        "best_intent_30 number: Best vendor score on one of our topics, of weeks that ended in the last 30 days.",
        "best_intent_90 number: The same in 90 days.",
        "fit number: Fit to the ideal customer profile, 0 to 100; null: no profile.",
        "has_open_deal boolean: A deal of theirs is open, of any type.",
        "has_won boolean: A deal of theirs was ever won.",
        "has_won_in_90 boolean: One was won in the last 90 days.",
    ),
    reads=("touches", "intent", "accounts"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    upon=("opportunities", "funnel_stays", "icp_fits"),
)
