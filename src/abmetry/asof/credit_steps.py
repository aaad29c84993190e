"""The credit of deals under every model, for parts of their touches: of one channel and campaign, or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.milestones import MARKED, milestone_steps
from abmetry.asof.relation import Bounds
from abmetry.engine.dialect import Dialect
from abmetry.influence.cents import credit_sql, whole_cents_sql
from abmetry.influence.credit_model import MILESTONES, SUMMED
from abmetry.influence.models import MODELS, UNATTRIBUTED, column
from abmetry.influence.time_decay import decay_sql
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

TOLD = ("eligible", *MILESTONES)
UPON = ("opportunities", "deal_touches", "opportunity_amounts", "removal_effects")
_MIDDLES = {
    "middle_u": ("t.is_before_creation", ("first_id", "lead_id")),
    "middle_w": ("t.is_before_creation", ("first_id", "lead_id", "deal_id")),
    "middle_path": ("1 = 1", ("longer_first_id", "longer_lead_id", "deal_id", "close_id")),
}


def credit_steps(
    dialect: Dialect, settings: Settings, bounds: Bounds, *, one_by_one: bool = False
) -> Sequence[Step]:
    """Steps over ``scope`` and the relations of ``UPON``; the last, ``credited``, has one row per account and part.

    Args:
        dialect: The engine's dialect.
        settings: The definitions.
        bounds: The frame's bounds.
        one_by_one: Every touch is a part, told with its milestones.
    """
    keys = ["opportunity_id", "channel", "campaign_id", *(["occurred_at", "touch_id"] if one_by_one else [])]
    told = TOLD if one_by_one else ()
    order = ", ".join(f"{name} nulls last" for name in keys[1:])
    return (
        *milestone_steps(bounds),
        _touches_step(dialect, settings),
        Step(
            "parts",
            f"""
            select {", ".join(keys)}, {", ".join(f"sum({name}) as {name}" for name in SUMMED)}
            from touches_of_deals group by {", ".join(keys)}
            """,
        ),
        *_answer_steps(keys),
        *_share_steps(dialect, keys, told),
        *_cents_steps(dialect, keys, told, order),
    )


def _touches_step(dialect: Dialect, settings: Settings) -> Step:
    """Every touch with what the models count of it."""
    eligible = "case when t.is_before_creation then t.quantity else 0 end"
    decay = decay_sql("t.days_before", "m.least_days", settings.influence.half_life_days)
    counted = {
        "eligible": eligible,
        "longer": "t.quantity",
        "minutes": "case when t.is_before_creation then t.minutes else 0 end",
        "decayed": f"case when t.is_before_creation then t.quantity * {decay} else 0 end",
    }
    for name, key in MARKED.items():
        counted[name] = f"case when t.touch_id = m.{key} then 1 else 0 end"
    for name, (which, taken) in _MIDDLES.items():
        is_taken = " or ".join(f"coalesce(t.touch_id = m.{key}, false)" for key in taken)
        counted[name] = f"case when {which} and not ({is_taken}) then t.quantity else 0 end"
    return Step(
        "touches_of_deals",
        f"""
        select t.opportunity_id, t.channel, t.campaign_id, t.occurred_at, t.touch_id,
            {", ".join(f"cast({sql} as double) as {name}" for name, sql in counted.items())}
        from known_deal_touches t
        join milestones m on m.opportunity_id = t.opportunity_id
        where not t.is_lost_in_period
        """,
    )


def _answer_steps(keys: Sequence[str]) -> Sequence[Step]:
    """The deals of the answer, once for each cohort that has a part of their amount, and the parts of each."""
    part = ", ".join(f"p.{name}" for name in keys)
    return (
        Step(
            "accounts_of_deals",
            """
            select a.account_id, a.opportunity_id, a.share, o.amount, s.cohort
            from known_opportunity_amounts a
            join known_opportunities o on o.opportunity_id = a.opportunity_id
            join (select distinct account_id, cohort from known_scope where cohort <> 'ever_listed') s
                on s.account_id = a.account_id
            where (a.is_open or a.is_won_in_period) and o.account_id is not null and o.amount is not null
            """,
        ),
        Step("deals_of_cohorts", "select distinct opportunity_id, cohort, amount from accounts_of_deals"),
        Step(
            "channels_of_deals",
            """
            select opportunity_id, channel, sum(eligible) as on_channel from parts group by opportunity_id, channel
            """,
        ),
        Step(
            "parts_of_answer",
            f"""
            select d.cohort, d.amount, {part}, {", ".join(f"p.{name}" for name in SUMMED)}, c.on_channel,
                coalesce(r.removal_effect, 0) as removal_effect
            from deals_of_cohorts d
            join parts p on p.opportunity_id = d.opportunity_id
            join channels_of_deals c on c.opportunity_id = p.opportunity_id and c.channel = p.channel
            left join known_removal_effects r on r.cohort = d.cohort and r.channel = p.channel
            """,
        ),
    )


def _share_steps(dialect: Dialect, keys: Sequence[str], told: Sequence[str]) -> Sequence[Step]:
    """The part's share of its deal under every model; what no part has is the share of none of them."""
    named = ", ".join((*keys, *told))
    empty = ", ".join(["null"] * (len(keys) - 2) + ["0"] * len(told))
    summed = [name for name in SUMMED if name not in ("eligible", "longer", "decayed")]
    whole = ", ".join(
        f"sum({name}) over (partition by opportunity_id, cohort) as all_{name}" for name in summed
    )
    weights = ", ".join(
        f"coalesce({model.weight(dialect)}, 0) as weight_{name}" for name, model in MODELS.items()
    )
    sums = ", ".join(f"sum(weight_{name}) as whole_{name}" for name in MODELS)
    shares = ", ".join(
        f"coalesce({dialect.divide(f'w.weight_{name}', f's.whole_{name}')}, 0) as share_{name}"
        for name in MODELS
    )
    rest = ", ".join(
        f"case when coalesce(s.whole_{name}, 0) > 0 then 0 else 1 end as share_{name}" for name in MODELS
    )
    nothing = " or ".join(f"coalesce(s.whole_{name}, 0) <= 0" for name in MODELS)
    return (
        Step("with_sums", f"select *, {whole} from parts_of_answer"),
        Step(
            "weighed",
            f"select cohort, amount, {named}, longer as touches, {weights} from with_sums",
        ),
        Step(
            "sums",
            f"select opportunity_id, cohort, {sums} from weighed group by opportunity_id, cohort",
        ),
        Step(
            "shares",
            f"""
            select w.cohort, w.amount, {", ".join(f"w.{name}" for name in (*keys, *told))}, w.touches, {shares}
            from weighed w
            join sums s on s.opportunity_id = w.opportunity_id and s.cohort = w.cohort
            union all
            select d.cohort, d.amount, d.opportunity_id, '{UNATTRIBUTED}', {empty}, 0, {rest}
            from deals_of_cohorts d
            left join sums s on s.opportunity_id = d.opportunity_id and s.cohort = d.cohort
            where {nothing}
            """,
        ),
    )


