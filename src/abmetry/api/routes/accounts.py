"""Companies, and the state of the workspace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from abmetry.access.personal import account_without_personal
from abmetry.access.roles import Right
from abmetry.answers.account import account as story_of
from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.problem import NotThere
from abmetry.api.query import FormatQuery, Text
from abmetry.api.sending import FILES, check_rights, reader_of, send
from abmetry.api.shapes.account import Account
from abmetry.errors import UsageError

router = APIRouter(tags=["Accounts"])


@router.get("/accounts/{account}", response_model=Account, responses={200: {"content": FILES}})
def account(
    request: Request,
    caller: Asking,
    account: Annotated[Text, Path(description="Its id, or its domain or name.", examples=["acme.com"])],
    asked: Annotated[FormatQuery, Query()],
) -> Response:
    """All about one company; as CSV and Parquet its timeline.

    Without the right `evidence` it comes without what tells of a person.
    """
    check_rights(caller, asked.format)
    try:
        with reader_of(request) as reader:
            story = reader.get(("account", account), lambda analysis: story_of(analysis, account))
    except UsageError as error:
        raise NotThere(error.message, error.help) from None
    told = story.to_dict()
    if not caller.may(Right.EVIDENCE):
        told = account_without_personal(told)
    return send(
        request,
        caller,
        told,
        asked={"account": account},
        format=asked.format,
        table=lambda: flatten(told["touches"] or []),
        name="account",
    )
