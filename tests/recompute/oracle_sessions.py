"""Sessions: page views of one visitor, and when a new one begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from recompute.oracle_touches import Touch, Touches

GAP = timedelta(minutes=30)


@dataclass
class Session:
    """One session, known by its first page view."""

    first: Touch
    views: int
    campaign: str | None


def key_of(touch: Touch) -> tuple[str, ...] | None:
    """Whose page views these are: a visitor's, else a person's, else an account's at one network address."""
    if touch.visitor:
        return ("visitor", touch.visitor)
    if touch.person:
        return ("person", touch.person)
    return ("account", touch.account, touch.ip or "") if touch.account else None


def sessions(touches: Touches) -> list[Session]:
    """Every session that began before t; page views of nobody are a session each."""
    by_key: dict[tuple[str, ...], list[Touch]] = {}
    result: list[Session] = []
    for touch in touches.all:
        if touch.kind in ("page_view", "page_ping"):
            key = key_of(touch)
            if key is not None:
                by_key.setdefault(key, []).append(touch)
            elif touch.kind == "page_view":
                result.append(Session(touch, 1, touch.campaign))
    for listed in by_key.values():
        result += sessions_of_one(listed)
    return result


def sessions_of_one(touches: list[Touch]) -> list[Session]:
    """The sessions of one visitor's page views and pings, which come in order of time."""
    result: list[Session] = []
    current: Session | None = None
    previous: Touch | None = None
    for touch in touches:
        if previous is not None and touch.moment.at - previous.moment.at > GAP:
            current = None
        if previous is not None and touch.thread and previous.thread and touch.thread != previous.thread:
            current = None
        previous = touch
        if touch.kind == "page_ping":
            continue
        turned = (
            current is not None and current.campaign and touch.campaign and touch.campaign != current.campaign
        )
        if current is None or turned:
            current = Session(touch, 0, None)
            result.append(current)
        current.views += 1
        current.campaign = touch.campaign or current.campaign
    return result
