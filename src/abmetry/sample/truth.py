"""What was planted in a sample company: effects, what they came to, confounding, traps, rows that cannot be loaded."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from abmetry.sample import names
from abmetry.sample.deals import REVIEW
from abmetry.sample.draws import Bools
from abmetry.sample.effects import EFFECTS
from abmetry.sample.plan import Plan
from abmetry.sample.world import World


@dataclass
class Truth:
    """The story as numbers; `truth.json` holds the same.

    Attributes:
        company: accounts, months, seed, touches_per_account, start, until (exclusive), timezone, currency.
        effects: every planted effect, "abm" against "non_abm" where it is one of the program's.
        confounding: what size does by itself (log odds, log hazard, rate, log length, log amount per
            standard deviation of log employees). The raw difference holds both; matched on size, the effect.
        realised: what these came to among the drawn rows (raw, unmatched), as a plain count gives it.
        traps: name to {"count", "keys"} (the first 200 keys of the rows).
        rejected: table to the number of rows that cannot be loaded.
        rows: table to the rows written, bad ones included.
    """

    company: dict[str, Any]
    effects: dict[str, Any]
    confounding: dict[str, float]
    realised: dict[str, Any]
    traps: dict[str, dict[str, Any]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add_traps(self, keys: dict[str, list[str]]) -> None:
        """Note traps by the keys of their rows."""
        for name, rows in keys.items():
            self.traps[name] = {"count": len(rows), "keys": rows[:200]}

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(
            json.dumps(asdict(self), indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
        )


def tell(world: World) -> Truth:
    """The truth about what was drawn; traps, rejected rows and row counts are added as they are written."""
    e, plan = EFFECTS, world.plan
    return Truth(
        company={
            "name": names.OWN_NAME,
            "accounts": plan.accounts,
            "months": plan.months,
            "seed": plan.seed,
            "touches_per_account": plan.touches,
            "start": plan.start.isoformat(),
            "until": plan.until.isoformat(),
            "timezone": "Europe/Madrid",
            "currency": "EUR",
        },
        effects={
            "active_quarter_chance": {"non_abm": e.active_quarter[0], "abm": e.active_quarter[1]},
            "opportunity_hazard_ratio": e.opportunity_hazard,
            "win_rate": {"non_abm": e.win_rate, "added_by_abm": e.win_rate_lift},
            "cycle_days_ratio": e.cycle_ratio,
            "amount_ratio": e.amount_ratio,
            "economic_buyer_cycle_ratio": e.buyer_cycle_ratio,
            "webinar_hazard_ratio_90_days": e.webinar_hazard,
            "display_ads_hazard_ratio": e.display_hazard,
            "stalled_stage": {
                "stage": e.stall_stage,
                "where": f"industry = '{e.stall_industry}'",
                "ratio": e.stall_ratio,
                "since": str(np.datetime64(plan.start) + plan.days // 2),
            },
            "research": {"share": e.research_share, "days_before": e.research_before_days},
            "intent_surge_share": e.intent_share,
            "competitor_surge_share_of_churn": e.competitor_share,
            "renewal_rate": dict(zip(("promoter", "passive", "detractor"), e.renewal, strict=True)),
        },
        confounding={
            "size_on_being_targeted": e.size_on_target,
            "size_on_activity": e.size_on_activity,
            "size_on_hazard": e.size_on_hazard,
            "size_on_win_rate": e.size_on_win_rate,
            "size_on_cycle": e.size_on_cycle,
            "size_on_amount": e.size_on_amount,
        },
        realised=_realised(world),
    )


def _realised(world: World) -> dict[str, Any]:
    """Plain counts over what was drawn, before any trap."""
    deals, plan = world.deals, world.plan
    closed = deals.is_closed(plan.days)
    new = (deals.type == 0) & closed
    won = new & deals.won
    length = (deals.closed - deals.created).astype(np.float64)
    stalled = world.accounts.industry[deals.account] == list(names.DESCRIPTORS).index(EFFECTS.stall_industry)
    review = (deals.entered[:, 4] - deals.entered[:, REVIEW]).astype(np.float64)
    passed = (deals.type == 0) & (deals.entered[:, REVIEW] >= 0) & (deals.entered[:, 4] >= 0)
    passed &= deals.entered[:, 4] < plan.days
    late = deals.entered[:, REVIEW] >= plan.days // 2
    ended = (deals.type == 1) & closed
    mood = world.accounts.satisfaction[deals.account]

    def by_group(rows: Bools, values: Any, what: Any = np.mean) -> dict[str, float | None]:
        return {
            label: round(float(what(values[mine])), 4)
            if (mine := rows & (deals.targeted == flag)).any()
            else None
            for label, flag in (("non_abm", False), ("abm", True))
        }

    def mean(rows: Bools, values: Any) -> float | None:
        return round(float(np.mean(values[rows])), 4) if rows.any() else None

    return {
        "accounts_ever_on_a_list": int(world.targeted.sum()),
        "opportunities": {
            "new_business": int((deals.type == 0).sum()),
            "renewal": int((deals.type == 1).sum()),
            "expansion": int((deals.type == 2).sum()),
        },
        "new_business_won": int(won.sum()),
        "win_rate_by_count": by_group(new, deals.won.astype(np.float64)),
        "mean_cycle_days_won": by_group(won, length),
        "median_amount_eur_won": by_group(won, deals.amount, np.median),
        "mean_cycle_days_won_by_buyer": {
            "engaged": mean(won & deals.buyer, length),
            "not_engaged": mean(won & ~deals.buyer, length),
        },
        "mean_security_review_days": {
            "stalled_industry_since": mean(passed & stalled & late, review),
            "stalled_industry_before": mean(passed & stalled & ~late, review),
            "others_since": mean(passed & ~stalled & late, review),
        },
        "renewal_opportunities_won": {
            label: mean(ended & (mood == i), deals.won.astype(np.float64))
            for i, label in enumerate(("promoter", "passive", "detractor"))
        },
        "active_quarters": {
            "ever_on_a_list": round(float(world.active[world.targeted].mean()), 4),
            "never": round(float(world.active[~world.targeted].mean()), 4),
        },
        "webinar_attendances": int(
            (world.attendance.attended & (world.campaigns.family[world.attendance.campaign] == 0)).sum()
        ),
        "contracts": world.contracts.count,
        "customers_at_end": int(((world.customer_from < plan.days) & (world.customer_to > plan.days)).sum()),
    }


def note_plan(plan: Plan) -> str:
    """One line about the company, for its configuration."""
    return f"{plan.accounts} accounts, {plan.start} to {plan.until} (exclusive), seed {plan.seed}"
