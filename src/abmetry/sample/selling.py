"""Sales: prospecting by mail and telephone, the meetings and mails of deals, care for customers."""

from __future__ import annotations

import numpy as np

from abmetry.sample.chunk import Chunk
from abmetry.sample.draws import Bools, Ints
from abmetry.sample.touches import CHANNEL, KIND, OUTCOMES, Part, part

HELD, NO_SHOW, CANCELLED, CONNECTED, NO_ANSWER, LEFT = range(len(OUTCOMES))


def selling_touches(chunk: Chunk) -> list[Part]:
    """Every touch by sales, development and customer success on these accounts."""
    return [*_prospecting(chunk), *_deals(chunk), *_customers(chunk)]


def _prospecting(chunk: Chunk) -> list[Part]:
    rng, world = chunk.rng, chunk.world
    parts: list[Part] = []
    for mean, called in (((1.2, 9.0), False), ((0.9, 7.0), True)):
        account = chunk.repeated(*mean)
        account = account[world.owner[account] >= 0]
        person = world.people.someone(rng, account, world.silent)
        day = world.clock.draw_days(
            rng, world.people.created[person] + 1, np.full(len(account), world.plan.days), working=True
        )
        active = chunk.is_active(account, day)
        helper = rng.choice(world.users.of("sdr"), len(account))
        user = np.where(rng.random(len(account)) < 0.55, world.owner[account], helper)
        parts += (
            _calls(chunk, person, user, day, active)
            if called
            else _mails(chunk, person, user, day, active, 0.12)
        )
        if called:
            met = active & (rng.random(len(account)) < 0.10)
            parts += _meetings(chunk, person[met], user[met], day[met], chunk.threads(int(met.sum())))
    return parts


def _mails(chunk: Chunk, person: Ints, user: Ints, day: Ints, active: Bools, replying: float) -> list[Part]:
    """Mail out; where `active`, replies in the thread and some mail that they begin."""
    rng, n = chunk.rng, len(person)
    at = chunk.utc(day, chunk.world.clock.office(rng, n))
    thread = chunk.threads(n)
    replied = active & (rng.random(n) < replying)
    begun = active & (rng.random(n) < replying / 2)
    shared = {"person": person, "user": user, "channel": np.full(n, CHANNEL["sales_email"])}
    soon = at + 600 + rng.integers(0, 14_000, n)
    answered = replied & (rng.random(n) < 0.6)
    return [
        part(at, "email_sent", ~begun, direction=1, thread=thread, mail=person, **shared),
        part(soon, "email_reply", replied & ~begun, direction=0, thread=thread, **shared),
        part(soon + 3000, "email_sent", answered & ~begun, direction=1, thread=thread, mail=person, **shared),
        part(at, "email_received", begun, direction=0, thread=thread, mail=person, **shared),
    ]


def _calls(chunk: Chunk, person: Ints, user: Ints, day: Ints, active: Bools) -> list[Part]:
    """Dials; only where `active` does anybody answer."""
    rng, n = chunk.rng, len(person)
    at = chunk.utc(day, chunk.world.clock.office(rng, n))
    luck = rng.random(n)
    answered = active & (luck < 0.3)
    voicemail = ~answered & (luck > 0.6)
    kind = np.where(answered, KIND["call_answered"], np.where(voicemail, KIND["voicemail"], KIND["call"]))
    plainly = answered & (luck < 0.06)
    kind = np.where(plainly, KIND["call"], kind)
    outcome = np.where(answered, CONNECTED, np.where(voicemail, LEFT, NO_ANSWER))
    seconds = np.where(answered, rng.integers(60, 1500, n), -1)
    return [
        part(
            at,
            kind,
            None,
            direction=1,
            channel=CHANNEL["call"],
            person=person,
            user=user,
            outcome=outcome,
            duration=seconds,
        ),
        part(at + 120, "task_done", voicemail, channel=CHANNEL["call"], person=person, user=user),
    ]


def _meetings(chunk: Chunk, person: Ints, user: Ints, day: Ints, thread: Ints) -> list[Part]:
    """One row per person and meeting; one in eight is not held."""
    rng, n = chunk.rng, len(person)
    second = (9 + thread * 7 % 9) * 3600 + thread % 2 * 1800
    outcome = np.array([HELD] * 14 + [NO_SHOW, CANCELLED])[thread * 11 % 16]
    minutes = np.array([30, 30, 45, 60])[thread % 4]
    seconds = np.where(outcome == HELD, minutes * 60, -1)
    return [
        part(
            chunk.utc(day, second),
            "meeting",
            None,
            channel=CHANNEL["meeting"],
            person=person,
            user=user,
            thread=thread,
            outcome=outcome,
            duration=seconds,
            direction=np.where(rng.random(n) < 0.6, 1, -1),
        )
    ]


