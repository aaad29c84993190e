"""Answers: one result per KPI, group and period, as rows that every surface shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from abmetry.answers.columns import FIRST
from abmetry.answers.flat import flatten
from abmetry.kpis.catalogue import find

if TYPE_CHECKING:
    import pandas
    import polars

    from abmetry.answers.targets import Target

Status = Literal["ok", "too_few", "empty", "unavailable"]
Json = dict[str, Any]

EXACT = 15
"""Digits of a number that mean something: the last of a double are the rounding of sums."""
WHOLE = 2**53
OF_WEIGHTED = 10
"""The same of what rests on weights that were found by steps."""


@dataclass(frozen=True)
class Result:
    """One number with everything that belongs to it.

    Attributes:
        kpi: Id of the KPI.
        unit: Unit of the value; percent is 0-100.
        period: Start and end, the end exclusive.
        as_of: The instant that nothing at or after may change, with offset.
        scope: Lists, tiers, conditions, owner and cohort.
        group: Values of what the answer is split by.
        status: ok, too_few (n below ``stats.min_n``), empty (no value exists) or unavailable.
        value: The value; None where there is none.
        numerator: The numerator; the sum of a mean; the value of a count or sum.
        denominator: The denominator; the n of a mean; None for a count or sum.
        n: Size of the sample the value rests on.
        interval: Low, high, level and method.
        extra: What the KPI shows beside its value.
        previous: The value of the period before.
        comparison: The value of the accounts outside the program, and the difference.
        flags: Warnings.
        currency: Reporting currency, for money.
        label: Names of the ids in ``group``.
        needs: Canonical tables that are missing, where unavailable.
        target: The target that is set for it; in ``extra`` of the JSON.
        definition: Hash of the definitions.
        build: Id of the build.
    """

    kpi: str
    unit: str
    period: Mapping[str, str]
    as_of: str
    scope: Mapping[str, Any]
    group: Mapping[str, str | None]
    status: Status
    definition: str
    build: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: float | None = None
    interval: Json | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    previous: Json | None = None
    comparison: Json | None = None
    flags: tuple[str, ...] = ()
    currency: str | None = None
    label: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    target: Target | None = None

    def to_dict(self) -> Json:
        """The result as it stands in JSON."""
        shown: Json = {
            "kpi": self.kpi,
            "unit": self.unit,
            "period": dict(self.period),
            "as_of": self.as_of,
            "scope": dict(self.scope),
            "group": dict(self.group),
            "status": self.status,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "n": self.n,
            "interval": self.interval,
            "extra": dict(self.extra),
            "previous": self.previous,
            "comparison": self.comparison,
            "flags": list(self.flags),
            "definition": self.definition,
            "build": self.build,
        }
        if self.currency is not None:
            shown["currency"] = self.currency
        if self.label:
            shown["label"] = dict(self.label)
        if self.status == "unavailable":
            shown["needs"] = list(self.needs)
        if self.target is not None:
            shown["extra"].update(target=self.target.value, target_met=self.target.met)
        digits = OF_WEIGHTED if find(self.kpi).of_kpis else EXACT
        return {key: tidy(value, digits) for key, value in shown.items()}


def tidy(value: Any, digits: int = EXACT) -> Any:
    """Whole numbers as integers, no noise beyond so many digits, and nothing that JSON cannot hold."""
    if isinstance(value, float):
        if not isfinite(value):
            return None
        whole = value.is_integer() and abs(value) < WHOLE
        rounded = value if whole else float(f"{value:.{digits}g}")
        return int(rounded) if rounded.is_integer() and abs(rounded) < WHOLE else rounded
    if isinstance(value, Mapping):
        return {key: tidy(inner, digits) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(inner, digits) for inner in value]
    return value


@dataclass(frozen=True)
class Answer:
    """The results of a question, in the order of the catalogue, the periods and the groups."""

    results: tuple[Result, ...]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, index: int) -> Result:
        return self.results[index]

    @property
    def answered(self) -> bool:
        """Whether at least one KPI has an answer."""
        return any(result.status != "unavailable" for result in self.results)

    def to_list(self) -> list[Json]:
        """The results as they stand in JSON."""
        return [result.to_dict() for result in self.results]

    def to_arrow(self) -> pa.Table:
        """One row per result, with the columns of the JSON, flattened by dots: FIRST, groups, labels, extras."""
        return flatten(self.to_list(), FIRST, ("group", "label", "extra"))

    def to_pandas(self) -> pandas.DataFrame:
        """The same rows as a pandas data frame (extra ``pandas``)."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """The same rows as a Polars data frame (extra ``polars``)."""
        import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame
