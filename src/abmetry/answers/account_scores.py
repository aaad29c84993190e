"""What the scores say of one company, each with the numbers that it is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any
from zoneinfo import ZoneInfo

from abmetry.answers.measured import Working
from abmetry.answers.plain import plain
from abmetry.asof.relation import Frame
from abmetry.engine.engine import Engine
from abmetry.scores.heat_features import DRIVERS
from abmetry.workspace.settings import Settings

WEEKS_OF_SURGES = 12

Row = dict[str, Any]

_OWN = ("relationship_touches", "account_weeks", "accounts")


def account_scores(engine: Engine, settings: Settings, key: str, now: datetime) -> Row:
    """The scores of one company.

    Args:
        engine: A session of the build, of which nothing else is asked: it will know of this company only.
        settings: The definitions.
        key: The company's id.
        now: The present, naive UTC.

    Returns:
        ``relationship`` (None without mails and meetings), ``heat``, and ``surges`` of the last weeks, newest first.
    """
    of_account = f"account_id = {engine.dialect.text(key)}"
    for name in _OWN:
        engine.create_view(name, f"select * from {engine.stored(name)} own where {of_account}")
    zone = ZoneInfo(settings.workspace.timezone)
    local = now.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    week = timedelta(weeks=1)
    working = Working(engine, settings, [Frame(0, now - week, now, local - week, local)])
    return {
        "relationship": _relationship(working, settings, of_account),
        "heat": _heat(working, settings, of_account),
        "surges": _surges(engine, of_account, now),
    }


def _rows(engine: Engine, sql: str) -> list[Row]:
    return [{name: plain(value) for name, value in row.items()} for row in engine.query(sql).to_pylist()]


def _relationship(working: Working, settings: Settings, of_account: str) -> Row | None:
    working.asof("relationships")
    columns = (
        "score, score_before, change, strength, reciprocity, breadth, is_single_thread, touches, last_at"
    )
    rows = _rows(working.engine, f"select {columns} from asof_relationships where {of_account}")
    if not rows:
        return None
    s, r, b = (rows[0][name] for name in ("strength", "reciprocity", "breadth"))
    scale = f"{settings.relationship.scale:g}"
    formula = f"100 (1 - exp(-{s:.2f} (0.5 + 0.5 × {r:.2f})(1 + ln(1 + {b}))/{scale}))"
    return {**rows[0], "formula": formula}


def _heat(working: Working, settings: Settings, of_account: str) -> Row:
    """Heat, with its drivers: what each multiplies the odds by, the strongest first."""
    working.asof("heats")
    row = _rows(working.engine, f"select * from asof_heats where {of_account}")[0]
    kept = {name: row[name] for name in ("heat", "week_on", "probability", "lift", "model", "is_by_rule")}
    if row["is_by_rule"] or row["probability"] is None:
        points = [point for point in (row["drivers"] or "").split(", ") if point]
        drivers = [{"driver": point, "points": 1} for point in points] if row["is_by_rule"] else []
        formula = "one point each" if row["is_by_rule"] else "no visit in five weeks"
        return {**kept, "drivers": drivers, "formula": formula}
    usual = _rows(
        working.engine,
        f"select intercept, base_rate from heat_models where model = {working.engine.dialect.text(row['model'])}",
    )[0]
    added = {words: row[f"by_{name}"] for name, words in DRIVERS.items()}
    drivers = [
        {"driver": words, "log_odds": value, "odds": exp(value)}
        for words, value in sorted(added.items(), key=lambda item: -abs(item[1]))
    ]
    told = " ".join(f"{value:+.2f} ({words})" for words, value in added.items())
    return {
        **kept,
        "drivers": drivers,
        "formula": f"log-odds {usual['intercept']:.2f} {told}; heat by probability / {usual['base_rate']:.4f}"
        f" against {', '.join(f'{least:g}' for least in settings.heat.lifts)}",
    }


def _surges(engine: Engine, of_account: str, now: datetime) -> list[Row]:
    instant = engine.dialect.timestamp(now.isoformat(" "))
    since = engine.dialect.add_days(instant, -7 * WEEKS_OF_SURGES)
    return _rows(
        engine,
        f"""
        select week_on, topic, is_competitor, vendor, score, count as signals, expected, tail, q_value
        from intent
        where {of_account} and is_surge and known_from < {instant} and (known_to is null or known_to >= {instant})
            and week_ends_at <= {instant} and week_ends_at > {since}
        order by week_on desc, topic, vendor nulls last
        """,
    )
