"""The website: sessions in active quarters, research before a deal, proofs of visitors, forms, chats, strangers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from abmetry.sample.chunk import Chunk
from abmetry.sample.draws import Bools, Ints, pick, running
from abmetry.sample.effects import EFFECTS
from abmetry.sample.touches import ANONYMOUS, CHANNEL, KIND, PATHS, STRANGERS, Part, part

_BROWSING = (14, 9, 6, 6, 5, 9, 8, 7, 4, 5, 6, 2, 1, 1, 1, 3, 3)
_RESEARCH = (6, 7, 6, 6, 7, 3, 3, 2, 4, 2, 0, 14, 9, 8, 7, 7, 1)


def web_touches(chunk: Chunk) -> list[Part]:
    """Every touch on the site by these accounts, and by strangers."""
    return [*_own_interest(chunk), *_research(chunk), *_proofs(chunk), *_strangers(chunk)]


def _own_interest(chunk: Chunk) -> list[Part]:
    rng, world = chunk.rng, chunk.world
    row, quarter = np.nonzero(world.active[chunk.low : chunk.high])
    account = chunk.accounts[row]
    mean = (
        2.1 * chunk.scale * np.exp(0.2 * world.accounts.size[account]) * rng.gamma(1.3, 1 / 1.3, len(account))
    )
    times = 1 + rng.poisson(mean)
    account, quarter = np.repeat(account, times), np.repeat(quarter, times)
    edges = np.array([*world.plan.month_starts()[:-1][::3], world.plan.days])
    low = np.maximum(edges[quarter], world.accounts.created[account])
    day = world.clock.draw_days(rng, low, edges[quarter + 1])
    return _sessions(chunk, account, day, np.zeros(len(account), np.bool_))


def _research(chunk: Chunk) -> list[Part]:
    """More visits, by more people, to the pages that matter, in the weeks before an opportunity."""
    rng, deals = chunk.rng, chunk.deals
    searching = (deals.type == 0) & (rng.random(deals.count) < EFFECTS.research_share)
    times = 2 + rng.poisson(7 * chunk.scale, deals.count)
    account = np.repeat(deals.account[searching], times[searching])
    opened = np.repeat(deals.created[searching], times[searching])
    back = (rng.random(len(account)) ** 1.4 * EFFECTS.research_before_days).astype(np.int64) + 1
    low = np.maximum(opened - back, 0)
    return _sessions(
        chunk, account, chunk.world.clock.draw_days(rng, low, low + 2), np.ones(len(account), np.bool_)
    )


def _sessions(chunk: Chunk, account: Ints, day: Ints, research: Bools) -> list[Part]:
    rng, world = chunk.rng, chunk.world
    n = len(account)
    start = chunk.utc(day, world.clock.web(rng, n))
    person = world.people.someone(rng, account, world.silent)
    known = world.people.visitor[person] & (rng.random(n) < 0.8)
    cookie = rng.integers(0, 4, n)
    visitor = np.where(known, person, ANONYMOUS + account * 4 + cookie)
    named = np.where(~known & (cookie < 2), account, -1)
    ip = (account * 2 + cookie % 2) % 131_072
    agent = pick(rng, (55, 20, 8, 17), n)
    came = pick(rng, (62, 14, 5, 7, 12), n)
    channel = np.array(
        [CHANNEL["web"], CHANNEL["search"], CHANNEL["social_ads"], CHANNEL["email"], CHANNEL["web"]]
    )[came]
    campaign = np.where(came == 1, chunk.running(5, day), np.where(came == 2, chunk.running(6, day), -1))
    campaign = np.where(came == 3, chunk.running(2, day), campaign)
    referrer = np.array([-1, 0, 1, 3, 2])[came]
    shared: dict[str, Any] = {"visitor": visitor, "account": named, "ip": ip, "agent": agent}
    views, depth = _views(rng, start, research, channel, campaign, referrer, shared)
    end = start + (depth * 75)
    clicked = ((came == 1) | (came == 2)) & (rng.random(n) < 0.5)
    luck = rng.random(n)
    wants = np.where(research, 3.0, 1.0)
    formed = known & (luck < 0.03 * wants) & (world.people.created[person] < day)
    downloads = (luck > 0.1) & (luck < 0.1 + 0.025 * wants)
    chats = (luck > 0.3) & (luck < 0.3 + 0.012 * wants)
    converts = (luck > 0.5) & (luck < 0.506)
    guide = chunk.running(7, day)
    topic = guide % 6
    return [
        *views,
        part(
            start - 2,
            "ad_click",
            clicked,
            direction=0,
            channel=channel,
            placement=0,
            campaign=campaign,
            **shared,
        ),
        part(end, "form_submit", formed, direction=0, channel=CHANNEL["web"], mail=person, url=12, **shared),
        part(
            end,
            "download",
            downloads,
            direction=0,
            channel=CHANNEL["content"],
            campaign=guide,
            topic=topic,
            url=8,
            **shared,
        ),
        part(
            end,
            "chat",
            chats,
            direction=0,
            channel=CHANNEL["chat"],
            duration=rng.integers(90, 900, n),
            **shared,
        ),
        part(
            end,
            "ad_conversion",
            converts,
            channel=CHANNEL["ads"],
            campaign=chunk.running(4, day),
            value=rng.integers(20, 90, n),
            **shared,
        ),
    ]


def _views(
    rng: np.random.Generator,
    start: Ints,
    research: Bools,
    channel: Ints,
    campaign: Ints,
    referrer: Ints,
    shared: dict[str, npt.NDArray[Any]],
) -> tuple[list[Part], Ints]:
    """Page views (two or three a session) and pings; also how many views each session has."""
    n = len(start)
    depth = np.minimum(rng.geometric(0.42, n) + research * rng.integers(0, 4, n), 14)
    session = np.repeat(np.arange(n), depth)
    gaps = 6 + rng.exponential(55, len(session))
    at = start[session] + running(gaps, depth).astype(np.int64)
    first = np.zeros(len(session), dtype=np.bool_)
    first[np.cumsum(depth) - depth] = True
    url = np.where(research[session], pick(rng, _RESEARCH, len(session)), pick(rng, _BROWSING, len(session)))
    codes: dict[str, Any] = {name: values[session] for name, values in shared.items()}
    pinged = rng.random(len(session)) < 0.22
    blog = np.where((url >= 5) & (url <= 7), url - 5, -1)
    views = part(
        at,
        "page_view",
        None,
        direction=0,
        channel=channel[session],
        campaign=np.where(first, campaign[session], -1),
        url=url,
        referrer=np.where(first, referrer[session], -1),
        topic=blog,
        **codes,
    )
    pings = part(at + 5, "page_ping", pinged, channel=CHANNEL["web"], url=url, duration=10, **codes)
    return [views, pings], depth.astype(np.int64)


def _proofs(chunk: Chunk) -> list[Part]:
    """The form, click or login that proved each linked visitor, with the page it happened on."""
    world, people = chunk.world, chunk.world.people
    low = int(people.first[chunk.low])
    high = int(people.first[chunk.high - 1] + people.per_account[chunk.high - 1])
    who = np.flatnonzero(people.linked[low:high] >= 0).astype(np.int64) + low
    if chunk.high == world.accounts.count:
        leads = np.arange(people.contacts, people.count)
        who = np.concatenate([who, leads[people.linked[leads] >= 0]])
    at, how, agent = world.proved[who], people.how[who], who % 4
    inside = who < people.contacts
    kind = np.array([KIND["form_submit"], KIND["email_click"], KIND["product_session"]])[how]
    channel = np.array([CHANNEL["web"], CHANNEL["email"], CHANNEL["product"]])[how]
    mail = np.where(how == 0, who, -1)
    person = np.where((how > 0) & inside, who, -1)
    seconds = np.where(how == 2, 600 + who % 1800, -1)
    return [
        part(
            at - 40,
            "page_view",
            None,
            direction=0,
            channel=CHANNEL["web"],
            visitor=who,
            url=who % len(PATHS),
            agent=agent,
        ),
        part(
            at,
            kind,
            None,
            direction=0,
            channel=channel,
            visitor=who,
            mail=mail,
            person=person,
            duration=seconds,
            agent=agent,
        ),
    ]


def _strangers(chunk: Chunk) -> list[Part]:
    """Visitors that nobody ever resolves: one in seven visits."""
    rng, world = chunk.rng, chunk.world
    n = int(rng.poisson(1.9 * chunk.scale * world.plan.span * len(chunk.accounts)))
    day = world.clock.draw_days(rng, np.zeros(n, np.int64), np.full(n, world.plan.days))
    start = chunk.utc(day, world.clock.web(rng, n))
    visitor = STRANGERS + chunk.low * 4 + rng.integers(0, max(1, 4 * len(chunk.accounts)), n)
    shared = {"visitor": visitor, "agent": pick(rng, (50, 20, 10, 20), n), "ip": visitor % 131_072}
    none = np.full(n, -1, dtype=np.int64)
    views, _ = _views(rng, start, np.zeros(n, np.bool_), np.full(n, CHANNEL["web"]), none, none, shared)
    return views[:1]
