"""Touches as arrays of codes, and their Arrow tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from abmetry.sample.columns import ids
from abmetry.sample.draws import Bools, Ints

KINDS = (
    "page_view", "page_ping", "ad_impression", "ad_click", "ad_conversion", "email_sent", "email_open",
    "email_click", "email_reply", "email_received", "email_bounce", "call", "call_answered", "voicemail",
    "meeting", "chat", "form_submit", "download", "event_invited", "event_registered", "event_attended",
    "webinar_invited", "webinar_registered", "webinar_attended", "social_follow", "social_like",
    "social_share", "social_comment", "direct_mail", "product_session", "task_done",
)  # fmt: skip
KIND = {name: code for code, name in enumerate(KINDS)}
DIRECTIONS = ("inbound", "outbound")
CHANNELS = (
    "web",
    "email",
    "ads",
    "search",
    "social_ads",
    "webinar",
    "event",
    "content",
    "direct_mail",
    "partner",
    "chat",
    "call",
    "sales_email",
    "meeting",
    "social",
    "product",
)
CHANNEL = {name: code for code, name in enumerate(CHANNELS)}
PLACEMENTS = ("web", "email_signature", "in_app")
SITE = "https://www.cartagrid.com"
PATHS = (
    "/",
    "/product",
    "/product/forecasting",
    "/product/planning",
    "/customers",
    "/blog/demand-planning",
    "/blog/data-quality",
    "/blog/inventory",
    "/resources/guide-to-planning",
    "/about",
    "/careers",
    "/pricing",
    "/demo",
    "/security",
    "/compare",
    "/integrations",
    "/webinars",
)
REFERRERS = (
    "https://www.google.com/",
    "https://www.linkedin.com/",
    "https://www.bing.com/",
    "https://news.cartagrid.com/",
)
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 (KHTML, like Gecko) Version/17.5 Safari/605.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "MailGuard LinkCheck/3.2",
)
PROXY_AGENT, FIRST_BOT = 4, 5
OUTCOMES = ("held", "no_show", "cancelled", "connected", "no_answer", "left_message")
TOPIC_WORDS = ("Planning", "Forecasting", "Data quality", "Supply risk", "Pricing", "Automation")

Part = dict[str, npt.NDArray[Any]]
"""Some touches: `at` (UTC seconds) and `kind`, and any of the columns below as codes; what is missing is null."""

CODES = (
    "direction",
    "channel",
    "placement",
    "campaign",
    "person",
    "visitor",
    "account",
    "mail",
    "user",
    "duration",
    "url",
    "referrer",
    "topic",
    "value",
    "quantity",
    "ip",
    "agent",
    "thread",
    "outcome",
)
ANONYMOUS = 20_000_000
"""Visitor numbers from here on are no known person's: four for each account, then strangers."""
STRANGERS = 40_000_000


def part(at: Ints, kind: str | Ints, rows: Bools | Ints | None = None, **codes: Any) -> Part:
    """Touches with the given codes (arrays or one number for all); `rows`: only these of them."""
    keep = np.arange(len(at)) if rows is None else np.arange(len(at))[rows]
    made: Part = {
        "at": at[keep],
        "kind": np.full(len(keep), KIND[kind]) if isinstance(kind, str) else kind[keep],
    }
    for name, value in codes.items():
        made[name] = value[keep] if isinstance(value, np.ndarray) else np.full(len(keep), value)
    return made


def together(parts: list[Part], end: int) -> Part:
    """All touches before UTC second `end`, in order of time."""
    at = np.concatenate([p["at"] for p in parts])
    order = np.flatnonzero(at < end)
    order = order[np.argsort(at[order], kind="stable")]
    made: Part = {"at": at[order], "kind": np.concatenate([p["kind"] for p in parts])[order]}
    for name in CODES:
        made[name] = np.concatenate([p.get(name, np.full(len(p["at"]), -1)) for p in parts])[order]
    return made


@dataclass
class Pools:
    """Texts behind the codes of people and accounts: those from `person` and `account` on."""

    person: int
    person_ids: Any
    emails: Any
    account: int
    account_ids: Any
    campaign_ids: Any
    user_ids: Any


def _coded(pool: Any, codes: npt.NDArray[Any]) -> Any:
    values = pool if isinstance(pool, pa.Array) else pa.array(list(pool), pa.string())
    index = pa.array(codes.astype(np.int32), pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(index, values)


def _addresses(codes: npt.NDArray[Any]) -> Any:
    """Network addresses of the block kept for measurements (RFC 2544), which nobody owns."""
    pool = [f"198.{18 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}" for i in np.unique(codes[codes >= 0]).tolist()]
    places = np.searchsorted(np.unique(codes[codes >= 0]), codes)
    return _coded(pool, np.where(codes >= 0, places, -1))


def touches_table(touches: Part, first_id: int, pools: Pools) -> Any:
    """The canonical table `touches` of one part, ids counted from `first_id`."""
    n = len(touches["at"])

    def numbers(name: str) -> Any:
        return pa.array(touches[name].astype(np.int64), pa.int64(), mask=touches[name] < 0)

    thread = touches["thread"].astype(np.int64)
    made = {
        "touch_id": ids("T", np.arange(first_id, first_id + n), 8),
        "occurred_at": pa.array(touches["at"].astype("datetime64[s]"), pa.timestamp("us")).cast(
            pa.timestamp("us", "UTC")
        ),
        "kind": _coded(KINDS, touches["kind"]),
        "direction": _coded(DIRECTIONS, touches["direction"]),
        "channel": _coded(CHANNELS, touches["channel"]),
        "placement": _coded(PLACEMENTS, touches["placement"]),
        "campaign_id": _coded(pools.campaign_ids, touches["campaign"]),
        "person_id": _coded(pools.person_ids, _from(touches["person"], pools.person)),
        "visitor_id": ids("V", touches["visitor"].astype(np.int64), 8),
        "account_id": _coded(pools.account_ids, _from(touches["account"], pools.account)),
        "email": _coded(pools.emails, _from(touches["mail"], pools.person)),
        "user_id": _coded(pools.user_ids, touches["user"]),
        "duration_seconds": numbers("duration"),
        "url": _coded([SITE + p for p in PATHS], touches["url"]),
        "referrer": _coded(REFERRERS, touches["referrer"]),
        "topic": _coded(TOPIC_WORDS, touches["topic"]),
        "value": pa.array(touches["value"].astype(np.float64), pa.float64(), mask=touches["value"] < 0),
        "quantity": numbers("quantity"),
        "ip": _addresses(touches["ip"]),
        "user_agent": _coded(AGENTS, touches["agent"]),
        "thread_id": ids("M", thread, 10),
        "outcome": _coded(OUTCOMES, touches["outcome"]),
    }
    return pa.table(made)


def _from(codes: npt.NDArray[Any], first: int) -> npt.NDArray[Any]:
    return np.where(codes >= 0, codes - first, -1)
