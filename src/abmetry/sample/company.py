"""Make the sample company: draw it, plant its traps, write its files."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa

from abmetry.errors import UsageError
from abmetry.lang.message import message
from abmetry.sample.accounts import accounts_table
from abmetry.sample.campaigns import campaigns_table
from abmetry.sample.care import contents_table, suppressions_table, surveys_table, tasks_table
from abmetry.sample.chunk import Chunk
from abmetry.sample.columns import Columns, ids
from abmetry.sample.customers import contracts_table
from abmetry.sample.deal_tables import (
    opportunities_table,
    opportunity_accounts_table,
    opportunity_people_table,
    stages_table,
)
from abmetry.sample.draws import stream
from abmetry.sample.intent import intent_table
from abmetry.sample.lists import list_members_table
from abmetry.sample.mail import mail_touches
from abmetry.sample.money import campaign_members_table, spend_table
from abmetry.sample.people import people_table, visitor_links_table
from abmetry.sample.plan import DEFAULT_TOUCHES, Plan, months_before
from abmetry.sample.programs import program_touches
from abmetry.sample.selling import selling_touches
from abmetry.sample.touches import Pools, together, touches_table
from abmetry.sample.traps import (
    plant_accounts,
    plant_bad_rows,
    plant_campaigns,
    plant_links,
    plant_opportunities,
    plant_roles,
    trap_touches,
)
from abmetry.sample.truth import Truth, note_plan, tell
from abmetry.sample.users import users_table
from abmetry.sample.web import web_touches
from abmetry.sample.world import World, make_world
from abmetry.sample.write import write_table, write_touches

ROWS_AT_ONCE = 900_000
Progress = Callable[[str, float], None]


def make(
    folder: Path,
    accounts: int = 2000,
    months: int = 30,
    seed: int = 7,
    touches_per_account: int | None = None,
    until: date | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Make a sample company: `exports/` (canonical tables), `abmetry.toml`, `truth.json`.

    Equal arguments give equal tables (the same bytes of CSV). Memory stays bounded: touches are drawn and written
    about 900,000 at a time.

    Args:
        folder: where to write; made if missing. An `exports` folder in it is replaced.
        accounts: companies in the CRM, 300 to 500,000.
        months: whole months of history, 12 to 60.
        seed: of every random draw.
        touches_per_account: mean touches per account over the history (within a fifth); default 85 for
            30 months and in proportion for others, at least half of that.
        until: exclusive end of the data; default: the first day of this month, so that the last complete month
            and quarter are whole.
        progress: told what is being made, and the share that is done (0 to 1).

    Returns:
        What was planted, as in `truth.json`.

    Raises:
        UsageError: a size that the story does not hold for.
    """
    if not 300 <= accounts <= 500_000:
        raise UsageError(
            message("A sample company has 300 to 500,000 accounts, not {accounts}.", accounts=accounts)
        )
    if not 12 <= months <= 60:
        raise UsageError(
            message("A sample company has a history of 12 to 60 months, not {months}.", months=months)
        )
    end = until or months_before(date.today(), 0)
    usual = round(DEFAULT_TOUCHES * months / 30)
    touches = usual if touches_per_account is None else touches_per_account
    if touches < usual / 2:
        raise UsageError(
            message(
                "{months} months need at least {value} touches per account, not {touches}.",
                months=months,
                value=-(-usual // 2),
                touches=touches,
            )
        )
    plan = Plan(accounts, months, seed, touches, end)
    say = progress or _silent
    say("accounts, people and deals", 0.0)
    world = make_world(plan)
    exports = folder / "exports"
    if exports.exists():
        shutil.rmtree(exports)
    (exports / "touches").mkdir(parents=True)
    truth = tell(world)
    truth.add_traps(world.people_traps)
    say("tables", 0.1)
    _write_tables(world, exports, truth)
    _write_touches(world, exports / "touches", truth, say)
    text = files("abmetry.sample").joinpath("workspace.toml").read_text(encoding="utf-8")
    (folder / "abmetry.toml").write_text(text.replace("SAMPLE", note_plan(plan)), encoding="utf-8")
    truth.write(folder / "truth.json")
    say("done", 1.0)
    return truth


def _silent(what: str, share: float) -> None:
    """Tell nobody."""


def _write_tables(world: World, exports: Path, truth: Truth) -> None:
    """Every table but the touches, with its traps."""
    plan, clock = world.plan, world.clock
    stages, odd = stages_table(world)
    truth.add_traps({f"opportunities_{name}": [f"O{int(i):06d}" for i in rows] for name, rows in odd.items()})
    intent, surges = intent_table(world)
    truth.realised["intent"] = surges
    tables: dict[str, Columns] = {
        "accounts": accounts_table(plan, clock, world.accounts, world.owner, world.targeted),
        "people": people_table(plan, clock, world.accounts, world.people, world.targeted),
        "users": users_table(world.users),
        "list_members": list_members_table(clock, world.members),
        "campaigns": campaigns_table(clock, world.campaigns),
        "campaign_members": campaign_members_table(world),
        "visitor_links": visitor_links_table(plan, world.people, world.proved),
        "opportunities": opportunities_table(world),
        "opportunity_stages": stages,
        "opportunity_people": opportunity_people_table(world),
        "opportunity_accounts": opportunity_accounts_table(world),
        "contracts": contracts_table(plan, clock, world.accounts, world.contracts),
        "spend": spend_table(world),
        "intent": intent,
        "surveys": surveys_table(world),
        "tasks": tasks_table(world),
        "contents": contents_table(world),
        "suppressions": suppressions_table(),
    }
    truth.add_traps(plant_accounts(world, tables["accounts"]))
    truth.add_traps(plant_opportunities(world, tables["opportunities"], stages))
    truth.add_traps(plant_campaigns(world, tables["campaigns"]))
    tables["opportunity_people"], roles = plant_roles(world, tables["opportunity_people"])
    tables["visitor_links"], links = plant_links(world, tables["visitor_links"])
    truth.add_traps({**roles, **links})
    truth.rejected = plant_bad_rows(tables)
    for name, columns in tables.items():
        truth.rows[name] = write_table(exports, name, columns)


def _write_touches(world: World, folder: Path, truth: Truth, say: Progress) -> None:
    """The touches, some accounts at a time, and last those of the traps."""
    plan, people = world.plan, world.people
    end = int(world.clock.utc(np.array([plan.days]), np.array([0]))[0])
    size = max(300, ROWS_AT_ONCE // plan.touches)
    by_account = world.deals.take(np.argsort(world.deals.account, kind="stable"))
    campaign_ids = ids("C", np.arange(len(world.campaigns.name)), 4)
    user_ids = ids("U", np.arange(len(world.users.role)), 4)
    written, thread, number = 0, 0, 0
    for low in range(0, plan.accounts, size):
        high = min(low + size, plan.accounts)
        say("touches", 0.15 + 0.8 * low / plan.accounts)
        rows = slice(*np.searchsorted(by_account.account, [low, high]))
        deals = by_account.take(np.arange(rows.start, rows.stop))
        chunk = Chunk(world, low, high, plan.scale, stream(plan.seed, "touches", number), deals, thread)
        parts = [*web_touches(chunk), *mail_touches(chunk), *selling_touches(chunk), *program_touches(chunk)]
        pools = _pools(world, low, high, campaign_ids, user_ids)
        written += write_touches(folder, number, touches_table(together(parts, end), written, pools))
        thread, number = chunk.next_thread, number + 1
        del parts, chunk, pools
        gc.collect()
    everyone = Pools(
        0,
        ids("P", np.arange(people.count), 7),
        pa.array([""]),
        0,
        ids("A", np.arange(plan.accounts)),
        campaign_ids,
        user_ids,
    )
    table, keys = trap_touches(world, written, everyone, end)
    written += write_touches(folder, number, table)
    truth.add_traps(keys)
    truth.rows["touches"] = written


def _pools(world: World, low: int, high: int, campaign_ids: object, user_ids: object) -> Pools:
    first = int(world.people.first[low])
    stop = world.people.count if high == world.plan.accounts else int(world.people.first[high])
    return Pools(
        first,
        ids("P", np.arange(first, stop), 7),
        world.people.email[first:stop],
        low,
        ids("A", np.arange(low, high)),
        campaign_ids,
        user_ids,
    )
