"""Content made for accounts or their segments that was live in the period (KPIS.md, coverage)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings

    def first(column: str) -> str:
        return dialect.first_by(column, "content_id")

    return [
        Step(
            "live",
            f"""
            select * from contents
            where (live_from_at is null or live_from_at < {bounds.t})
                and (live_to_at is null or live_to_at > {bounds.start})
                and (live_from_at is null or live_to_at is null or live_from_at < live_to_at)
            """,
        ),
        Step(
            "of_segments",
            f"""
            select segment, count(*) as contents, min(content_id) as content_id, {first("name")} as name
            from live where segment is not null
            group by segment
            """,
        ),
        Step(
            "live_contents",
            f"""
            select account_id, 'account' as made_for, count(*) as contents, min(content_id) as content_id,
                {first("name")} as content
            from live where account_id is not null
            group by account_id
            union all
            select a.account_id, 'segment', s.contents, s.content_id, s.name
            from accounts a
            join of_segments s on s.segment = trim(a.segment)
            """,
        ),
    ]


LIVE_CONTENTS = AsOf(
    name="live_contents",
    doc="Content for an account, or for its segment, live at some moment of the period before t.",
    columns=fact_columns(
        "account_id text: The account.",
        "made_for text: account or segment.",
        "contents integer: How many contents.",
        "content_id text: One of them.",
        "content text: Its name.",
    ),
    reads=("contents", "accounts"),
    steps=_steps,
    table="'contents'",
    key="content_id",
    shows=("made_for", "content", "contents"),
)
