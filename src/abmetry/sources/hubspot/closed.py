"""Whether deals are closed, and won."""

from __future__ import annotations

from abmetry.sources.rule import Row

WON = ("Is Closed Won", "hs_is_closed_won")
CLOSED = ("Is Deal Closed?", "Is Closed", "hs_is_closed")
LOST = ("Is closed lost", "hs_is_closed_lost")
CLOSE = ("Close Date", "closedate")


def _stage_says_sql(row: Row, word: str) -> str:
    stage = row.dialect.regexp_replace(row.word("Deal Stage", "dealstage"), "[^a-z]", "")
    return f"{stage} like 'closed{word}%' or {stage} = '{word}'"


def won_sql(row: Row) -> str:
    """Whether a deal is won: by its own column, or by its stage where the export lacks that."""
    return f"({row.truth(*WON) if row.has(*WON) else _stage_says_sql(row, 'won')})"


def closed_sql(row: Row) -> str:
    """Whether a deal is closed, won or lost."""
    if row.has(*CLOSED):
        return f"({row.truth(*CLOSED)})"
    lost = row.truth(*LOST) if row.has(*LOST) else _stage_says_sql(row, "lost")
    return f"({won_sql(row)} or {lost})"
