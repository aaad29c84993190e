"""Stage 2: advertising, and what target accounts do on the site (KPIS.md)."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from abmetry.kpis.kpi import Better, Family, Kpi, Unit
from abmetry.kpis.measure import Measure, any_row, count_of, sum_of
from abmetry.kpis.shape import Shape, account_count, rate, share, total

_ADS = {"placement": "placement", "channel": "channel", "campaign": "campaign_id"}
_VISITS = {"channel": "channel", "campaign": "campaign_id"}


def _times(where: str) -> Measure:
    """How often touches of a kind happened, daily totals by their quantity."""
    shown = ("occurred_at", "kind", "channel", "campaign_id", "person_id")
    return sum_of("touches", "quantity", where, shows=shown)


_IMPRESSIONS = _times("kind = 'ad_impression'")
_CLICKS = _times("kind = 'ad_click'")


def _declared(
    kpi_id: str,
    title: str,
    question: str,
    definition: str,
    shape: Shape,
    by: Mapping[str, str],
    unit: Unit = Unit.COUNT,
    better: Better = "higher",
    settings: tuple[str, ...] = (),
    needs: tuple[str, ...] = ("accounts", "touches"),
    bounds: tuple[float, float] | None = None,
) -> Kpi:
    return Kpi(
        id=kpi_id,
        title=title,
        question=question,
        definition=definition,
        family=Family.ENGAGED,
        unit=unit,
        better=better,
        source="T",
        needs=needs,
        population="T",
        shape=shape,
        bounds=bounds,
        by=by,
        settings=settings,
    )


KPIS = (
    _declared(
        "ad_impressions",
        "Ad impressions",
        "How often do target accounts see our ads?",
        "Ad impressions served to target accounts in the period.",
        total(_IMPRESSIONS),
        _ADS,
        better="neither",
    ),
    _declared(
        "ad_clicks",
        "Ad clicks",
        "How often do target accounts click our ads?",
        "Ad clicks by target accounts in the period.",
        total(_CLICKS),
        _ADS,
    ),
    _declared(
        "ad_click_rate",
        "Ad click rate",
        "Which share of the impressions is clicked?",
        "Ad clicks / ad impressions, of target accounts in the period.",
        share(_CLICKS, _IMPRESSIONS),
        _ADS,
        unit=Unit.PERCENT,
        bounds=(0, inf),
    ),
    _declared(
        "view_through_visits",
        "View-through visits",
        "How often does an account visit us after it saw an ad and clicked none?",
        (
            "Web visits by target accounts in the period whose latest ad event in the 30 days before is an impression,"
            " with no ad click in those 30 days; ad events with a visitor are matched to that visitor's visits, those"
            " without to the account's."
        ),
        total(count_of("sessions", "is_view_through")),
        _VISITS,
    ),
    _declared(
        "view_through_conversions",
        "View-through conversions",
        "How often does an account convert after it saw an ad and clicked none?",
        (
            "Forms, chats and ad conversions of target accounts in the period whose latest ad event in the 30 days"
            " before is an impression, with no ad click in those 30 days."
        ),
        total(_times("is_view_through_conversion and is_engagement")),
        {"kind": "kind", **_VISITS},
    ),
    _declared(
        "website_visits",
        "Website visits",
        "How often do target accounts visit our site?",
        "Sessions of target accounts that began in the period.",
        total(count_of("sessions")),
        _VISITS,
        settings=("pages",),
    ),
    _declared(
        "visiting_accounts",
        "Visiting accounts",
        "How many target accounts visit our site?",
        "Target accounts with at least one page view in the period.",
        account_count(
            any_row("touches", "is_web_view", order="occurred_at", shows=("occurred_at", "link_rule"))
        ),
        _VISITS,
        settings=("pages",),
    ),
    _declared(
        "high_value_page_visits",
        "High-value page visits",
        "How often do target accounts look at the pages that matter most?",
        "Page views by target accounts in the period of pages that `pages.high_value` matches.",
        total(_times("is_high_value")),
        _VISITS,
        settings=("pages",),
    ),
    _declared(
        "chat_conversations",
        "Chat conversations",
        "How often do target accounts chat with us?",
        "Chats of target accounts in the period with at least one message of the visitor.",
        total(_times("kind = 'chat' and is_engagement")),
        _VISITS,
    ),
    _declared(
        "deanonymization_rate",
        "De-anonymization rate",
        "Which share of the anonymous visitors do we come to know?",
        (
            "Visitors of target accounts who were anonymous at their first page view in the period and are linked to a"
            " known person by t / visitors of target accounts who were anonymous at that view."
        ),
        rate(count_of("anonymous_visitors", "is_known"), count_of("anonymous_visitors")),
        {},
        unit=Unit.PERCENT,
        settings=("identity",),
        needs=("accounts", "touches", "people"),
    ),
)
