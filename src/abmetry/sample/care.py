"""Surveys, tasks, contents, suppressions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from abmetry.sample import names
from abmetry.sample.accounts import SEGMENTS
from abmetry.sample.columns import Columns, dates, ids, instants, texts
from abmetry.sample.draws import few, stream
from abmetry.sample.world import World

TASKS = ("call", "email", "research", "follow-up", "meeting preparation")
_SCORES = np.array([[9, 9, 10, 10, 9, 8], [7, 8, 8, 7, 9, 6], [3, 5, 6, 2, 4, 7]])


def surveys_table(world: World) -> Columns:
    """The canonical table `surveys`: customers asked twice a year; the score follows how content the account is."""
    rng = stream(world.plan.seed, "care")
    low, high = np.maximum(world.customer_from, 0), np.minimum(world.customer_to, world.plan.days)
    days = np.where(world.customer_to > 0, np.maximum(high - low, 0), 0)
    account = np.repeat(np.arange(world.accounts.count), rng.poisson(days / 365.0 * 2.4))
    day = low[account] + (rng.random(len(account)) * (high - low)[account]).astype(np.int64)
    person = world.people.someone(rng, account, world.silent)
    keep = np.flatnonzero(day >= np.maximum(world.people.created[person], 0))
    keep = keep[np.argsort(day[keep], kind="stable")]
    account, day, person = account[keep], day[keep], person[keep]
    n = len(account)
    score = _SCORES[world.accounts.satisfaction[account], rng.integers(0, 6, n)]
    style = rng.integers(0, 10, n)
    return {
        "response_id": ids("R", np.arange(n)),
        "responded_at": instants(world.clock.utc(day, world.clock.web(rng, n))),
        "score": texts([str(s) for s in range(11)], score),
        "account_id": ids("A", np.where(style < 6, account, -1)),
        "person_id": ids("P", np.where(style != 7, person, -1), 7),
        "email": texts(world.people.email, np.where(style >= 5, person, -1)),
        "kind": texts(("nps",), np.where(style == 9, -1, 0)),
    }


def tasks_table(world: World) -> Columns:
    """The canonical table `tasks`: targets get more of them, two in three are done on the day."""
    rng = stream(world.plan.seed, "care", 1)
    account = np.repeat(
        np.arange(world.accounts.count), rng.poisson(np.where(world.targeted, 5.0, 0.8) * world.plan.span)
    )
    day = np.sort(
        world.clock.draw_days(
            rng, world.accounts.created[account], np.full(len(account), world.plan.days), working=True
        )
    )
    rng.shuffle(account)
    day = np.maximum(day, np.maximum(world.accounts.created[account], 0))
    n = len(account)
    person = world.people.someone(rng, account, world.silent)
    owner = world.owner[account]
    user = np.where(owner >= 0, owner, rng.choice(world.users.of("sdr"), n))
    made = world.clock.utc(day, world.clock.office(rng, n))
    span = rng.integers(0, 6, n)
    due = world.clock.utc(day + span, np.full(n, 18 * 3600))
    done = world.clock.utc(
        day + span + np.where(rng.random(n) < 0.78, 0, rng.integers(1, 9, n)), np.full(n, 64_000)
    )
    done = np.maximum(done - rng.integers(0, 20_000, n), made + 60)
    end = int(world.clock.utc(np.array([world.plan.days]), np.array([0]))[0])
    return {
        "task_id": ids("W", np.arange(n), 7),
        "user_id": ids("U", user, 4),
        "account_id": ids("A", account),
        "person_id": ids("P", np.where(rng.random(n) < 0.5, person, -1), 7),
        "kind": texts(TASKS, rng.integers(0, len(TASKS), n)),
        "created_at": instants(made),
        "due_at": instants(due),
        "completed_at": instants(done, (rng.random(n) < 0.87) & (done < end)),
    }


def contents_table(world: World) -> Columns:
    """The canonical table `contents`: microsites for some targets, a guide for each segment."""
    rng = stream(world.plan.seed, "care", 2)
    account = few(rng, np.flatnonzero(world.targeted).astype(np.int64), 0.15, 5)
    n = len(account)
    start = world.clock.draw_days(
        rng, np.maximum(world.accounts.created[account], 0), np.full(n, world.plan.days)
    )
    title = [f"Microsite {i + 1:03d}" for i in range(n)] + [f"Guide for {s}" for s in SEGMENTS]
    begin = np.concatenate([start, np.array([30, world.plan.days // 3, world.plan.days * 2 // 3])])
    stop = begin + np.concatenate([rng.integers(90, 400, n), np.array([240, 300, 10_000])])
    return {
        "content_id": ids("N", np.arange(n + len(SEGMENTS)), 5),
        "name": pa.array(title, pa.string()),
        "account_id": ids("A", np.concatenate([account, np.full(len(SEGMENTS), -1)])),
        "segment": texts(SEGMENTS, np.concatenate([np.full(n, -1), np.arange(len(SEGMENTS))])),
        "live_from": dates(world.clock.day_number(begin)),
        "live_to": dates(world.clock.day_number(stop), stop < world.plan.days),
    }


def suppressions_table() -> Columns:
    """The canonical table `suppressions`: a test address, a monitor, an office network, a link scanner."""
    rows = (
        ("address", f"qa.robot@{names.OWN_DOMAIN}", "test mailbox"),
        ("domain", "uptime-monitor.net", "monitoring"),
        ("ip", "198.19.250.0/24", "office network"),
        ("agent", "*LinkCheck*", "mail scanner"),
    )
    return {
        name: pa.array([r[i] for r in rows], pa.string())
        for i, name in enumerate(("kind", "pattern", "reason"))
    }
