"""What a page is about, as its address says it: the address and the question say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, get_args
from urllib.parse import urlencode

from abmetry.answers.question import Cohort, Compare, Question
from abmetry.errors import UsageError
from abmetry.lang.message import message

LONGEST = 300
MOST = 40
CUSTOM = "custom"

_SEVERAL = {"list": "lists", "tier": "tiers", "where": "where", "by": "by"}
_ONE = {
    "owner": "owner",
    "cohort": "cohort",
    "period": "period",
    "from": "start",
    "to": "end",
    "compare": "compare",
    "as_of": "as_of",
    "known_at": "known_at",
    "rollup": "rollup",
    "lang": "lang",
    "calendar": "calendar",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "cohort": get_args(Cohort),
    "compare": get_args(Compare),
    "rollup": ("parent",),
    "calendar": ("gregory", "persian"),
}
KEYS = (*_SEVERAL, *_ONE)


class Query(Protocol):
    """The query of an address."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a key."""


@dataclass(frozen=True)
class Scope:
    """Scope, period and comparison of a page, and its language.

    Attributes are those of `Question`; ``lang`` and ``calendar`` are the reader's, None for the workspace's.
    """

    lists: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    owner: str | None = None
    cohort: str | None = None
    period: str | None = None
    start: str | None = None
    end: str | None = None
    compare: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    rollup: str | None = None
    lang: str | None = None
    calendar: str | None = None

    @classmethod
    def of(cls, query: Query) -> Scope:
        """The scope that an address names; empty values count as none.

        Two days count where the period is them, or not told at all: a form sends its days and its period together.

        Raises:
            UsageError: A value is too long, there are too many, or it is none that can be chosen.
        """
        found: dict[str, Any] = {}
        for key, name in _SEVERAL.items():
            if given := _given(query, key):
                found[name] = tuple(dict.fromkeys(given))
        for key, name in _ONE.items():
            if given := _given(query, key):
                found[name] = _chosen(key, given[-1])
        if found.get("period") == CUSTOM or not query.getlist("period"):
            found.pop("period", None)
        else:
            found.pop("start", None)
            found.pop("end", None)
        if found.get("cohort") == "abm":
            del found["cohort"]
        return cls(**found)

    def question(self, *kpis: str, **changes: Any) -> Question:
        """The question about these KPIs."""
        asked = Question(
            kpis=kpis,
            lists=self.lists,
            tiers=self.tiers,
            where=self.where,
            owner=self.owner,
            cohort=self.cohort or "abm",  # type: ignore[arg-type]
            rollup=self.rollup,  # type: ignore[arg-type]
            period=self.period,
            start=self.start,
            end=self.end,
            by=self.by,
            compare=self.compare,  # type: ignore[arg-type]
            as_of=self.as_of,
            known_at=self.known_at,
        )
        return replace(asked, **changes)

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """Keys and values of an address of this scope; a change to None leaves a key out.

        Args:
            changes: Keys of the address (``list_``, ``from_`` with a mark behind, since Python has the words) or of the
                page's own, and their new values.
        """
        new = {key.rstrip("_"): value for key, value in changes.items()}
        own: list[tuple[str, str]] = []
        for key, name in (_SEVERAL | _ONE).items():
            value = new.pop(key) if key in new else getattr(self, name)
            own.extend((key, one) for one in _several(value))
        own.extend((key, one) for key, value in new.items() for one in _several(value))
        return own

    def query(self, **changes: Any) -> str:
        """The query of an address of this scope, with its question mark; empty where all is as by default."""
        pairs = self.pairs(**changes)
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it differs from the scope by default, whatever the language."""
        plain = replace(self, lang=None, calendar=None)
        return any(getattr(plain, field.name) != field.default for field in fields(plain))


def _several(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _given(query: Query, key: str) -> list[str]:
    given = [value.strip() for value in query.getlist(key) if value.strip()]
    if len(given) > MOST:
        raise UsageError(message("The address names more than {most} of '{key}'.", most=MOST, key=key))
    if any(len(value) > LONGEST or "\x00" in value for value in given):
        raise UsageError(
            message(
                "A value of '{key}' in the address is longer than {longest} characters.",
                key=key,
                longest=LONGEST,
            )
        )
    return given


def _chosen(key: str, value: str) -> str:
    allowed = _CHOICES.get(key)
    if allowed is not None and value not in allowed:
        raise UsageError(
            message(
                "'{key}' can be {allowed}, not '{value}'.", key=key, allowed=", ".join(allowed), value=value
            )
        )
    return value
