"""Spend: monthly per campaign, on single accounts, and what belongs to neither; and the members of campaigns."""

from __future__ import annotations

import numpy as np

from abmetry.sample.campaigns import FAMILIES
from abmetry.sample.columns import Columns, dates, ids, instants, numbers, texts
from abmetry.sample.draws import few, stream
from abmetry.sample.world import World

STATUSES = ("invited", "registered", "attended", "sent", "responded")


def spend_table(world: World) -> Columns:
    """The canonical table `spend`."""
    rng = stream(world.plan.seed, "money")
    campaigns, starts = world.campaigns, np.array(world.plan.month_starts())
    campaign, day, amount = [], [], []
    for index in np.flatnonzero(campaigns.parent >= 0):
        first, last = campaigns.day[index], campaigns.day[index] + campaigns.span[index]
        paid = np.unique(
            np.clip(np.append(starts[(starts > first) & (starts < last)], first), 0, world.plan.days - 1)
        )
        share = rng.dirichlet(np.full(len(paid), 20.0)) * campaigns.budget[index] * rng.uniform(0.85, 1.05)
        campaign.append(np.full(len(paid), index))
        day.append(paid)
        amount.append(share)
    targets = np.flatnonzero(world.targeted)
    gifts = np.sort(rng.choice(targets, size=max(5, len(targets)), replace=True))
    gift_day = world.clock.draw_days(
        rng, np.zeros(len(gifts), np.int64), np.full(len(gifts), world.plan.days), working=True
    )
    agency = starts[:-1]
    account = np.concatenate([np.full(sum(map(len, day)), -1), gifts, np.full(len(agency), -1)])
    campaign_of = np.concatenate([*campaign, np.full(len(gifts) + len(agency), -1)])
    days = np.concatenate([*day, gift_day, agency])
    amounts = np.concatenate(
        [*amount, rng.uniform(40, 400, len(gifts)), np.full(len(agency), world.plan.accounts * 0.6)]
    )
    family = np.where(campaign_of >= 0, campaigns.family[np.maximum(campaign_of, 0)], -1)
    channel = np.where(account >= 0, 8, family)
    order = np.lexsort((account, campaign_of, days))
    foreign = (rng.random(len(order)) < 0.03).astype(np.int64)
    return {
        "spent_on": dates(world.clock.day_number(days[order])),
        "amount": numbers(np.round(amounts[order], 2)),
        "currency": texts(("EUR", "USD"), foreign),
        "campaign_id": ids("C", campaign_of[order], 4),
        "channel": texts([f[1] for f in FAMILIES], channel[order]),
        "account_id": ids("A", account[order]),
    }


def campaign_members_table(world: World) -> Columns:
    """The canonical table `campaign_members`: webinars and events, direct mail to accounts, content."""
    rng = stream(world.plan.seed, "members")
    seen, campaigns, people = world.attendance, world.campaigns, world.people
    day = campaigns.day[seen.campaign]
    known = seen.registered | (people.created[seen.person] < day - 10)
    rows = np.flatnonzero(known)
    _, first = np.unique(np.stack([seen.campaign[rows], seen.person[rows]]), axis=1, return_index=True)
    rows = rows[np.sort(first)]
    status = np.where(seen.attended[rows], 2, np.where(seen.registered[rows], 1, 0))
    n = len(rows)
    at = world.clock.utc(day[rows], np.full(n, 58_000))
    added = world.clock.utc(np.maximum(day[rows] - 12, 0), world.clock.office(rng, n))
    boxes = campaigns.of(8)
    targets = np.flatnonzero(world.targeted).astype(np.int64)
    mailed = np.concatenate([few(rng, targets, 0.3, 10) for _ in boxes])
    box = np.repeat(boxes, len(mailed) // len(boxes))
    box_day = campaigns.day[box] + 3
    sent = world.clock.utc(box_day, world.clock.office(rng, len(mailed)))
    quarter = np.searchsorted(np.array(world.plan.month_starts()[:-1][::3]), box_day, side="right") - 1
    active = world.active[mailed, np.minimum(quarter, world.active.shape[1] - 1)]
    answered = active & (rng.random(len(mailed)) < 0.12) & (box_day + 6 < world.plan.days)
    kept = np.flatnonzero(box_day < world.plan.days)
    both = n + len(kept)
    campaign = np.concatenate([seen.campaign[rows], box[kept]])
    status = np.concatenate([status, np.where(answered[kept], 4, 3)])
    responded = np.concatenate([at, sent[kept] + 4 * 86_400])
    return {
        "campaign_id": ids("C", campaign, 4),
        "person_id": ids("P", np.concatenate([seen.person[rows], np.full(len(kept), -1)]), 7),
        "account_id": ids("A", np.concatenate([np.full(n, -1), mailed[kept]])),
        "status": texts(STATUSES, status),
        "is_success": texts(
            ("false", "true"),
            np.where(rng.random(both) < 0.1, -1, ((status == 2) | (status == 4)).astype(int)),
        ),
        "responded_at": instants(responded, (status == 2) | (status == 4)),
        "created_at": instants(np.concatenate([added, sent[kept]])),
    }
