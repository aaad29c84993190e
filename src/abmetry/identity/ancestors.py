"""Who owns whom: the accounts above each account, without going round in circles."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.settings import Settings


def acyclic(parents: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Cut every cycle of parents at its smallest account, which becomes the top.

    Args:
        parents: The parent of each account that has one.

    Returns:
        The parents without cycles, and the accounts whose parent was cut.
    """
    cut: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        on_path: set[str] = set()
        at: str | None = start
        while at is not None and at not in done and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = parents.get(at)
        if at is not None and at in on_path:
            cut.add(min(path[path.index(at) :]))
        done |= on_path
    return {child: parent for child, parent in parents.items() if child not in cut}, cut


def _table(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    rows = engine.query(
        "select child.account_id, child.parent_account_id from model_accounts as child"
        " join model_accounts as parent on parent.account_id = child.parent_account_id"
    )
    given = dict(zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True))
    parents, cut = acyclic(given)
    account_ids: list[str] = []
    ancestor_ids: list[str] = []
    distances: list[int] = []
    for account_id in sorted(given):
        ancestor = parents.get(account_id)
        distance = 0
        account_ids.append(account_id)
        ancestor_ids.append(account_id)
        distances.append(0)
        while ancestor is not None:
            distance += 1
            account_ids.append(account_id)
            ancestor_ids.append(ancestor)
            distances.append(distance)
            ancestor = parents.get(ancestor)
    return pa.table(
        {
            "account_id": pa.array(account_ids, pa.string()),
            "ancestor_id": pa.array(ancestor_ids, pa.string()),
            "distance": pa.array(distances, pa.int64()),
            "is_cut": pa.array([a in cut for a in account_ids], pa.bool_()),
        }
    )


FACT = LookupFact(
    name="ancestors",
    internal=True,
    doc="An account that names a known parent, and one of the accounts above it (itself at distance 0).",
    columns=fact_columns(
        "account_id text: The account.",
        "ancestor_id text: The account above it.",
        "distance integer: Steps up; 0 is the account itself.",
        "is_cut boolean: The account's own parent was cut, because it was its own ancestor.",
    ),
    reads=("model_accounts",),
    table=_table,
)
