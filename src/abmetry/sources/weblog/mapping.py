"""Which part of a request, and which column of an event, becomes which canonical column."""

from __future__ import annotations

from collections.abc import Callable

from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one
from abmetry.sources.weblog.columns import (
    ADDRESS,
    AGENT,
    CAMPAIGN,
    EVENT_ID,
    EVENT_NAME,
    EVENT_TIME,
    IP,
    REFERRER,
    SECONDS,
    SESSION,
    TARGET,
    URL,
    VISITOR,
)
from abmetry.workspace.sources import DOWNLOADS

OBJECTS = ("requests", "events")

KINDS = {
    "page": "page_view",
    "pageview": "page_view",
    "$pageview": "page_view",
    "page ping": "page_ping",
    "heartbeat": "page_ping",
    "ping": "page_ping",
    "link_click": "page_ping",
    "click": "page_ping",
    "submit_form": "form_submit",
    "form_submission": "form_submit",
    "generate_lead": "form_submit",
    "file_download": "download",
}
"""What trackers call the kinds of touches; a click on a link is, like a ping, a sign of life on the page."""

_CLICKS = ("link_click", "click")
_LEFT_OUT = {
    "nothing": "A line that holds no request is no visit.",
    "method": "Requests of another method than GET are no page views.",
    "error": "Requests that ended in an error (status 400 and above) showed no page.",
    "elsewhere": "Requests that were sent elsewhere or in parts (statuses but 200 and 304) are told by others.",
    "asset": "Pictures, scripts and the like (`assets`), and files for machines (robots.txt), are no pages.",
}


def _left_out(what: str) -> Callable[[Row], str]:
    return lambda _: f"raw.what = '{what}'"


def _channel(row: Row) -> str:
    del row
    return "'web'"


def _event_name(row: Row) -> str:
    """The event's name; a click on a link to a download is one."""
    name = row.first(*EVENT_NAME)
    if not row.has(*TARGET):
        return name
    target = row.dialect.regexp_replace(f"lower({row.first(*TARGET)})", "[?#].*$", "")
    endings = "|".join(DOWNLOADS)
    loads = row.dialect.regexp_matches(target, rf"\.({endings})$")
    clicks = row.dialect.in_list(f"lower({name})", _CLICKS)
    return f"case when {clicks} and coalesce({loads}, false) then 'file_download' else {name} end"


def _seconds(row: Row) -> str:
    clicks = row.dialect.in_list(f"lower({row.first(*EVENT_NAME)})", _CLICKS)
    given = row.first(*SECONDS)
    return f"coalesce({given}, case when coalesce({clicks}, false) then '0' end)"


def _address(row: Row) -> str:
    """What is an e-mail address of the columns that may hold one."""
    parts = [row.first(name) for name in ADDRESS if row.has(name)]
    held = [f"case when {row.dialect.contains(part, '@')} then {part} end" for part in parts]
    return f"coalesce({', '.join(held)}, null)"


def _visitor(row: Row) -> str:
    """The tracker's visitor, else a hash of address and agent."""
    hashed = row.dialect.hash_text(f"{row.first(*IP)} || ' ' || coalesce({row.first(*AGENT)}, '')")
    return f"coalesce({row.first(*VISITOR)}, 'log:' || substr({hashed}, 1, 16))"


def _first_logins(row: Row) -> str:
    """Keeps the first event of a visitor with an address."""
    if not row.has(*ADDRESS):
        return ""
    relation = row.dialect.identifier(row.file.relation)
    visitor, address = _visitor(row), _address(row)
    return (
        f"join (select min(raw._line) as first_line from {relation} as raw where {address} is not null"
        f" group by {visitor}, {address}) as logins on logins.first_line = raw._line"
    )


def _login_address(row: Row) -> str:
    return f"case when {row.dialect.contains('raw.login', '@')} then raw.login end"


_TOUCH_OF_REQUEST = {
    "touch_id": one("id", doc="a hash of the request; alike ones within a second are numbered"),
    "occurred_at": Rule(("time",), "with the log's own offset", lambda _: "raw.time"),
    "kind": one("what", doc="page_view; a download for a path that ends in one of `downloads`"),
    "channel": Rule(("what",), "web", _channel),
    "campaign_id": one("campaign", doc="utm_campaign of the address"),
    "visitor_id": one("visitor", doc="the cookie `visitor_cookie`, else the login, else a hash of host and agent"),
    "email": Rule(("login",), "a login that is an address", _login_address),
    "url": one("url"),
    "referrer": one("referrer"),
    "ip": one("host", doc="the network address, or the host's name"),
    "user_agent": one("agent"),
}  # fmt: skip

_TOUCH_OF_EVENT = {
    "touch_id": one(*EVENT_ID),
    "occurred_at": one(*EVENT_TIME, doc="Snowplow's are UTC"),
    "kind": Rule(EVENT_NAME, "a click on a link to a file of `downloads`: download", _event_name, KINDS),
    "channel": Rule(EVENT_NAME, "web", _channel),
    "campaign_id": one(*CAMPAIGN),
    "visitor_id": Rule((*VISITOR, *IP), "the visitor, else a hash of address and agent", _visitor),
    "email": Rule(ADDRESS, "the first that is an e-mail address", _address),
    "duration_seconds": Rule((*SECONDS, *EVENT_NAME), "of a click on a link 0", _seconds),
    "url": one(*URL),
    "referrer": one(*REFERRER),
    "ip": one(*IP),
    "user_agent": one(*AGENT),
    "thread_id": one(*SESSION, doc="the tracker's own session"),
}

MAPPING: tuple[TableRules, ...] = (
    TableRules(
        "requests",
        "touches",
        _TOUCH_OF_REQUEST,
        left_out=tuple(LeftOut(reason, _left_out(what)) for what, reason in _LEFT_OUT.items()),
    ),
    TableRules("events", "touches", _TOUCH_OF_EVENT),
    TableRules(
        "events",
        "visitor_links",
        {
            "visitor_id": _TOUCH_OF_EVENT["visitor_id"],
            "email": _TOUCH_OF_EVENT["email"],
            "linked_at": _TOUCH_OF_EVENT["occurred_at"],
            "how": Rule(ADDRESS, "login", lambda _: "'login'"),
        },
        where=lambda row: f"{_address(row)} is not null" if row.has(*ADDRESS) else "false",
        rows="the first event of a visitor with an e-mail address",
        joins=_first_logins,
    ),
)
