"""Answers on their way out: in the shape asked for, and written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from fastapi import Request
from fastapi.responses import Response

from abmetry.access.access import Access
from abmetry.access.caller import Caller
from abmetry.access.roles import Right
from abmetry.answers.question import Question
from abmetry.serving.reader import Reader

PATIENCE = 120.0

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}

FILES: dict[str, Any] = {
    "text/csv": {"schema": {"type": "string"}, "example": '"kpi","value"\n"engaged_accounts",312\n'},
    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
}
"""The other shapes of an answer, for the description of the API."""


PAGING = {
    "X-Total-Count": {"description": "Rows of all pages.", "schema": {"type": "integer"}},
    "Link": {"description": 'The next page, as `<address>; rel="next"`.', "schema": {"type": "string"}},
}
"""The headers of a page, for the description of the API."""


def paging(request: Request, offset: int, rows: int, total: int) -> dict[str, str]:
    """The headers of a page of that many rows, after so many, of that total."""
    headers = {"x-total-count": str(total)}
    after = offset + rows
    if rows and after < total:
        headers["link"] = f'<{request.url.include_query_params(offset=after)}>; rel="next"'
    return headers


def reader_of(request: Request) -> Reader:
    """A reader of the current build; close it.

    Raises:
        Unanswerable: Nothing is built yet.
    """
    return Reader(request.app.state.builds, request.app.state.answers, PATIENCE)


def check_rights(caller: Caller, format: str, question: Question | None = None) -> None:
    """Make sure, before any work, that somebody may have an answer in that shape.

    Raises:
        Refused: They may not.
    """
    caller.require(Right.ANSWERS)
    if format != "json":
        caller.require(Right.EXPORT)
    if question is not None and question.known_at is not None:
        caller.require(Right.EVIDENCE)


def send(
    request: Request,
    caller: Caller,
    data: Any,
    *,
    action: str = "ask",
    asked: Any = None,
    format: str = "json",
    table: Callable[[], pa.Table] | None = None,
    name: str = "answer",
    rows: int | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """Write down who asked what, and answer.

    Args:
        request: The request.
        caller: Who asks.
        data: The objects of the JSON.
        action: What is done, if it is no export.
        asked: What was asked.
        format: json, csv or parquet.
        table: The rows of CSV and Parquet; None: only JSON can be had.
        name: Of the file.
        rows: How many rows are told; None: those of the data.
        headers: Further headers.
        more: What else belongs to the question.
    """
    told = rows if rows is not None else len(data) if isinstance(data, list) else 1
    access: Access | None = getattr(request.app.state, "access", None)
    if access is not None:
        export: dict[str, Any] = {} if format == "json" else {"format": format}
        access.audit.record(caller, "export" if export else action, asked, told, of=name, **export, **more)
    headers = {"cache-control": "no-store", **(headers or {})}
    if format == "json" or table is None:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return Response(text, media_type=MEDIA_TYPES["json"], headers=headers)
    from abmetry.answers.written import csv_bytes, parquet_bytes

    content = (csv_bytes if format == "csv" else parquet_bytes)(table())
    headers["content-disposition"] = f'attachment; filename="{name}.{format}"'
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)
