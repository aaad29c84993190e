"""The few touches of which more became known after they happened, and what was known of them when.

A visitor proved to be a person, a person or an account created, an address that a second person turns out to have: at
each such instant another row of the touch begins. The rows of one touch tile the time from its happening on; where it
turns out to be our own staff, they end.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.touch_candidates import (
    CANDIDATE_JOINS,
    CANDIDATE_RELATIONS,
    TURNING_POINTS,
    state_at,
)
from abmetry.identity.touch_sources import SOURCES, touch_sources_step
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del dialect, settings
    state = state_at("n.known_from")
    instants = "\nunion all\n".join(
        f"select touch_id, occurred_at, turn_{i} as known_from from turning where turn_{i} > occurred_at"
        for i in range(len(TURNING_POINTS))
    )
    return (
        touch_sources_step("touch_id", "occurred_at", "person_id", "visitor_id", "email", "account_id"),
        Step(
            "turning",
            f"""
            select t.*, {", ".join(f"{point} as turn_{i}" for i, point in enumerate(TURNING_POINTS))}
            from sources as t {CANDIDATE_JOINS}
            where greatest(t.occurred_at, {", ".join(TURNING_POINTS)}) > t.occurred_at
            """,
        ),
        Step(
            "instants",
            f"""
            select touch_id, occurred_at as known_from from turning
            union
            select touch_id, known_from from (
            {instants}
            ) as later
            """,
        ),
        Step(
            "states",
            f"""
            select t.touch_id, t.occurred_at, n.known_from, {state.person_id} as person_id,
                {state.stakeholder_id} as stakeholder_id, {state.account_id} as account_id,
                {state.link_rule} as link_rule, {state.link_confidence} as link_confidence,
                {state.is_excluded} as is_excluded
            from turning as t
            join instants as n on n.touch_id = t.touch_id
            {CANDIDATE_JOINS}
            """,
        ),
        Step(
            "compared",
            """
            select states.*,
                row_number() over (partition by touch_id order by known_from) as turn,
                lag(person_id) over (partition by touch_id order by known_from) as person_before,
                lag(account_id) over (partition by touch_id order by known_from) as account_before,
                lag(link_rule) over (partition by touch_id order by known_from) as rule_before,
                lag(is_excluded) over (partition by touch_id order by known_from) as excluded_before
            from states
            """,
        ),
        Step(
            "changes",
            """
            select compared.*, lead(known_from) over (partition by touch_id order by known_from) as known_to
            from compared
            where turn = 1 or is_excluded <> excluded_before
                or coalesce(person_id, '') <> coalesce(person_before, '')
                or coalesce(account_id, '') <> coalesce(account_before, '')
                or coalesce(link_rule, '') <> coalesce(rule_before, '')
            """,
        ),
        Step(
            "spans",
            """
            select touch_id, known_from, known_to, person_id, stakeholder_id, account_id, link_rule,
                link_confidence
            from changes
            where not is_excluded and not (turn = 1 and known_to is null)
            """,
        ),
    )


FACT = Fact(
    name="relinked_touches",
    internal=True,
    doc="A time in which a touch, of which more became known after it happened, was someone's.",
    columns=fact_columns(
        "touch_id text: The touch.",
        "known_from timestamp: From when this was known; the first row begins when the touch happened.",
        "known_to timestamp: When more became known; null: it still holds.",
        "person_id text: The person.",
        "stakeholder_id text: The person's stakeholder.",
        "account_id text: The account; null: unresolved.",
        "link_rule text: The rule that gave the account.",
        "link_confidence number: How sure it is, 0 to 1.",
    ),
    reads=(*SOURCES, *CANDIDATE_RELATIONS),
    steps=_steps,
)
