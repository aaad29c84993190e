"""What every account contributes to the measures of KPIs, as arrays: for comparisons that weigh accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from abmetry.answers.lift_accounts import TABLE
from abmetry.answers.measured import Working
from abmetry.influence.balance import Floats
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Shape

Ints = np.typing.NDArray[np.int64]


@dataclass
class LiftParts:
    """Contributions, fetched once per relation.

    Attributes:
        working: The tables of the question; TABLE gives accounts their places.
        accounts: How many accounts there are.
    """

    working: Working
    accounts: int
    _fetched: dict[str, dict[int, tuple[Ints, dict[Measure, Floats]]]] = field(default_factory=dict)

    def expect(self, kpis: Sequence[Kpi]) -> None:
        """Announce all KPIs, so that one pass over a relation takes their measures together."""
        self.working.expect(measure for kpi in kpis for measure in kpi.shape.measures)

    def of(self, shape: Shape, frame: int) -> Floats:
        """What every account contributes to the parts of a shape in a frame: accounts x k."""
        return np.column_stack([self.values(part, frame) for part in shape.parts])

    def values(self, measure: Measure, frame: int) -> Floats:
        """What every account contributes to a measure in a frame; an account counts 1 in the scope."""
        if measure.relation == SCOPE:
            return np.ones(self.accounts)
        if measure.relation not in self._fetched:
            self._fetched[measure.relation] = self._fetch(measure.relation)
        places, values = self._fetched[measure.relation].get(frame, (np.zeros(0, dtype=np.int64), {}))
        found = np.zeros(self.accounts)
        if measure in values:
            found[places] = values[measure]
        return found

    def _fetch(self, relation: str) -> dict[int, tuple[Ints, dict[Measure, Floats]]]:
        measured = self.working.measured(relation)
        columns = measured.columns
        selected = ", ".join(
            f"cast(coalesce(m.{name}, 0) as double) as {name}" for name in dict.fromkeys(columns.values())
        )
        table = self.working.engine.query(
            f"""
            select m.period, l.place, {selected}
            from {measured.name} m join {TABLE} l on l.account_id = m.account_id
            """
        )
        periods = table["period"].to_numpy()
        places = table["place"].to_numpy()
        held = {measure: table[name].to_numpy() for measure, name in columns.items()}
        return {
            int(period): (
                places[rows].astype(np.int64),
                {measure: np.asarray(values[rows], dtype=np.float64) for measure, values in held.items()},
            )
            for period in np.unique(periods)
            for rows in (periods == period,)
        }
