"""The programs: webinars, events, newsletters, advertising, content, and who attended what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from abmetry.sample.accounts import Accounts
from abmetry.sample.clock import Clock
from abmetry.sample.columns import Columns, dates, ids, numbers, texts
from abmetry.sample.draws import Bools, Ints, stream
from abmetry.sample.effects import EFFECTS
from abmetry.sample.lists import Memberships
from abmetry.sample.people import People
from abmetry.sample.plan import Plan

TOPICS = ("Planning", "Forecasting", "Data quality", "Supply risk", "Pricing", "Automation")
FAMILIES: tuple[tuple[str, str, str, int, int], ...] = (
    # name, channel, program, every so many months, monthly budget in EUR per 1,000 accounts
    ("Webinar: {topic}", "webinar", "Webinar series", 1, 1800),
    ("{topic} Day", "event", "Field events", 3, 9000),
    ("Newsletter {topic}", "email", "Newsletter", 1, 500),
    ("Nurture {topic}", "email", "Nurture", 3, 400),
    ("Display always-on {topic}", "ads", "Display", 3, 5200),
    ("Search {topic}", "search", "Paid search", 3, 2600),
    ("Social {topic}", "social_ads", "Paid social", 3, 1900),
    ("Guide to {topic}", "content", "Content", 3, 1200),
    ("Executive box {topic}", "direct_mail", "Direct mail", 6, 2200),
    ("Partner {topic}", "partner", "Partner", 6, 700),
)
CHANNELS = ("webinar", "event", "email", "ads", "search", "social_ads", "content", "direct_mail", "partner")


@dataclass
class Campaigns:
    """Programs in order of family and start; the parents (one per family and year) come last.

    Attributes:
        family: index into FAMILIES. day: first day. span: days it runs.
        target_list: 0 named, 1 growth, -1 nobody's.
    """

    name: list[str]
    family: Ints
    day: Ints
    span: Ints
    parent: Ints
    budget: Ints
    target_list: Ints

    def of(self, family: int) -> Ints:
        """Indices of the campaigns of a family, parents left out, in order of start."""
        return np.flatnonzero((self.family == family) & (self.parent >= 0)).astype(np.int64)


@dataclass
class Attendance:
    """Accounts at webinars and events: one element per (account, campaign) invited.

    `registered` and `attended` say how far it went; `attended` only if registered. `person` is who was invited.
    """

    account: Ints
    person: Ints
    campaign: Ints
    registered: Bools
    attended: Bools


def make_campaigns(plan: Plan) -> Campaigns:
    """The calendar of programs."""
    rng = stream(plan.seed, "campaigns")
    starts = plan.month_starts()
    rows: list[tuple[str, int, int, int, int, int, int]] = []
    parents: dict[tuple[int, int], int] = {}
    for family, (pattern, _, _, every, budget) in enumerate(FAMILIES):
        for month in range(0, plan.months, every):
            end = starts[min(month + every, plan.months)]
            meets = family < 3
            day = min(starts[month] + int(rng.integers(8, 20)), plan.days - 1) if meets else starts[month]
            while (plan.start + timedelta(days=day)).weekday() > 3 and meets:
                day -= 1
            label = plan.start + timedelta(days=starts[month])
            topic = TOPICS[(month // every + family) % len(TOPICS)]
            parent = parents.setdefault((family, label.year), len(parents))
            money = round(budget * every * plan.accounts / 1000 * float(rng.uniform(0.8, 1.2)))
            name = f"{pattern.format(topic=topic)} {label:%Y-%m}"
            rows.append((name, family, day, max(1, end - day), parent, money, int(rng.choice([0, 1, -1]))))
    made = len(rows)
    for family, year in parents:
        rows.append((f"{FAMILIES[family][2]} {year}", family, 0, plan.days, -1, 0, -1))
    columns = [np.array([r[i] for r in rows], dtype=np.int64) for i in range(1, 7)]
    family_of, day_of, span, parent_of, budget_of, list_of = columns
    parent_of = np.where(parent_of >= 0, parent_of + made, -1)
    return Campaigns([r[0] for r in rows], family_of, day_of, span, parent_of, budget_of, list_of)


def make_activity(plan: Plan, accounts: Accounts, members: Memberships) -> Bools:
    """Quarters in which an account shows interest of its own, shape (accounts, quarters)."""
    rng = stream(plan.seed, "campaigns", 2)
    starts = plan.month_starts()
    active = np.zeros((accounts.count, plan.quarters), dtype=np.bool_)
    everyone = np.arange(accounts.count, dtype=np.int64)
    for quarter in range(plan.quarters):
        begin, end = starts[quarter * 3], starts[min(quarter * 3 + 3, plan.months)]
        targeted = members.targeted_on(everyone, np.full(accounts.count, begin))
        chance = np.where(targeted, EFFECTS.active_quarter[1], EFFECTS.active_quarter[0])
        chance = chance + EFFECTS.size_on_activity * accounts.size
        active[:, quarter] = (rng.random(accounts.count) < chance) & (accounts.created < end - 10)
    return active


def make_attendance(
    plan: Plan, accounts: Accounts, members: Memberships, campaigns: Campaigns, active: Bools, people: People
) -> Attendance:
    """Who was invited (targets far more often), registered, attended; a webinar later raises the hazard."""
    rng = stream(plan.seed, "campaigns", 1)
    parts: list[tuple[Ints, Ints, Bools, Bools]] = []
    everyone = np.arange(accounts.count, dtype=np.int64)
    for family, share in ((0, (0.10, 0.40)), (1, (0.06, 0.35))):
        for campaign in campaigns.of(family):
            day = np.full(accounts.count, campaigns.day[campaign])
            target = members.targeted_on(everyone, day)
            invited = (rng.random(accounts.count) < np.where(target, share[1], share[0])) & (
                accounts.created < day - 10
            )
            account = everyone[invited]
            quarter = (
                int(np.searchsorted(plan.month_starts(), campaigns.day[campaign], side="right") - 1) // 3
            )
            registered = (rng.random(len(account)) < 0.3) & active[account, quarter]
            attended = registered & (rng.random(len(account)) < 0.58)
            parts.append((account, np.full(len(account), campaign), registered, attended))
    account, campaign_of, registered, attended = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    person = people.someone(rng, account, np.ones(accounts.count, dtype=np.bool_))
    return Attendance(account, person, campaign_of, registered, attended)


def campaigns_table(clock: Clock, campaigns: Campaigns) -> Columns:
    """The canonical table `campaigns`."""
    n = len(campaigns.name)
    ends = np.minimum(campaigns.day + campaigns.span - 1, clock.days - 1)
    return {
        "campaign_id": ids("C", np.arange(n), 4),
        "name": pa.array(campaigns.name, pa.string()),
        "channel": texts([f[1] for f in FAMILIES], campaigns.family),
        "program": texts([f[2] for f in FAMILIES], campaigns.family),
        "parent_campaign_id": ids("C", campaigns.parent, 4),
        "list_id": texts(("named", "growth"), campaigns.target_list),
        "starts_at": dates(clock.day_number(campaigns.day)),
        "ends_at": dates(clock.day_number(np.maximum(ends, campaigns.day))),
        "budget": numbers(campaigns.budget, campaigns.budget > 0),
        "currency": texts(["EUR"], np.zeros(n, dtype=np.int64)),
    }
