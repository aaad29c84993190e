"""How well accounts fit the ideal customer profile, and the tier that suggests (KPIS.md, stage 1)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.facts.account_conditions import account_condition_sql
from abmetry.facts.list_tiers import NO_TIER_RANK
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

LOWEST_TIER = 3


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    profile = settings.icp
    met = " + ".join(
        f"case when {account_condition_sql(one.where, dialect, settings)} then {float(one.weight)!r} else 0e0 end"
        for one in profile.criteria
    )
    whole = repr(float(sum(one.weight for one in profile.criteria)))
    return [
        Step(
            "weighed",
            f"""
            select account_id, cast({met or "0"} as double) as met_weight, cast({whole} as double) as whole_weight
            from accounts
            """,
        ),
        Step(
            "suggested",
            f"""
            select account_id, met_weight, whole_weight,
                case when met_weight >= whole_weight then 1
                    when met_weight >= {profile.tier2_share} * whole_weight then 2 else 3 end as suggested_tier
            from weighed
            """,
        ),
        Step(
            "ranked_tiers",
            f"""
            select account_id, tier, tier_rank,
                row_number() over (partition by account_id order by tier_rank, tier, list_id) as place
            from list_stays
            where {bounds.holds_at(bounds.t, "valid_from", "valid_to")}
            """,
        ),
        Step(
            "icp_fits",
            f"""
            select s.account_id, 100 * {dialect.divide("s.met_weight", "s.whole_weight")} as score, s.met_weight,
                s.whole_weight, cast(s.suggested_tier as string) as suggested_tier, r.tier,
                coalesce(
                    r.tier_rank < {NO_TIER_RANK} and least(r.tier_rank, {LOWEST_TIER}) <> s.suggested_tier, false
                ) as tier_disagrees
            from suggested s
            left join ranked_tiers r on r.account_id = s.account_id and r.place = 1
            """,
        ),
    ]


ICP_FITS = AsOf(
    name="icp_fits",
    doc="An account and how well it fits the ideal customer profile.",
    columns=fact_columns(
        "account_id text: The account.",
        "score number: Share of the weights of the criteria it meets, 0 to 100.",
        "met_weight number: Weights of the criteria it meets.",
        "whole_weight number: Weights of all criteria.",
        "suggested_tier text: 1 meets all, 2 at least `icp.tier2_share`, 3 the rest.",
        "tier text: Its highest tier on any list at t.",
        "tier_disagrees boolean: The first, second, or a lower tier, and not the one that is suggested.",
    ),
    reads=("accounts", "list_stays"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=("suggested_tier", "tier", "tier_disagrees", "met_weight", "whole_weight"),
)
