"""Marketing mail: newsletters and nurture sent, opened (by people and by proxies), clicked, bounced."""

from __future__ import annotations

import numpy as np

from abmetry.sample.chunk import Chunk
from abmetry.sample.touches import CHANNEL, PROXY_AGENT, Part, part


def mail_touches(chunk: Chunk) -> list[Part]:
    """One thread per send; opens and clicks only as the account's own interest allows."""
    rng, world = chunk.rng, chunk.world
    account = chunk.repeated(10.0, 17.0)
    person = world.people.someone(rng, account, world.silent)
    earliest = np.maximum(world.people.created[person], 0) + 1
    day = world.clock.draw_days(rng, earliest, np.full(len(account), world.plan.days))
    nurture = rng.random(len(account)) < 0.15
    campaign = np.where(nurture, chunk.running(3, day), chunk.running(2, day))
    sent_on = np.where(nurture, day, world.campaigns.day[campaign])
    fits = (sent_on >= earliest) & (rng.random(len(account)) < 0.98)
    pairs = np.unique(np.stack([person, campaign, sent_on])[:, fits], axis=1)
    person, campaign, day = pairs[0], pairs[1], pairs[2]
    account = world.people.account[person]
    n = len(person)
    at = chunk.utc(day, 36_000 + rng.integers(0, 2400, n))
    active = chunk.is_active(account, day)
    thread = chunk.threads(n)
    bounced = rng.random(n) < 0.012
    opened = (rng.random(n) < np.where(active, 0.38, 0.12)) & ~bounced
    proxied = (rng.random(n) < 0.22) & ~bounced
    open_at = at + rng.exponential(18_000, n).astype(np.int64) + 30
    clicked = opened & active & (rng.random(n) < 0.16) & (chunk.quarter(day + 3) == chunk.quarter(day))
    shared = {
        "campaign": campaign,
        "person": person,
        "thread": thread,
        "channel": np.full(n, CHANNEL["email"]),
    }
    agent = rng.integers(0, 4, n)
    return [
        part(at, "email_sent", None, direction=1, mail=person, **shared),
        part(at + 20, "email_bounce", bounced, **shared),
        part(open_at, "email_open", opened, direction=0, agent=agent, **shared),
        part(at + 15, "email_open", proxied, direction=0, agent=PROXY_AGENT, **shared),
        part(
            np.minimum(open_at, at + 86_400) + 25,
            "email_click",
            clicked,
            direction=0,
            agent=agent,
            url=8,
            **shared,
        ),
    ]
