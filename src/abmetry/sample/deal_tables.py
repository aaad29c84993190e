"""The tables about opportunities: the deals, their stages, contact roles, further accounts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from abmetry.sample import names
from abmetry.sample.columns import Columns, dates, flags, ids, instants, numbers, texts
from abmetry.sample.deals import REVIEW, STAGES, TYPES
from abmetry.sample.draws import Bools, Floats, Ints, few, pick, stream
from abmetry.sample.world import World

ENDS = ("Closed Won", "Closed Lost")
REASONS = ("Price", "No decision", "Competitor", "Timing", "Missing feature")


def stage_at_end(world: World) -> Ints:
    """The stage of each deal when the history ends: index into STAGES and then ENDS."""
    deals, days = world.deals, world.plan.days
    entered = np.where(deals.entered < days, deals.entered, -1)
    last = 4 - np.argmax((entered >= 0)[:, ::-1], axis=1)
    last = np.where((deals.reopened >= 0) & (deals.reopened < days), len(STAGES) - 1, last)
    waiting = (deals.first_close >= 0) & (deals.first_close < days) & (deals.reopened >= days)
    ended = np.where(deals.won, len(STAGES), len(STAGES) + 1)
    return np.where(deals.is_closed(days), ended, np.where(waiting, len(STAGES) + 1, last)).astype(np.int64)


def close_seconds(world: World) -> Ints:
    """UTC second of each deal's close, within office hours."""
    rng = stream(world.plan.seed, "stages")
    day = np.minimum(world.deals.closed, world.plan.days + 800)
    return world.clock.utc(day, np.maximum(world.clock.office(rng, world.deals.count), 36_000))


def created_seconds(world: World) -> Ints:
    """UTC second of each deal's creation."""
    rng = stream(world.plan.seed, "stages", 1)
    return world.clock.utc(world.deals.created, world.clock.office(rng, world.deals.count))


def in_currency(world: World, amounts: Floats) -> Floats:
    """EUR amounts of the deals in their account's currency."""
    rate = np.array(names.EUR_TO)[world.accounts.country[world.deals.account]]
    return np.asarray(np.round(amounts * rate, 0), dtype=np.float64)


def opportunities_table(world: World) -> Columns:
    """The canonical table `opportunities` before the planted traps."""
    rng = stream(world.plan.seed, "stages", 2)
    deals, days = world.deals, world.plan.days
    n = deals.count
    closed = deals.is_closed(days)
    stage = stage_at_end(world)
    ended = stage >= len(STAGES)
    new = deals.type == 0
    owner = np.where(new, rng.choice(world.users.of("ae"), n), rng.choice(world.users.of("csm"), n))
    sourced = np.where(new & (rng.random(n) < 0.45), rng.choice(world.users.of("sdr"), n), -1)
    sourced = np.where(new & (sourced < 0) & (rng.random(n) < 0.5), owner, sourced)
    labels = pa.array([f"{t.replace('_', ' ').capitalize()}" for t in TYPES]).take(pa.array(deals.type))
    close_at = np.where(
        closed, close_seconds(world), world.clock.utc(np.maximum(deals.first_close, 0), np.full(n, 43_200))
    )
    expected = np.minimum(deals.closed, days + 200) + rng.integers(-20, 25, n)
    return {
        "opportunity_id": ids("O", np.arange(n)),
        "account_id": ids("A", deals.account),
        "name": pc.binary_join_element_wise(world.accounts.name.take(pa.array(deals.account)), labels, " - "),
        "type": texts(TYPES, np.where(new & (rng.random(n) < 0.04), -1, deals.type)),
        "amount": numbers(in_currency(world, np.where(ended, deals.amount, deals.first_amount))),
        "currency": texts(names.CURRENCIES, world.accounts.country[deals.account]),
        "owner_id": ids("U", owner, 4),
        "sourced_by_id": ids("U", sourced, 4),
        "stage": texts((*STAGES, *ENDS), stage),
        "is_won": flags(deals.won & closed),
        "is_closed": flags(ended),
        "created_at": instants(created_seconds(world)),
        "closed_at": instants(close_at, ended),
        "expected_close_on": dates(world.clock.day_number(expected)),
        "campaign_id": ids("C", _primary_campaign(world, rng), 4),
        "lost_reason": texts(REASONS, np.where(ended & ~deals.won, pick(rng, (3, 4, 3, 2, 1), n), -1)),
    }


