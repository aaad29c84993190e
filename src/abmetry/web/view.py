"""What a page is made with: the reader, the scope, the words, and who is looking."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from abmetry import __version__
from abmetry.access.caller import Caller
from abmetry.access.roles import Right
from abmetry.answers.answer import Answer
from abmetry.answers.question import Question
from abmetry.lang.language import LANGUAGES
from abmetry.lang.words import Words
from abmetry.serving.reader import Reader
from abmetry.web.navigation import ENTRIES, NAVIGATION
from abmetry.web.patience import Patience
from abmetry.web.rendering import environment
from abmetry.web.scope import KEYS, Scope
from abmetry.web.scope_bar import COHORTS, COMPARED, ScopeBar, scope_bar
from abmetry.web.security.visitor import access_of, caller_of, csrf_of
from abmetry.workspace.settings import Settings

MAIN = "main"
"""What pages stand in, which a frame asks for anew."""


@dataclass
class View:
    """One request for a page.

    Attributes:
        request: The request.
        reader: The build, and all that can be asked of it.
        scope: What the address narrows the page to.
        words: The reader's language.
        caller: Who is looking.
        is_audited: Whether what was asked is written down already.
    """

    request: Request
    reader: Reader
    scope: Scope
    words: Words
    caller: Caller
    is_audited: bool = False

    @property
    def settings(self) -> Settings:
        """The settings of the workspace."""
        return self.reader.settings

    @property
    def patience(self) -> Patience:
        """How long whoever is looking is kept waiting."""
        patience: Patience = self.request.app.state.patience
        return patience

    @property
    def is_fragment(self) -> bool:
        """Whether the page is there already and asks for a part of itself."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def is_whole(self) -> bool:
        """Whether it is asked for as a page: by address, or by the frame of one that stands there already."""
        return not self.is_fragment or self.request.headers.get("hx-target") == MAIN

    @cached_property
    def bar(self) -> ScopeBar:
        """The scope bar."""
        return scope_bar(self.scope, self.reader.analysis, self.reader.choices(), self.words)

    @property
    def own(self) -> dict[str, list[str]]:
        """The page's own keys in the address, and their values."""
        query = self.request.query_params
        return {key: query.getlist(key)[:50] for key in query if key not in KEYS}

    def param(self, key: str, default: str = "") -> str:
        """A value of the page's own in the address."""
        return self.request.query_params.get(key, "").strip()[:300] or default

    def number(self, key: str, default: int = 1, least: int = 1, most: int = 10_000) -> int:
        """A whole number of the page's own in the address; the default where it is none."""
        given = self.param(key)
        return min(max(int(given), least), most) if given.isascii() and given.isdecimal() else default

    def question(self, *kpis: str, **changes: Any) -> Question:
        """The question of the page's scope about these KPIs; not split, whatever the address says."""
        return self.scope.question(*kpis, **{"by": (), **changes})

    def answer(self, *kpis: str, **changes: Any) -> Answer:
        """Its answer."""
        return self.reader.answer(self.question(*kpis, **changes))

    def url(self, path: str, **changes: Any) -> str:
        """The address of another page with the same scope."""
        return path + self.scope.query(**changes)

    def here(self, **changes: Any) -> str:
        """The address of this very page, the page's own keys among it, with some of them changed."""
        return self.request.url.path + self.scope.query(**{**self.own, **changes})

    def here_at(self, path: str, **changes: Any) -> str:
        """The same, of a part of this page, or of the page that this is a part of."""
        return path + self.scope.query(**{**self.own, **changes})

    def may(self, right: str) -> bool:
        """Whether whoever is looking may."""
        return self.caller.may(Right(right))

    def render(self, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
        """A page, or a part of one, from its template.

        Args:
            template: Its file.
            status: Status of the response.
            context: What it shows; ``page`` names the entry of the navigation.
        """
        text = environment().get_template(template).render({**self.common(), **context})
        if status == 200:
            self._write_down()
        return HTMLResponse(text, status)

    def audit(self, action: str, asked: Any, rows: int | None, **more: Any) -> None:
        """Write down what somebody asked, saw or took away, where there are users: once for each request."""
        self.is_audited = True
        access = access_of(self.request)
        if access is not None:
            access.audit.record(self.caller, action, asked, rows, **more)

    def _write_down(self) -> None:
        """Write down the questions that the page asked, as one entry, unless it has written down more itself."""
        told = [] if self.is_audited else asked_of(self.reader.told)
        if not told:
            return
        kpis = dict.fromkeys(
            kpi for question, _ in told if isinstance(question, Question) for kpi in question.kpis
        )
        accounts = [name for name, _ in told if isinstance(name, str)]
        rows = sum(len(found) if isinstance(found, Answer) else 1 for _, found in told)
        more = {"account": accounts[0] if accounts else None, "page": self.request.url.path}
        self.audit("ask", self.question(*kpis), rows, **more)

    def common(self) -> Mapping[str, Any]:
        """What every template can use."""
        return {
            "view": self,
            "t": self.words.text,
            "plural": self.words.plural,
            "words": self.words,
            "url": self.url,
            "here": self.here,
            "here_at": self.here_at,
            "scope": self.scope,
            "navigation": NAVIGATION,
            "entries": ENTRIES,
            "languages": LANGUAGES,
            "visitor": self.caller,
            "cohort_names": COHORTS,
            "compare_names": COMPARED,
            "csrf": csrf_of(self.request),
            "version": __version__,
            "path": self.request.url.path,
            "workspace_name": self.settings.workspace.name,
        }


def asked_of(told: Iterable[tuple[Hashable, Any]]) -> list[tuple[Question | str, Any]]:
    """The questions, and the names of accounts, that a reader asked of; and what was found."""
    found: list[tuple[Question | str, Any]] = []
    for key, answer in told:
        parts = key if isinstance(key, tuple) else (key,)
        if parts[0] == "account":
            found.append((str(parts[1]), answer))
        found.extend((part, answer) for part in parts if isinstance(part, Question))
    return found


@lru_cache(maxsize=64)
def words_of(language: str, calendar: str, fiscal_year_starts: int) -> Words:
    """The words of a language; they are the same for all."""
    return Words(language, calendar=calendar, fiscal_year_starts=fiscal_year_starts)  # type: ignore[arg-type]


def words_for(scope: Scope, settings: Settings) -> Words:
    """The words that an address asks for, else the workspace's.

    Raises:
        UsageError: There is no such language.
    """
    said = settings.workspace
    return words_of(scope.lang or said.language, scope.calendar or said.calendar, said.fiscal_year_starts)


def view_of(request: Request) -> Iterator[View]:
    """The view of a request: the build is held until the page is made."""
    caller = caller_of(request)
    state = request.app.state
    scope = Scope.of(request.query_params)
    with Reader(state.builds, state.answers) as reader:
        yield View(request, reader, scope, words_for(scope, reader.settings), caller)


Viewed = Annotated[View, Depends(view_of)]
"""Type of the argument of a page's function."""