def _deals(chunk: Chunk) -> list[Part]:
    """What happens between the creation and the close of a deal; the buyer only where it takes part."""
    rng, world, deals = chunk.rng, chunk.world, chunk.deals
    if not deals.count:
        return []
    end = np.minimum(deals.closed, world.plan.days)
    users = np.where(
        deals.type == 0,
        rng.choice(world.users.of("ae"), deals.count),
        rng.choice(world.users.of("csm"), deals.count),
    )
    pace = (
        np.where(deals.type == 0, 1.0, 0.35)
        * np.clip((end - deals.created) / 80.0, 0.15, 2.0)
        * max(chunk.scale, 0.6)
    )
    parts: list[Part] = []
    for mean, what in ((7.0, "mail"), (2.5, "call"), (3.2, "meeting")):
        deal = np.repeat(np.arange(deals.count), rng.poisson(mean * pace))
        day = world.clock.draw_days(rng, deals.created[deal], end[deal], working=True)
        attendees = rng.integers(1, 4, len(deal)) if what == "meeting" else np.ones(len(deal), dtype=np.int64)
        thread = np.repeat(chunk.threads(len(deal)), attendees)
        deal, day = np.repeat(deal, attendees), np.repeat(day, attendees)
        person = np.minimum(
            world.people.someone(rng, deals.account[deal], world.silent),
            world.people.first[deals.account[deal]] + 2,
        )
        yes = np.ones(len(deal), dtype=np.bool_)
        if what == "mail":
            parts += _mails(chunk, person, users[deal], day, yes, 0.45)
        elif what == "call":
            parts += _calls(chunk, person, users[deal], day, yes)
        else:
            _, keep = np.unique(np.stack([thread, person]), axis=1, return_index=True)
            parts += _meetings(chunk, person[keep], users[deal][keep], day[keep], thread[keep])
    bought = np.repeat(np.flatnonzero(deals.buyer & world.people.has_buyer[deals.account]), 3)
    day = world.clock.draw_days(rng, deals.created[bought] + 1, end[bought], working=True)
    buyer = world.people.buyer(deals.account[bought])
    fits = (day > deals.created[bought]) & (day < end[bought])
    buyer, day, user = buyer[fits], day[fits], users[bought][fits]
    thread = chunk.threads(len(buyer)) // 16 * 16
    return [
        *parts,
        *_meetings(chunk, buyer, user, day, thread),
        *_mails(chunk, buyer, user, day, np.ones(len(day), np.bool_), 0.5),
    ]


def _customers(chunk: Chunk) -> list[Part]:
    """Reviews, mail and the product itself while the contract runs; content accounts use it more."""
    rng, world = chunk.rng, chunk.world
    since = np.maximum(world.customer_from[chunk.low : chunk.high], 0)
    to = np.minimum(world.customer_to[chunk.low : chunk.high], world.plan.days)
    days = np.where(world.customer_to[chunk.low : chunk.high] > 0, np.maximum(to - since, 0), 0)
    content = np.array([1.3, 1.0, 0.6])[world.accounts.satisfaction[chunk.low : chunk.high]]
    parts: list[Part] = []
    for per_year, what in ((3.0, "meeting"), (7.0, "mail"), (26.0, "product")):
        row = np.repeat(
            np.arange(len(chunk.accounts)), rng.poisson(per_year * chunk.scale * days / 365.0 * content)
        )
        account = chunk.accounts[row]
        person = world.people.someone(rng, account, world.silent)
        low = np.maximum(since[row], world.people.created[person] + 1)
        day = world.clock.draw_days(rng, low, np.maximum(to[row], low + 1), working=True)
        inside = (day < to[row]) & (day >= low)
        person, day = person[inside], day[inside]
        user = rng.choice(world.users.of("csm"), len(person))
        if what == "meeting":
            parts += _meetings(chunk, person, user, day, chunk.threads(len(person)))
        elif what == "mail":
            parts += _mails(chunk, person, user, day, np.ones(len(person), np.bool_), 0.4)
        else:
            at = chunk.utc(day, world.clock.office(rng, len(person)))
            seconds = rng.integers(120, 5400, len(person))
            parts.append(
                part(
                    at,
                    "product_session",
                    None,
                    direction=0,
                    channel=CHANNEL["product"],
                    person=person,
                    duration=seconds,
                    placement=2,
                )
            )
    return parts
