"""The rank of every tier: as the list orders them, else in the order in which people would sort them."""

import re

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.settings import Settings

NO_TIER_RANK = 1_000_000


def natural_key(tier: str) -> list[tuple[int, int, str]]:
    """The sort key of a tier: digits count as numbers, so that tier 2 comes before tier 10."""
    parts = re.findall(r"\d+|\D+", tier.strip().casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _table(engine: Engine, settings: Settings) -> pa.Table:
    found = engine.query(
        "select distinct list_id, trim(tier) as tier from model_list_members where tier is not null"
        " union select distinct list_id, trim(tier) from list_files where tier is not null"
    ).to_pylist()
    pairs = {(row["list_id"], row["tier"]) for row in found if row["tier"]}
    pairs |= {(name, rule.tier.strip()) for name, one in settings.lists.items() for rule in one.tier}
    order = sorted({tier for _, tier in pairs}, key=lambda tier: (natural_key(tier), tier))
    rows = []
    for list_id, tier in sorted(pairs):
        one = settings.lists.get(list_id)
        given = [name.strip() for name in one.tiers] if one else []
        rank = given.index(tier) + 1 if tier in given else len(given) + order.index(tier) + 1
        rows.append((list_id, tier, rank))
    return pa.table(
        {
            "list_id": pa.array([row[0] for row in rows], pa.string()),
            "tier": pa.array([row[1] for row in rows], pa.string()),
            "tier_rank": pa.array([row[2] for row in rows], pa.int64()),
        }
    )


FACT = LookupFact(
    name="list_tiers",
    internal=True,
    doc="A tier of a target list, with its rank.",
    columns=fact_columns(
        "list_id text: The list.",
        "tier text: The tier.",
        "tier_rank integer: Its rank, 1 the highest; tiers that the list does not order come after those it does.",
    ),
    reads=("model_list_members", "list_files"),
    table=_table,
)
