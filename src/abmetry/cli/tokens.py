"""`abmetry tokens`: what programs ask the API with."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.keeping import administered, open_access
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions
from abmetry.cli.terminal import say
from abmetry.errors import UsageError
from abmetry.lang.message import message


class TokensAction(StrEnum):
    """What can be done with tokens."""

    CREATE = "create"
    LIST = "list"
    REVOKE = "revoke"


class ScopeName(StrEnum):
    """What a token can be for."""

    ANSWERS = "answers"
    EVIDENCE = "evidence"
    EXPORT = "export"
    EXPLAIN = "explain"


def tokens(
    action: Annotated[
        TokensAction, typer.Argument(metavar="create|list|revoke", help="What to do.", show_default=False)
    ],
    output: OutputOptions,
    run: RunOptions,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="The user whose it is; of `revoke` the token's id.",
            show_default=False,
        ),
    ] = None,
    scopes: Annotated[
        list[ScopeName] | None,
        typer.Option(
            "--scope",
            metavar="answers|evidence|export|explain",
            help="What it is for (repeatable); default: answers.",
            show_default=False,
        ),
    ] = None,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="What it is made for.", show_default=False)
    ] = "",
    days: Annotated[
        int, typer.Option("--days", metavar="N", help="Days until it ends.", min=1, max=366)
    ] = 90,
) -> None:
    """Make, list and revoke API tokens: a token is shown once, when it is made."""
    from abmetry.access.roles import Right
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.access import tokens_view

    output.check()
    access = open_access(run)
    if action is TokensAction.LIST:
        found = access.tokens.list(access.users.get(name).name if name else None)
        rows = [token.to_dict() for token in found]
        show(Shown(lambda _width: tokens_view(found), lambda: rows, lambda: flatten(rows)), output)
        return
    if name is None:
        raise UsageError(
            message("Name a user.") if action is TokensAction.CREATE else message("Name a token by its id."),
            help=message("`abmetry tokens list` lists them all."),
        )
    if action is TokensAction.REVOKE:
        token = access.tokens.revoke(name)
        administered(access, tokens="revoke", id=token.id, name=token.user)
        say(message("The token {id} of {user} has ended.", id=token.id, user=token.user), run.quiet)
        return
    wanted = [Right(scope.value) for scope in scopes or [ScopeName.ANSWERS]]
    token, secret = access.tokens.create(name, label, wanted, days)
    administered(access, tokens="create", id=token.id, name=token.user, scopes=list(token.scopes))
    sys.stdout.write(f"{secret}\n")
    sys.stdout.flush()
    if not run.quiet:
        sys.stderr.write(
            message(
                "That is the token, this once: for {scopes}, until {ends}.",
                scopes=list(token.scopes),
                ends=(token.expires_at or "")[:10],
            )
            + "\n"
        )


COMMANDS = (
    Declared(
        "tokens",
        tokens,
        """
        abmetry tokens list                                   all tokens, without their secrets
        abmetry tokens create ann@example.com --label nightly
        abmetry tokens create ann@example.com --scope evidence --scope export --days 30
        abmetry tokens revoke 0123456789ab
        """,
    ),
)