def _primary_campaign(world: World, rng: np.random.Generator) -> Ints:
    """A webinar the account attended before, else for some a campaign that ran."""
    deals, seen = world.deals, world.attendance
    last = np.full(world.accounts.count, -1, dtype=np.int64)
    came = np.flatnonzero(seen.attended)
    last[seen.account[came]] = seen.campaign[came]
    webinar = last[deals.account]
    fits = (webinar >= 0) & (world.campaigns.day[np.maximum(webinar, 0)] < deals.created) & (deals.type == 0)
    search = world.campaigns.of(5)
    at = np.searchsorted(world.campaigns.day[search], deals.created, side="right") - 1
    other = np.where((rng.random(deals.count) < 0.25) & (deals.type == 0), search[np.maximum(at, 0)], -1)
    return np.asarray(np.where(fits, webinar, other), dtype=np.int64)


def stages_table(world: World) -> tuple[Columns, dict[str, Ints]]:
    """The canonical table `opportunity_stages`, and the deals that skip, re-enter, were re-opened, have no history."""
    rng = stream(world.plan.seed, "stages", 3)
    deals, days = world.deals, world.plan.days
    n = deals.count
    silent = few(rng, np.arange(n, dtype=np.int64), 0.04)
    has = np.ones(n, dtype=np.bool_)
    has[silent] = False
    created, close = created_seconds(world), close_seconds(world)
    rows: list[tuple[Ints, Ints, Ints, Floats]] = []
    for stage in range(len(STAGES)):
        deal = np.flatnonzero(has & (deals.entered[:, stage] >= 0) & (deals.entered[:, stage] < days))
        at = world.clock.utc(
            deals.entered[deal, stage], 30_600 + stage * 3_600 + rng.integers(0, 3000, len(deal))
        )
        same = deals.entered[deal, stage] == deals.created[deal]
        at = np.where(same, created[deal] + stage * 60, at)
        amount = deals.first_amount if stage < 3 else deals.amount
        rows.append(
            (
                deal,
                np.full(len(deal), stage),
                at,
                amount[deal] if stage in (0, 3, 4) else np.full(len(deal), -1.0),
            )
        )
    ends = np.where(deals.won, len(STAGES), len(STAGES) + 1)
    lost = np.flatnonzero(has & (deals.first_close >= 0) & (deals.first_close < days))
    rows.append(
        (
            lost,
            np.full(len(lost), len(STAGES) + 1),
            world.clock.utc(deals.first_close[lost], np.full(len(lost), 43_200)),
            deals.amount[lost],
        )
    )
    again = np.flatnonzero(has & (deals.reopened >= 0) & (deals.reopened < days))
    rows.append(
        (
            again,
            np.full(len(again), 4),
            world.clock.utc(deals.reopened[again], np.full(len(again), 39_600)),
            deals.amount[again],
        )
    )
    done = np.flatnonzero(has & deals.is_closed(days))
    rows.append((done, ends[done], close[done], deals.amount[done]))
    back = _re_entered(world, rng, has)
    gap = deals.entered[back, 4] - deals.entered[back, REVIEW]
    for stage, thirds in ((2, 1), (REVIEW, 2)):
        at = world.clock.utc(deals.entered[back, REVIEW] + gap * thirds // 3, np.full(len(back), 41_000))
        rows.append((back, np.full(len(back), stage), at, np.full(len(back), -1.0)))
    deal, stage_of, at, amount = (np.concatenate(c) for c in zip(*rows, strict=True))
    order = np.lexsort((at, deal))
    deal, stage_of, at, amount = deal[order], stage_of[order], at[order], amount[order]
    rate = np.array(names.EUR_TO)[world.accounts.country[deals.account[deal]]]
    table = {
        "opportunity_id": ids("O", deal),
        "stage": texts((*STAGES, *ENDS), stage_of),
        "entered_at": instants(at),
        "amount": numbers(np.round(amount * rate, 0), amount >= 0),
    }
    skipped = np.flatnonzero(has & (deals.type == 0) & (deals.entered[:, 2] < 0) & _reached(world, REVIEW))
    return table, {"skipped": skipped, "re_entered": back, "re_opened": again, "no_history": silent}


def _reached(world: World, stage: int) -> Bools:
    entered = world.deals.entered[:, stage]
    return np.asarray((entered >= 0) & (entered < world.plan.days), dtype=np.bool_)


def _re_entered(world: World, rng: np.random.Generator, has: Bools) -> Ints:
    deals = world.deals
    gap = deals.entered[:, 4] - deals.entered[:, REVIEW]
    fit = (
        has
        & (deals.type == 0)
        & _reached(world, REVIEW)
        & _reached(world, 4)
        & (gap >= 9)
        & (deals.entered[:, 2] >= 0)
    )
    return few(rng, np.flatnonzero(fit).astype(np.int64), 0.08)


def opportunity_people_table(world: World) -> Columns:
    """The canonical table `opportunity_people`: champion, evaluator, and the buyer where it takes part."""
    rng = stream(world.plan.seed, "contacts")
    deals, people = world.deals, world.people
    everyone = np.arange(deals.count, dtype=np.int64)
    covered = everyone[rng.random(deals.count) < 0.92]
    second = covered[rng.random(len(covered)) < 0.6]
    bought = everyone[deals.buyer & people.has_buyer[deals.account]]
    deal = np.concatenate([covered, second, bought])
    account = deals.account[deal]
    person = np.concatenate(
        [
            people.first[deals.account[covered]],
            people.first[deals.account[second]] + 1,
            people.buyer(deals.account[bought]),
        ]
    )
    role = np.repeat([names.CHAMPION, names.EVALUATOR, names.BUYER], [len(covered), len(second), len(bought)])
    delay = np.where(role == names.CHAMPION, 60, 86_400 * rng.integers(1, 12, len(account)))
    at = created_seconds(world)[deal] + delay
    at = np.minimum(at, _end(world) - 60)
    order = np.argsort(deal, kind="stable")
    return {
        "opportunity_id": ids("O", deal[order]),
        "person_id": ids("P", person[order], 7),
        "role": texts(names.BUYING_ROLES, role[order]),
        "is_primary": flags((role == names.CHAMPION)[order]),
        "created_at": instants(at[order]),
    }


def opportunity_accounts_table(world: World) -> Columns:
    """The canonical table `opportunity_accounts`: 3 % of the deals are shared with another account."""
    rng = stream(world.plan.seed, "contacts", 1)
    deals = world.deals
    shared = few(rng, np.arange(deals.count, dtype=np.int64), 0.03)
    parent = world.accounts.parent[deals.account[shared]]
    other = np.where(parent >= 0, parent, (deals.account[shared] + 17) % world.accounts.count)
    share = rng.choice([0.6, 0.7, 0.8], len(shared))
    order = np.argsort(np.concatenate([shared, shared]), kind="stable")
    return {
        "opportunity_id": ids("O", np.concatenate([shared, shared])[order]),
        "account_id": ids("A", np.concatenate([deals.account[shared], other])[order]),
        "is_primary": flags(np.repeat([True, False], len(shared))[order]),
        "share": numbers(np.round(np.concatenate([share, 1 - share]), 2)[order]),
    }


def _end(world: World) -> int:
    return int(world.clock.utc(np.array([world.plan.days]), np.array([0]))[0])
