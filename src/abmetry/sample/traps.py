"""Traps in the tables: what real exports get wrong, planted at small rates and counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from abmetry.sample.columns import Columns, dates, ids, replaced, stacked
from abmetry.sample.draws import Ints, few, stream
from abmetry.sample.touches import (
    CHANNEL,
    FIRST_BOT,
    KIND,
    STRANGERS,
    Part,
    Pools,
    part,
    together,
    touches_table,
)
from abmetry.sample.users import Users
from abmetry.sample.world import World

Keys = dict[str, list[str]]
"""Name of a trap to the keys of the rows it is in."""


def plant_accounts(world: World, table: Columns) -> Keys:
    """Stray spaces, ancestors of themselves; and the shared domains and families that are there already."""
    rng = stream(world.plan.seed, "traps", 1)
    everyone = np.arange(world.accounts.count, dtype=np.int64)
    spaced = few(rng, everyone, 0.006, 3)
    names = table["name"].to_numpy(zero_copy_only=False)
    table["name"] = replaced(
        table["name"], spaced, [f"  {names[i]}" if i % 2 else f"{names[i]} " for i in spaced]
    )
    parent = world.accounts.parent
    childless = np.flatnonzero(
        (parent < 0) & ~np.isin(everyone, parent) & (world.accounts.domain_of == everyone)
    )
    own, one, two = (int(i) for i in rng.choice(childless, 3, replace=False))
    table["parent_account_id"] = replaced(
        table["parent_account_id"], np.array([own, one, two]), [f"A{own:06d}", f"A{two:06d}", f"A{one:06d}"]
    )
    sharing = np.flatnonzero(world.accounts.domain_of != everyone)
    shared = np.unique(world.accounts.domain_of[sharing])
    known = table["parent_account_id"].is_valid().to_numpy(zero_copy_only=False)
    return {
        "names_with_stray_spaces": _keys("A", spaced),
        "accounts_in_parent_cycles": _keys("A", np.array(sorted((own, one, two)))),
        "accounts_with_parent": _keys("A", np.flatnonzero(known)),
        "accounts_sharing_a_domain": _keys("A", np.union1d(sharing, shared)),
    }


def plant_opportunities(world: World, table: Columns, stages: Columns) -> Keys:
    """Deals without account, date-only closes, a close on an open deal; foreign currencies are there already."""
    rng = stream(world.plan.seed, "traps", 2)
    deals, days = world.deals, world.plan.days
    closed = deals.is_closed(days)
    kept = np.zeros(deals.count, dtype=np.bool_)
    homeless = few(rng, np.flatnonzero((deals.type == 0) & ~(deals.won & closed)).astype(np.int64), 0.012, 3)
    table["account_id"] = replaced(table["account_id"], homeless, [None] * len(homeless))
    kept[homeless] = True
    bare = few(rng, np.flatnonzero(closed & ~kept & (deals.reopened < 0)).astype(np.int64), 0.04, 3)
    words = dates(world.clock.day_number(deals.closed[bare])).to_pylist()
    table["closed_at"] = replaced(table["closed_at"], bare, words)
    _bare_stage_rows(stages, dict(zip(_keys("O", bare), words, strict=True)))
    still = np.flatnonzero(~np.asarray(table["is_closed"])).astype(np.int64)
    odd = few(rng, still, 0.05)
    when = dates(world.clock.day_number(np.minimum(deals.created[odd] + 20, days - 1))).to_pylist()
    table["closed_at"] = replaced(table["closed_at"], odd, [f"{w}T10:00:00Z" for w in when])
    currency = np.asarray(table["currency"])
    return {
        "opportunities_without_account": _keys("O", homeless),
        "date_only_closes": _keys("O", bare),
        "closed_at_on_open_deal": _keys("O", odd),
        "opportunities_in_usd": _keys("O", np.flatnonzero(currency == "USD")),
        "opportunities_in_gbp": _keys("O", np.flatnonzero(currency == "GBP")),
    }


def _bare_stage_rows(stages: Columns, closes: dict[str, str]) -> None:
    deal = stages["opportunity_id"].to_numpy(zero_copy_only=False)
    ended = np.isin(stages["stage"].to_numpy(zero_copy_only=False), ["Closed Won", "Closed Lost"])
    rows = np.flatnonzero(ended & np.isin(deal, list(closes)))
    stages["entered_at"] = replaced(stages["entered_at"], rows, [closes[deal[i]] for i in rows])


def plant_campaigns(world: World, table: Columns) -> Keys:
    """Two names are used twice."""
    guides = world.campaigns.of(7)
    again = guides[-2:]
    texts = table["name"].to_numpy(zero_copy_only=False)
    table["name"] = replaced(table["name"], again, [texts[i] for i in world.campaigns.of(5)[-2:]])
    return {"campaigns_with_a_name_used_before": _keys("C", again, 4)}


def plant_roles(world: World, table: Columns) -> tuple[Columns, Keys]:
    """Contact roles of people whom no table knows."""
    rng = stream(world.plan.seed, "traps", 3)
    deal = few(rng, np.arange(world.deals.count, dtype=np.int64), 0.01, 3)
    people = ids("P", 9_000_000 + np.arange(len(deal)), 7)
    n = len(deal)
    extra = {
        "opportunity_id": ids("O", deal),
        "person_id": people,
        "role": pa.array(["User"] * n),
        "is_primary": pa.array([False] * n),
        "created_at": pa.array([None] * n, pa.string()),
    }
    return stacked([table, extra]), {"roles_of_unknown_people": people.to_pylist()}


def plant_links(world: World, table: Columns) -> tuple[Columns, Keys]:
    """Visitors that are proved to be a second person ten days later (a shared device)."""
    rng = stream(world.plan.seed, "traps", 4)
    first = world.people.first[world.people.account]
    fit = np.flatnonzero((world.people.linked >= 0) & (world.people.linked < world.plan.days - 12))
    fit = fit[fit < world.people.contacts]
    who = few(rng, fit[fit != first[fit]].astype(np.int64), 0.01)
    when = world.proved[who] + 10 * 86_400
    words = np.datetime_as_string(when.astype("datetime64[s]"), timezone="UTC").astype(object)
    extra = {
        "visitor_id": ids("V", who, 8),
        "person_id": ids("P", first[who], 7),
        "email": pa.array([None] * len(who), pa.string()),
        "linked_at": pa.array(words, pa.string()),
        "how": pa.array(["login"] * len(who)),
    }
    return stacked([table, extra]), {"visitors_of_two_people": extra["visitor_id"].to_pylist()}


def trap_touches(world: World, first_id: int, pools: Pools, end: int) -> tuple[Any, Keys]:
    """Touches by own staff, bots, a link scanner; and sales going on after a lost deal."""
    rng = stream(world.plan.seed, "traps", 5)
    n = max(20, world.plan.accounts // 20)
    none = np.zeros(n, dtype=np.int64)
    at = world.clock.utc(world.clock.draw_days(rng, none, none + world.plan.days), world.clock.web(rng, n))
    visitor = STRANGERS + 9_000_000 + rng.integers(0, 12, n)
    emails = [*world.users.emails, *_test_mailbox(world.users)]
    staff = part(
        at,
        np.where(rng.random(n) < 0.3, KIND["form_submit"], KIND["page_view"]),
        None,
        channel=CHANNEL["web"],
        visitor=visitor,
        mail=rng.integers(0, len(emails), n),
        url=rng.integers(0, 15, n),
        agent=0,
    )
    account = rng.integers(0, world.accounts.count, n)
    bots = part(
        at + 77,
        "page_view",
        None,
        channel=CHANNEL["web"],
        account=account,
        visitor=visitor + 50,
        agent=FIRST_BOT + rng.integers(0, 2, n),
        url=rng.integers(0, 15, n),
    )
    scanners = part(
        at + 99,
        "email_click",
        None,
        direction=0,
        channel=CHANNEL["email"],
        agent=FIRST_BOT + 2,
        person=world.people.first[account] + 1,
        campaign=world.campaigns.of(2)[0],
        url=8,
    )
    deals = world.deals
    over = np.flatnonzero((deals.type == 0) & ~deals.won & (deals.closed < world.plan.days - 30))
    over = few(rng, over.astype(np.int64), 0.1, 3)
    late_at = world.clock.utc(deals.closed[over] + rng.integers(2, 25, len(over)), np.full(len(over), 41_500))
    late = part(
        late_at,
        "email_click",
        None,
        direction=0,
        channel=CHANNEL["email"],
        url=1,
        person=world.people.first[deals.account[over]],
        campaign=world.campaigns.of(2)[-1],
    )
    made: list[Part] = [staff, bots, scanners, late]
    rows = together(made, end)
    table = touches_table(rows, first_id, Pools(**{**vars(pools), "emails": pa.array(emails)}))
    keys = np.asarray(table["touch_id"])
    agents = rows["agent"]
    late_rows = np.isin(rows["at"], late_at) & (rows["url"] == 1) & (rows["kind"] == KIND["email_click"])
    return table, {
        "own_staff_touches": keys[rows["mail"] >= 0].tolist(),
        "crawler_touches": keys[(agents >= FIRST_BOT) & (agents < FIRST_BOT + 2)].tolist(),
        "link_scanner_touches": keys[agents == FIRST_BOT + 2].tolist(),
        "touches_after_close": keys[late_rows].tolist(),
    }


def _test_mailbox(users: Users) -> list[str]:
    return [f"qa.robot@{users.emails[0].split('@')[1]}"]


def plant_bad_rows(tables: dict[str, Columns]) -> dict[str, int]:
    """Five rows that cannot be loaded; returns how many per table."""
    tables["spend"]["amount"] = tables["spend"]["amount"].cast(pa.string())
    bad: dict[str, list[dict[str, str]]] = {
        "surveys": [
            {"response_id": "R900001", "responded_at": "2026-02-30T10:00:00Z", "score": "9"},
            {"response_id": "R900002", "responded_at": "2026-03-02T10:00:00Z", "score": "ten"},
        ],
        "tasks": [
            {"task_id": "W9000001", "user_id": "U0001", "kind": "call", "due_at": "as soon as possible"},
            {"task_id": "W9000002", "kind": "call", "due_at": "2026-03-02T17:00:00Z"},
        ],
        "spend": [{"spent_on": "2026-03-02", "amount": "12.000.50", "currency": "EUR"}],
    }
    for name, rows in bad.items():
        columns = tables[name]
        extra = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns}
        tables[name] = stacked([columns, extra])
    return {name: len(rows) for name, rows in bad.items()}


def _keys(letter: str, rows: Ints, width: int = 6) -> list[str]:
    return [f"{letter}{int(i):0{width}d}" for i in rows]
