"""What channels weigh by the Markov model, learned from the closed deals of the answer."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.influence.markov import Move, removal_effects
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_SCHEMA = pa.schema(
    [
        ("period", pa.int32()),
        ("account_id", pa.string()),
        ("cohort", pa.string()),
        ("channel", pa.string()),
        ("removal_effect", pa.float64()),
    ]
)


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "moves",
            """
            select cohort, came_from as origin, channel as target, false as is_won, count(*) as times
            from known_closed_walks
            group by cohort, came_from, channel
            union all
            select cohort, channel, cast(null as string), is_won, count(*)
            from known_closed_walks
            where goes_to is null
            group by cohort, channel, is_won
            """,
        )
    ]


def _derived(rows: pa.Table) -> pa.Table:
    """From the counted moves of every period and cohort to the weights of their channels."""
    moves: dict[tuple[int, str], list[Move]] = {}
    for row in rows.to_pylist():
        move = Move(row["origin"], row["target"], row["is_won"], row["times"])
        moves.setdefault((row["period"], row["cohort"]), []).append(move)
    found = [
        {"period": period, "account_id": None, "cohort": cohort, "channel": channel, "removal_effect": effect}
        for (period, cohort), walked in sorted(moves.items())
        for channel, effect in removal_effects(walked).items()
    ]
    return pa.Table.from_pylist(found, schema=_SCHEMA)


REMOVAL_EFFECTS = AsOf(
    name="removal_effects",
    doc="A channel with its normalised removal effect, by the Markov model of the period and cohort.",
    columns=fact_columns(
        "account_id text: Null: it belongs to no account.",
        "cohort text: The cohort of the answer.",
        "channel text: The channel.",
        "removal_effect number: Its part of the sum of removal effects.",
    ),
    reads=(),
    steps=_steps,
    table="'touches'",
    key="channel",
    upon=("closed_walks",),
    derived=_derived,
    counted=("cohort", "origin", "target", "is_won", "times"),
)