def _cents_steps(dialect: Dialect, keys: Sequence[str], told: Sequence[str], order: str) -> Sequence[Step]:
    """Money in whole cents, and of it what belongs to each account."""
    of_deal = f"partition by opportunity_id, cohort order by {order}"
    running = ", ".join(
        f"sum(share_{name}) over ({of_deal} rows between unbounded preceding and current row) as run_{name}"
        for name in MODELS
    )
    cents = ", ".join(f"{whole_cents_sql(f'amount * run_{name}')} as cents_{name}" for name in MODELS)
    steps = ", ".join(
        f"cents_{name} - coalesce(lag(cents_{name}) over ({of_deal}), 0) as rise_{name}" for name in MODELS
    )
    credits = ", ".join(
        f"a.share * ({credit_sql(dialect, f'c.rise_{name}', f'c.share_{name}', 'c.amount')}) as {column(name)}"
        for name in MODELS
    )
    kept = f"cohort, amount, {', '.join((*keys, *told))}, touches, {', '.join(f'share_{name}' for name in MODELS)}"
    return (
        Step("running", f"select {kept}, {running} from shares"),
        Step("rounded", f"select {kept}, {cents} from running"),
        Step("rises", f"select {kept}, {steps} from rounded"),
        Step(
            "credited",
            f"""
            select a.account_id, a.share, d.name, d.type, d.is_open, d.is_won_in_period,
                a.account_id = d.account_id as is_primary, c.touches,
                {", ".join(f"c.{name}" for name in (*keys, *told))},
                {", ".join(f"c.share_{name}" for name in MODELS)}, {credits}
            from rises c
            join accounts_of_deals a on a.opportunity_id = c.opportunity_id and a.cohort = c.cohort
            join known_opportunities d on d.opportunity_id = c.opportunity_id
            """,
        ),
    )
