"""The kinds of touches and what each means (KPIS.md, "Touch kinds")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["inbound", "outbound"]

# The kind that a campaign membership with a response has among touches; sources cannot give it.
RESPONSE = "response"


@dataclass(frozen=True)
class TouchKind:
    """What a kind of touch is by default.

    Attributes:
        name: The canonical word.
        engagement: An inbound row of this kind is something the account did.
        counted: It counts as a touch in "touches per won account".
        minutes: Default engagement minutes.
        category: Category of a touch without a channel; None for none.
        direction: Direction of a touch that does not say; None where it has none.
        actual_minutes: Its duration, where known, replaces the default minutes.
        two_way: An outbound one is an engagement too.
    """

    name: str
    engagement: bool
    counted: bool
    minutes: float
    category: str | None
    direction: Direction | None = "inbound"
    actual_minutes: bool = False
    two_way: bool = False


_KINDS = (
    TouchKind("page_view", True, True, 1, "marketing"),
    TouchKind("page_ping", False, False, 0, "marketing"),
    TouchKind("ad_impression", False, False, 0, "marketing", "outbound"),
    TouchKind("ad_click", True, True, 1, "marketing"),
    TouchKind("ad_conversion", True, True, 5, "marketing"),
    TouchKind("email_sent", False, True, 0, "sales", "outbound"),
    TouchKind("email_open", False, False, 0, "marketing"),
    TouchKind("email_click", True, True, 1, "marketing"),
    TouchKind("email_reply", True, True, 5, "sales"),
    TouchKind("email_received", True, True, 5, "sales"),
    TouchKind("email_bounce", False, False, 0, None),
    TouchKind("call", False, True, 0, "sales", "outbound"),
    TouchKind("call_answered", True, True, 5, "sales", "outbound", actual_minutes=True, two_way=True),
    TouchKind("voicemail", False, True, 0, "sales", "outbound"),
    TouchKind("meeting", True, True, 30, "sales", None, actual_minutes=True, two_way=True),
    TouchKind("chat", True, True, 5, "marketing", None, actual_minutes=True, two_way=True),
    TouchKind("form_submit", True, True, 5, "marketing"),
    TouchKind("download", True, True, 10, "marketing"),
    TouchKind("event_invited", False, True, 0, "marketing", "outbound"),
    TouchKind("event_registered", True, True, 1, "marketing"),
    TouchKind("event_attended", True, True, 60, "marketing", actual_minutes=True),
    TouchKind("webinar_invited", False, True, 0, "marketing", "outbound"),
    TouchKind("webinar_registered", True, True, 1, "marketing"),
    TouchKind("webinar_attended", True, True, 30, "marketing", actual_minutes=True),
    TouchKind("social_follow", True, True, 1, "social"),
    TouchKind("social_like", True, True, 1, "social"),
    TouchKind("social_share", True, True, 1, "social"),
    TouchKind("social_comment", True, True, 1, "social"),
    TouchKind("direct_mail", False, True, 0, "marketing", "outbound"),
    TouchKind("product_session", True, True, 10, "product", actual_minutes=True),
    TouchKind("task_done", False, False, 0, "sales", "outbound"),
)

TOUCH_KINDS: dict[str, TouchKind] = {kind.name: kind for kind in _KINDS}
