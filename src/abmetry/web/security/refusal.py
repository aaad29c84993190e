"""A request that is turned away before there can be a page: one sentence, in the reader's language."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import Scope

from abmetry.lang.language import LANGUAGES
from abmetry.lang.message import Message
from abmetry.lang.words import Words

_LOOKED_AT = 4096


def refusal(scope: Scope, sentence: Message, status: int) -> PlainTextResponse:
    """The sentence by which a request is turned away.

    Args:
        scope: The request; its address may name a language, else it is the workspace's.
        sentence: Why.
        status: Of the response.
    """
    language = _asked(scope) or _of_workspace(scope)
    headers = {"content-language": language}
    return PlainTextResponse(Words(language).text(sentence), status, headers)


def _asked(scope: Scope) -> str | None:
    given = parse_qs(scope.get("query_string", b"")[:_LOOKED_AT].decode("latin-1")).get("lang", [""])[-1]
    return given if given in LANGUAGES else None


def _of_workspace(scope: Scope) -> str:
    builds = getattr(getattr(scope.get("app"), "state", None), "builds", None)
    return builds.workspace.settings.workspace.language if builds is not None else "en"
