"""What advertising platforms report of campaigns and companies: impressions and clicks as touches, and spend."""

from __future__ import annotations

from collections.abc import Callable

from abmetry.sources.files.maps.column_map import (
    EXPORT,
    ColumnMap,
    constant,
    first_of_each,
    hashed,
    number_sql,
)
from abmetry.sources.phrases import host_sql
from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one

_DAY = ("Start Date (in UTC)", "Day", "Date", "Gregorian date", "Time period", "date")
_CAMPAIGN = ("Campaign ID", "Campaign Id", "campaign_id", "Campaign Name", "Campaign name", "Campaign")
_CAMPAIGN_NAME = ("Campaign Name", "Campaign name", "Campaign", *_CAMPAIGN)
_COMPANY = ("Company Name", "Company", "Account name (company)")
_WEBSITE = ("Company Website", "Company Domain", "Website", "Domain")
_CRM = ("CRM Account ID", "account_id")
_SEEN = ("Impressions", "Impr.", "impressions")
_CLICKED = ("Clicks", "clicks")
_SPENT = ("Total Spent", "Cost", "Spend", "Amount spent", "Spend (USD)", "cost")
_CURRENCY = ("Currency", "Currency code", "Currency Code", "currency")
_PLACED = ("Placement", "Ad Format", "Network")


def _some(*columns: str) -> Callable[[Row], str]:
    def sql(row: Row) -> str:
        return f"coalesce({number_sql(row, *columns)}, 0) > 0" if row.has(*columns) else "false"

    return sql


def _plain_number(*columns: str) -> Rule:
    return Rule(columns, "", lambda row: f"cast({number_sql(row, *columns)} as varchar)")


def _touches(kind: str, channel: str, columns: tuple[str, ...]) -> TableRules:
    return TableRules(
        EXPORT,
        "touches",
        {
            "touch_id": hashed(f"{kind}:", _DAY, _CAMPAIGN, _CRM, _WEBSITE, _COMPANY, _PLACED),
            "occurred_at": one(*_DAY),
            "kind": constant(kind, *columns),
            "channel": constant(channel, *columns),
            "placement": one(*_PLACED),
            "campaign_id": one(*_CAMPAIGN),
            "account_id": one(*_CRM),
            "ip": Rule(
                _WEBSITE,
                "the company's web domain, as a host's name: identity finds the account",
                lambda row: host_sql(row.dialect, row.first(*_WEBSITE)),
            ),
            "quantity": _plain_number(*columns),
        },
        where=_some(*columns),
        rows=f"days with {columns[0].lower()}",
    )


def _platform(about: str, channel: str, known: str) -> ColumnMap:
    return ColumnMap(
        about=about,
        mapping=(
            _touches("ad_impression", channel, _SEEN),
            _touches("ad_click", channel, _CLICKED),
            TableRules(
                EXPORT,
                "spend",
                {
                    "spent_on": one(*_DAY),
                    "amount": _plain_number(*_SPENT),
                    "currency": one(*_CURRENCY),
                    "campaign_id": one(*_CAMPAIGN),
                    "channel": constant(channel, *_SPENT),
                    "account_id": one(*_CRM),
                },
                where=_some(*_SPENT),
                rows="days on which something was spent",
            ),
            TableRules(
                EXPORT,
                "campaigns",
                {
                    "campaign_id": one(*_CAMPAIGN),
                    "name": Rule(_CAMPAIGN_NAME, "", lambda row: row.first(*_CAMPAIGN_NAME)),
                    "channel": constant(channel, *_CAMPAIGN),
                },
                rows="the first row of every campaign",
                joins=lambda row: first_of_each(row, *_CAMPAIGN),
                rest=False,
            ),
        ),
        header=(_DAY, _CAMPAIGN, (*_SEEN, *_CLICKED, *_SPENT)),
        known=known,
        left_out=(LeftOut("Rows of totals are sums of the others.", _is_total),),
    )


def _is_total(row: Row) -> str:
    """A row without a day, or whose first cells say that it is a total."""
    first = row.file.columns[0]
    return f"({row.word(first)} like 'total%' or {row.first(*_DAY)} is null)" if row.has(*_DAY) else "false"


MAPS = {
    "linkedin_ads": _platform(
        "LinkedIn Campaign Manager: campaigns by day, or companies by day and campaign.",
        "social_ads",
        "Impressions, Clicks and Total Spent are LinkedIn's own names; the other headings, and whether a report of"
        " companies has their websites, are not checked against an export. Companies by name only stay unresolved,"
        " until `columns.touches.account_id` names a column of accounts.",
    ),
    "google_ads": _platform(
        "Google Ads: campaigns by day.",
        "search",
        "Headings of the English report (Day, Campaign ID, Impr., Clicks, Cost, Currency code), not checked against"
        " an export.",
    ),
    "microsoft_ads": _platform(
        "Microsoft Advertising: campaigns by day.",
        "search",
        "Headings of the English report (Gregorian date, Campaign ID, Impressions, Clicks, Spend), not checked"
        " against an export.",
    ),
}
