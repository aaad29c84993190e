"""The minutes that each touch kind gives by default: the table of touch kinds in the catalogue, and the
presets.
"""

from typing import Literal

Preset = Literal["abmetry", "engagio", "demandbase"]

DEFAULT_MINUTES: dict[str, float] = {
    "page_view": 1,
    "page_ping": 0,
    "ad_impression": 0,
    "ad_click": 1,
    "ad_conversion": 5,
    "email_sent": 0,
    "email_open": 0,
    "email_click": 1,
    "email_reply": 5,
    "email_received": 5,
    "email_bounce": 0,
    "call": 0,
    "call_answered": 5,
    "voicemail": 0,
    "meeting": 30,
    "chat": 5,
    "form_submit": 5,
    "download": 10,
    "event_invited": 0,
    "event_registered": 1,
    "event_attended": 60,
    "webinar_invited": 0,
    "webinar_registered": 1,
    "webinar_attended": 30,
    "social_follow": 1,
    "social_like": 1,
    "social_share": 1,
    "social_comment": 1,
    "direct_mail": 0,
    "product_session": 10,
    "task_done": 0,
    "response": 0,
}

# Engagio published when an account qualifies, not what a touch is worth; Demandbase published both.
PRESET_MINUTES: dict[Preset, dict[str, float]] = {
    "abmetry": {},
    "engagio": {},
    "demandbase": {
        "email_open": 0.1,
        "email_received": 1,
        "email_reply": 1,
        "call": 1,
        "call_answered": 1,
        "voicemail": 0.1,
        "email_sent": 0.1,
        "direct_mail": 0.1,
        "task_done": 0.1,
    },
}

PRESET_SENIORITY: dict[Preset, dict[str, float]] = {
    "abmetry": {},
    "engagio": {},
    "demandbase": {"c_level": 2.0, "vp": 1.5, "director": 1.25, "manager": 1.0, "other": 0.5},
}
