"""Users, tokens and the log of what was asked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from abmetry.access.audit import ACTIONS, Entry
from abmetry.access.tokens import Token
from abmetry.access.users import User
from abmetry.cli.spoken import t
from abmetry.cli.views.words import DIM, WARN, cell, listed, moment, plain_table, safe

UNQUIET = ("sign in failed",)


def users_view(users: Sequence[User]) -> RenderableType:
    """Everybody who may sign in."""
    if not users:
        return Text(t("There are no users: only this machine is served, and whoever sits at it."))
    table = plain_table(t("User"), t("Role"), t("Since"))
    for user in users:
        table.add_row(cell(user.name), Text(user.role.value), Text(moment(user.created_at), style=DIM))
    return table


def tokens_view(tokens: Sequence[Token]) -> RenderableType:
    """Every token, without its secret."""
    if not tokens:
        return Text(t("There are no tokens."))
    table = plain_table(
        t("Token"),
        t("User"),
        t("For"),
        t("Scopes"),
        t("Ends"),
        t("Last used"),
    )
    for token in tokens:
        table.add_row(
            Text(token.id),
            cell(token.user),
            cell(token.label),
            Text(listed(token.scopes)),
            Text(moment(token.expires_at)),
            Text(moment(token.last_used_at), style=DIM),
        )
    return table


def audit_view(entries: Sequence[Entry]) -> RenderableType:
    """What was asked, the newest first."""
    if not entries:
        return Text(t("Nothing is in the log."))
    table = plain_table(
        t("When"),
        t("User"),
        t("From"),
        t("Action"),
        (t("Rows"), "right"),
        t("Question"),
    )
    for entry in entries:
        table.add_row(
            Text(moment(entry.at), style=DIM),
            cell(entry.user),
            cell(entry.address or entry.via),
            Text(t(ACTIONS.get(entry.action, entry.action)), style=WARN if entry.action in UNQUIET else ""),
            Text("" if entry.rows is None else f"{entry.rows:,}"),
            cell(" ".join(f"{name}={_said(value)}" for name, value in entry.question.items())),
        )
    return table


def _said(value: object) -> str:
    return ",".join(map(safe, value)) if isinstance(value, list) else safe(value)
