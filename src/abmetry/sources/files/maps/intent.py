"""What vendors of intent data say that companies read about, week by week."""

from __future__ import annotations

from abmetry.sources.files.maps.column_map import EXPORT, ColumnMap
from abmetry.sources.phrases import host_sql
from abmetry.sources.rule import Row, Rule, TableRules, one

_DOMAIN = ("Domain", "Company Domain", "Company URL", "Company Website", "Website", "domain")
_TOPIC = ("Topic Name", "Topic", "Keyword", "Signal", "Category", "topic")
_WEEK = ("Week", "Week Start", "Report Date", "Date", "date_stamp", "Activity Date", "week")
_SCORE = (
    "Composite Score",
    "Company Surge Score",
    "Topic Score",
    "Surge Score",
    "Intent Score",
    "Score",
    "score",
)
_COUNT = ("Keyword Count", "Activity Count", "Total Activity", "Visits", "Count", "count")


def _monday(row: Row) -> str:
    """The Monday of the week that a day is in; text that is no ISO date stays."""
    text = row.first(*_WEEK)
    day = row.dialect.try_cast(f"substr({text}, 1, 10)", "date")
    return f"coalesce(cast({row.dialect.monday_of(day)} as varchar), {text})"


INTENT = ColumnMap(
    about="A row per company, topic and week, of Bombora, G2, 6sense and the like: a score from 0 to 100, or a count.",
    mapping=(
        TableRules(
            EXPORT,
            "intent",
            {
                "week": Rule(_WEEK, "its Monday", _monday),
                "topic": one(*_TOPIC),
                "account_id": one("account_id", "CRM Account ID", "Account ID"),
                "domain": Rule(
                    _DOMAIN, "its host name", lambda row: host_sql(row.dialect, row.first(*_DOMAIN))
                ),
                "score": one(*_SCORE),
                "count": one(*_COUNT),
                "vendor": one(
                    "Vendor", "vendor", doc='another way: `columns.intent.vendor = { otherwise = "bombora" }`'
                ),
            },
        ),
    ),
    header=(_TOPIC, _WEEK),
    known="Bombora's reports are described by topic, domain, composite score and report date; exact headings differ by"
    " vendor and contract, and are not checked against an export.",
)

MAPS = {"intent": INTENT}
