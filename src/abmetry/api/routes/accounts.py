"""Companies, and the state of the workspace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from abmetry.access.personal import account_without_personal
from abmetry.access.roles import Right
from abmetry.answers.account import account as story_of
from abmetry.answers.account_list import Listing
from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.query import AccountsQuery, FormatQuery, Text
from abmetry.api.sending import FILES, PAGING, check_rights, paging, reader_of, send
from abmetry.api.shapes.account import Account, AccountRow

router = APIRouter(tags=["Accounts"])


@router.get(
    "/accounts", response_model=list[AccountRow], responses={200: {"content": FILES, "headers": PAGING}}
)
def accounts(request: Request, caller: Asking, asked: Annotated[AccountsQuery, Query()]) -> Response:
    """The accounts of a scope, page by page: stage, tier, heat, surges, relationship, minutes, pipeline of each."""
    question = asked.question()
    check_rights(caller, asked.format, question)
    listing = Listing(
        search=asked.search,
        stages=tuple(asked.stages),
        signals=tuple(asked.signals),
        sort=asked.sort,
        limit=asked.limit,
        skip=asked.offset,
    )
    with reader_of(request) as reader:
        found = reader.account_list(question, listing)
    return send(
        request,
        caller,
        list(found.rows),
        asked=question,
        format=asked.format,
        table=found.to_arrow,
        name="accounts",
        headers=paging(request, asked.offset, len(found.rows), found.total),
        search=asked.search or None,
        stages=asked.stages or None,
        signals=asked.signals or None,
    )


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
    with reader_of(request) as reader:
        story = reader.get(("account", account), lambda analysis: story_of(analysis, account))
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
