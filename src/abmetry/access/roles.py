"""Roles, and what each may do."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Something that a caller may do.

    Attributes:
        ANSWERS: See pages and answers; of evidence and accounts, what tells of no person.
        EVIDENCE: See rows about people, with their names and addresses, and ask what was known at an instant.
        EXPORT: Take answers and evidence away as CSV or Parquet.
        EXPLAIN: See the SQL behind a number.
        TOKENS: Make and revoke API tokens of one's own.
        ADMINISTER: Users, everybody's tokens, the audit log.
    """

    ANSWERS = "answers"
    EVIDENCE = "evidence"
    EXPORT = "export"
    EXPLAIN = "explain"
    TOKENS = "tokens"
    ADMINISTER = "administer"


class Role(StrEnum):
    """Roles of users, from the one that may least."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"

    @property
    def rights(self) -> frozenset[Right]:
        """What users of this role may do."""
        return RIGHTS[self]


RIGHTS = {
    Role.VIEWER: frozenset({Right.ANSWERS}),
    Role.ANALYST: frozenset({Right.ANSWERS, Right.EVIDENCE, Right.EXPORT, Right.EXPLAIN, Right.TOKENS}),
    Role.ADMIN: frozenset(Right),
}

SCOPES = (Right.ANSWERS, Right.EVIDENCE, Right.EXPORT, Right.EXPLAIN)
"""What a token can be for: a program asks, it does not administer."""
