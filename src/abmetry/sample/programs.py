"""Programs: advertising, webinars and events, social media, direct mail."""

from __future__ import annotations

import numpy as np

from abmetry.sample.chunk import Chunk
from abmetry.sample.touches import ANONYMOUS, CHANNEL, KIND, Part, part


def program_touches(chunk: Chunk) -> list[Part]:
    """Every touch of these accounts with a program."""
    return [*_display(chunk), *_attendance(chunk), *_social(chunk), *_direct_mail(chunk)]


def _display(chunk: Chunk) -> list[Part]:
    """Daily totals per account, most of them on targets, and few clicks; they change nothing."""
    rng, world = chunk.rng, chunk.world
    account = chunk.repeated(6.0, 22.0)
    n = len(account)
    day = world.clock.draw_days(rng, world.accounts.created[account], np.full(n, world.plan.days))
    campaign = chunk.running(4, day)
    at = chunk.utc(day, world.clock.web(rng, n))
    single = rng.random(n) < 0.2
    visitor = np.where(single, ANONYMOUS + account * 4 + rng.integers(0, 4, n), -1)
    quantity = np.where(single, 1, rng.integers(3, 90, n))
    placement = (rng.random(n) < 0.06).astype(np.int64)
    clicked = (rng.random(n) < 0.03) & chunk.is_active(account, day)
    shared = {
        "account": account,
        "campaign": campaign,
        "visitor": visitor,
        "channel": np.full(n, CHANNEL["ads"]),
    }
    return [
        part(at, "ad_impression", None, direction=1, quantity=quantity, placement=placement, **shared),
        part(at + 9, "ad_click", clicked, direction=0, placement=placement, **shared),
    ]


def _attendance(chunk: Chunk) -> list[Part]:
    """Invited, registered, attended; invitations without an answer are thinned where few touches are asked for."""
    rng, world = chunk.rng, chunk.world
    seen = world.attendance
    rows = np.flatnonzero((seen.account >= chunk.low) & (seen.account < chunk.high))
    campaign, person = seen.campaign[rows], seen.person[rows]
    registered, attended = seen.registered[rows], seen.attended[rows]
    day, online = world.campaigns.day[campaign], world.campaigns.family[campaign] == 0
    n = len(rows)
    known = world.people.created[person] < day - 10
    kinds = [
        np.where(online, KIND[f"webinar_{what}"], KIND[f"event_{what}"])
        for what in ("invited", "registered", "attended")
    ]
    invited = registered | (rng.random(n) < min(1.0, chunk.scale))
    month = world.plan.month_starts()
    quarter_start = np.array(month[:-1][::3])[np.clip(chunk.quarter(day), 0, None)]
    shared = {
        "campaign": campaign,
        "person": person,
        "channel": np.where(online, CHANNEL["webinar"], CHANNEL["event"]),
    }
    office = world.clock.office(rng, n)
    signed_on = np.maximum(day - rng.integers(1, 9, n), quarter_start)
    minutes = np.where(online, rng.integers(15, 60, n), rng.integers(90, 420, n))
    topic = campaign % 6
    return [
        part(
            chunk.utc(np.maximum(day - 10, 0), office),
            kinds[0],
            invited & (known | registered),
            direction=1,
            topic=topic,
            **shared,
        ),
        part(chunk.utc(signed_on, office), kinds[1], registered, direction=0, **shared),
        part(
            chunk.utc(day, np.where(online, 57_600, 34_200) + rng.integers(0, 900, n)),
            kinds[2],
            attended,
            direction=0,
            duration=minutes * 60,
            **shared,
        ),
    ]


def _social(chunk: Chunk) -> list[Part]:
    rng, world = chunk.rng, chunk.world
    account = chunk.repeated(2.6, 3.2)
    person = world.people.someone(rng, account, world.silent)
    day = world.clock.draw_days(rng, world.people.created[person], np.full(len(account), world.plan.days))
    active = chunk.is_active(account, day)
    kind = np.array([KIND[f"social_{what}"] for what in ("follow", "like", "like", "share", "comment")])
    at = chunk.utc(day, world.clock.web(rng, len(account)))
    return [
        part(
            at,
            kind[rng.integers(0, 5, len(account))],
            active,
            direction=0,
            channel=CHANNEL["social"],
            person=person,
        )
    ]


def _direct_mail(chunk: Chunk) -> list[Part]:
    rng, world = chunk.rng, chunk.world
    account = chunk.repeated(0.1, 1.6)
    person = world.people.someone(rng, account, world.silent)
    low = world.people.created[person] + 1
    day = world.clock.draw_days(rng, low, np.full(len(account), world.plan.days), working=True)
    at = chunk.utc(day, world.clock.office(rng, len(account)))
    campaign = chunk.running(8, day)
    return [
        part(
            at,
            "direct_mail",
            None,
            direction=1,
            channel=CHANNEL["direct_mail"],
            person=person,
            campaign=campaign,
            value=rng.integers(15, 80, len(account)),
        )
    ]
