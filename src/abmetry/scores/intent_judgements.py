"""Surges of counted intent: how improbable a week's count of signals is after the weeks before (KPIS.md, scores).

A series is what one vendor counts of one topic at one account. It is judged when its week has ended, or when its
account became known if that is later, by what was known then: the counts of the `intent.baseline_weeks` before, weeks
without a row as zeros, from the first week in which the vendor reported the topic and the account was known. What is
expected of the account is shrunk to what is usual for the topic in its size band (stats/counts.py), over all accounts
known then; a band of fewer than 20 accounts, or with fewer than 20 signals, takes what is usual over all bands. A count
surges from `intent.min_count` where its upper tail is below `intent.tail`. Over all series of a week, those without a
row included, q-values and the false-discovery rate of its surges follow (stats/discoveries.py).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.scores.intent_baselines import Baselines, baselines
from abmetry.scores.intent_series import accounts_sql, judged_sql, totals_sql
from abmetry.stats.counts import Floats, upper_tail
from abmetry.stats.discoveries import Bools, Ints, joining_q_values, q_values
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.scores import Intent
from abmetry.workspace.settings import Settings

_COLUMNS = fact_columns(
    "account_id text: The account.",
    "week_on date: Monday of the week.",
    "topic text: The topic, in lower case.",
    "vendor text: Who counted; empty where the source does not say.",
    "known_from timestamp: From when such rows hold, UTC.",
    "counted number: Signals of all the account's rows of the topic in the week.",
    "expected number: What was to be expected after the weeks before; null: there was nothing before.",
    "tail number: Probability of so many or more.",
    "q_value number: False-discovery rate of the week with which it would still be taken.",
    "is_surge boolean: Enough signals, and improbable.",
    "false_discovery_rate number: Of a surge: the share of the week's surges that chance explains, at most.",
)
_TYPES = (pa.string(), pa.date32(), pa.string(), pa.string(), pa.timestamp("us"))
_KEYS = tuple(column.name for column in _COLUMNS[: len(_TYPES)])


def judge(judged: pa.Table, usual: Baselines, rule: Intent) -> dict[str, Floats | Bools]:
    """Judge counts.

    Args:
        judged: Rows of `judged_sql`.
        usual: What was usual before.
        rule: The settings.

    Returns:
        ``expected``, ``tail``, ``q_value``, ``false_discovery_rate`` (nan where there is none) and ``is_surge``.
    """
    place = _places(judged, usual)
    week = _ints(judged, "week") - usual.first_week
    at = (place, _ints(judged, "band"), np.maximum(week, 0))
    rates = usual.rates.at(at)
    counted, before, weeks = (_floats(judged, name) for name in ("counted", "counted_before", "weeks_before"))
    comparable = (place >= 0) & (week >= 0) & ~np.isnan(rates.mean)
    expected = np.where(comparable, rates.expected(before, weeks), np.nan)
    tail = np.full(len(counted), np.nan)
    ratio = rates.ratio(weeks)
    tail[comparable] = upper_tail(counted[comparable], expected[comparable], ratio[comparable])
    is_surge = comparable & (counted >= rule.min_count) & (tail < rule.tail)

    on_time = comparable & (_ints(judged, "is_on_time") == 1)
    late = comparable & ~on_time
    q = np.full(len(counted), np.nan)
    q[on_time] = q_values(tail[on_time], week[on_time], usual.tests)
    q[late] = joining_q_values(tail[late], week[late], tail[on_time], week[on_time], usual.tests)
    worst = np.zeros(len(usual.tests))
    np.maximum.at(worst, week[on_time & is_surge], q[on_time & is_surge])
    rate = np.where(is_surge, np.maximum(worst[np.maximum(week, 0)], q), np.nan)
    return {
        "expected": expected,
        "tail": tail,
        "q_value": q,
        "is_surge": is_surge,
        "false_discovery_rate": rate,
    }


def _places(judged: pa.Table, usual: Baselines) -> Ints:
    """The place of each row's series; -1 where no vendor had reported it."""
    coded = [judged[name].combine_chunks().dictionary_encode() for name in ("vendor", "topic")]
    vendors, topics = (one.dictionary.to_pylist() for one in coded)
    known = np.array([[usual.places.get((v, t), -1) for t in topics] for v in vendors], dtype=np.int64)
    vendor, topic = (np.asarray(one.indices.to_numpy(), dtype=np.int64) for one in coded)
    return known.reshape(len(vendors), len(topics))[vendor, topic]


def _table(engine: Engine, settings: Settings) -> pa.Table:
    dialect, zone, weeks = engine.dialect, settings.workspace.timezone, settings.intent.baseline_weeks
    judged = engine.query(judged_sql(dialect, zone, weeks))
    totals = engine.query(totals_sql(dialect, zone, weeks))
    keys = {name: judged[name].cast(kind) for name, kind in zip(_KEYS, _TYPES, strict=True)}
    counted = judged["counted"].cast(pa.float64())
    if totals.num_rows == 0:
        none = pa.nulls(judged.num_rows, pa.float64())
        blank = dict.fromkeys(("expected", "tail", "q_value", "false_discovery_rate"), none)
        return _ordered(
            {**keys, "counted": counted, **blank, "is_surge": pa.nulls(judged.num_rows, pa.bool_())}
        )
    known = engine.query(accounts_sql(dialect, zone))
    usual = baselines(totals, known, int(_ints(judged, "week").max()), weeks)
    told = judge(judged, usual, settings.intent)
    found = {name: pa.array(values, mask=np.isnan(values)) for name, values in told.items()}
    found["is_surge"] = pa.array(told["is_surge"], mask=np.isnan(told["expected"]))
    return _ordered({**keys, "counted": counted, **found})


def _ordered(columns: dict[str, pa.Array]) -> pa.Table:
    return pa.table({column.name: columns[column.name] for column in _COLUMNS})


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)


FACTS = (
    LookupFact(
        name="intent_judgements",
        doc="What an account's count of a topic's signals in a week is worth, from when it is known so.",
        columns=_COLUMNS,
        reads=("intent_rows", "accounts"),
        table=_table,
        internal=True,
    ),
)
