"""Users, tokens and the log of what was asked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from abmetry.access.audit import Entry
from abmetry.access.tokens import Token
from abmetry.access.users import User
from abmetry.cli.views.words import DIM, WARN, cell, listed, moment, plain_table, safe
from abmetry.lang.message import message

UNQUIET = ("sign in failed",)


def users_view(users: Sequence[User]) -> RenderableType:
    """Everybody who may sign in."""
    if not users:
        return Text(message("There are no users: only this machine is served, and whoever sits at it."))
    table = plain_table(message("User"), message("Role"), message("Since"))
    for user in users:
        table.add_row(cell(user.name), Text(user.role.value), Text(moment(user.created_at), style=DIM))
    return table


def tokens_view(tokens: Sequence[Token]) -> RenderableType:
    """Every token, without its secret."""
    if not tokens:
        return Text(message("There are no tokens."))
    table = plain_table(
        message("Token"),
        message("User"),
        message("For"),
        message("Scopes"),
        message("Ends"),
        message("Last used"),
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
        return Text(message("Nothing is in the log."))
    table = plain_table(
        message("When"),
        message("User"),
        message("From"),
        message("Action"),
        (message("Rows"), "right"),
        message("Question"),
    )
    for entry in entries:
        table.add_row(
            Text(moment(entry.at), style=DIM),
            cell(entry.user),
            cell(entry.address or entry.via),
            Text(entry.action, style=WARN if entry.action in UNQUIET else ""),
            Text("" if entry.rows is None else f"{entry.rows:,}"),
            cell(" ".join(f"{name}={_said(value)}" for name, value in entry.question.items())),
        )
    return table


def _said(value: object) -> str:
    return ",".join(map(safe, value)) if isinstance(value, list) else safe(value)
