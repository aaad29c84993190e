"""What tells of a person, and rows without it for those who may not see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ANYWHERE = frozenset(
    {
        *(
            "person_id",
            "person",
            "person_name",
            "email",
            "phone",
            "stakeholder_id",
            "visitor_id",
            "respondent",
        ),
        *("comment", "subject", "ip", "address", "linkedin_url"),
    }
)
"""Columns that tell of a person in any row."""

OF_PEOPLE = frozenset({"name", "title", "key"})
"""Columns that do so in a row about a person."""

_STORIED = ("people", "touches", "opportunities", "contracts")


def without_personal(rows: Iterable[Mapping[str, Any]], table: str | None = None) -> list[dict[str, Any]]:
    """Rows without what tells of a person.

    Args:
        rows: The rows; each may name its ``table``.
        table: The table of rows that name none.
    """
    return [
        {
            name: value
            for name, value in row.items()
            if name not in ANYWHERE
            and not (name in OF_PEOPLE and row.get("table", table) in ("people", "opportunity_people"))
        }
        for row in rows
    ]


def account_without_personal(story: Mapping[str, Any]) -> dict[str, Any]:
    """The story of an account without what tells of a person."""
    told = dict(story)
    for part in _STORIED:
        if story.get(part):
            told[part] = without_personal(story[part], part)
    return told
