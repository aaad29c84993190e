"""The names that logs and trackers give their columns."""

from __future__ import annotations

REQUESTS: dict[str, tuple[str, ...]] = {
    "host": ("host", "c-ip", "client_ip", "clientip", "remote_host", "remote_addr", "ip"),
    "login": ("authuser", "cs-username", "remote_user", "user"),
    "time": ("time", "timestamp", "@timestamp", "datetime", "date_time", "time_local"),
    "method": ("method", "cs-method", "request_method", "verb"),
    "url": ("url", "cs-uri", "cs-uri-stem", "request_uri", "request_path", "path", "uri"),
    "query": ("cs-uri-query", "query_string"),
    "status": ("status", "response", "sc-status", "status_code"),
    "referrer": ("referer", "referrer", "cs(referer)", "http_referer"),
    "agent": ("useragent", "user_agent", "user-agent", "cs(user-agent)", "http_user_agent", "agent"),
    "cookie": ("cookie", "cs(cookie)"),
}
"""What is told of a request, and the columns that tell it, in lower case; the first that a log has counts."""

EVENT_ID = ("event_id", "messageId", "message_id", "id", "uuid")
EVENT_TIME = (
    "derived_tstamp",
    "collector_tstamp",
    "dvce_created_tstamp",
    "originalTimestamp",
    "original_timestamp",
    "timestamp",
    "event_timestamp",
    "time",
    "created_at",
)
EVENT_NAME = ("event_name", "event", "type", "event_type")
VISITOR = (
    "domain_userid",
    "network_userid",
    "anonymousId",
    "anonymous_id",
    "user_pseudo_id",
    "visitor_id",
    "client_id",
)
ADDRESS = ("email", "user_email", "traits.email", "user_id", "userId")
SESSION = ("domain_sessionid", "session_id", "ga_session_id")
URL = ("page_url", "page_location", "context.page.url", "url")
REFERRER = ("page_referrer", "page_referrer_url", "context.page.referrer", "referrer", "referer")
AGENT = ("useragent", "user_agent", "context.userAgent", "context_user_agent")
IP = ("user_ipaddress", "ip_address", "context.ip", "context_ip", "ip")
CAMPAIGN = ("mkt_campaign", "utm_campaign", "context.campaign.name", "campaign")
TARGET = ("target_url", "targetUrl", "link_url")
SECONDS = ("duration_seconds", "engagement_time_seconds")

EVENTS = (
    *EVENT_ID, *EVENT_TIME, *EVENT_NAME, *VISITOR, *ADDRESS, *SESSION, *URL, *REFERRER, *AGENT, *IP, *CAMPAIGN, *TARGET,
    *SECONDS,
)  # fmt: skip
"""Every column of an event that is read."""

TRACKER = ("domain_userid", "collector_tstamp", "derived_tstamp")
"""Columns that only Snowplow's events have; its times are UTC."""

SNOWPLOW_FIELDS = 131
"""Fields of a line of Snowplow's enriched events, which come without a header."""

SNOWPLOW_PLACES = {
    "collector_tstamp": 4, "dvce_created_tstamp": 5, "event": 6, "event_id": 7, "user_id": 13, "user_ipaddress": 14,
    "domain_userid": 16, "network_userid": 18, "page_url": 30, "page_referrer": 32, "mkt_campaign": 52,
    "useragent": 78, "domain_sessionid": 124, "derived_tstamp": 125, "event_name": 127,
}  # fmt: skip
"""Where in such a line a field is, from 1 on (Snowplow's documentation, "Stream file format")."""

EMPTY = ("NULL", "null", "\\N", "-")
"""What stands for nothing."""
