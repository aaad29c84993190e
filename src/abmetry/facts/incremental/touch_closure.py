"""Which touches have to be looked at again where some have, because what few of them need rests on others.

The daily cap goes through all touches of a person and day, responses that rest among them; a response is one with an
engagement of its person or account, campaign and day; a conversion rests on the ads of the month before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from abmetry.engine.dialect import Dialect
from abmetry.facts.touch_corrections import CAP_KEY, CAP_KEY_KIND, CONVERSIONS
from abmetry.facts.view_through import DAYS
from abmetry.model.kinds import RESPONSE
from abmetry.steps.fact import Step, steps_sql

_AD = "kind in ('ad_impression', 'ad_click')"
_MONTH = DAYS + 2
"""Days by the clock of any time zone that hold the days of the calendar in which an ad matters."""


@dataclass(frozen=True)
class Span:
    """The time of the touches that are looked at; bounds that an engine knows before it reads.

    Attributes:
        first: The first instant.
        last: The last.
        first_on: The first local day.
        last_on: The last.
    """

    first: datetime
    last: datetime
    first_on: date
    last_on: date

    def widened(self) -> Span:
        """The time in which all touches lie that rest on these, or that these rest on."""
        days = timedelta(days=_MONTH + 1)
        return Span(self.first - days, self.last + days, self.first_on - days, self.last_on + days)

    def joined(self, other: Span) -> Span:
        """The time from the earlier beginning to the later end."""
        return Span(
            min(self.first, other.first),
            max(self.last, other.last),
            min(self.first_on, other.first_on),
            max(self.last_on, other.last_on),
        )

    def holds(self, dialect: Dialect, column: str) -> str:
        """Whether an instant lies within."""
        first, last = (dialect.timestamp(at.isoformat(sep=" ")) for at in (self.first, self.last))
        return f"({column} >= {first} and {column} <= {last})"


def mates_sql(dialect: Dialect, looked_at: str, touches: str, responses: str, span: Span) -> str:
    """The ids of touches that share a day's cap, a campaign's day or an ad with others.

    Args:
        dialect: The engine's.
        looked_at: The relation of the rows, as they were and as they are, of the touches that are looked at.
        touches: The relation of all rows as they were.
        responses: The relation of all responses: `touch_id, campaign_id, occurred_on`.
        span: The time of the rows.
    """
    first_on, last_on = (dialect.date(day.isoformat()) for day in (span.first_on, span.last_on))
    in_days = f"t.occurred_on >= {first_on} and t.occurred_on <= {last_on}"
    key, kind = CAP_KEY.format("t"), CAP_KEY_KIND.format("t")
    paired = f"(t.kind = '{RESPONSE}' or t.is_engagement) and t.campaign_id is not null"
    steps = [
        Step(
            "days",
            f"""
            select distinct {kind} as cap_kind, {key} as cap_key, t.occurred_on
            from {looked_at} as t where {key} is not null
            """,
        ),
        Step(
            "of_one_day",
            f"""
            select t.touch_id from {touches} as t
            semi join (select distinct occurred_on from days) as d on d.occurred_on = t.occurred_on
            semi join days as k on k.occurred_on = t.occurred_on and k.cap_key = {key} and k.cap_kind = {kind}
            where {in_days}
            union all
            select t.touch_id from {touches} as t
            semi join days as k on k.occurred_on = t.occurred_on and k.cap_key = t.account_id and k.cap_kind = 3
            where t.is_response and t.kind <> '{RESPONSE}' and {in_days}
            """,
        ),
        Step(
            "campaign_days",
            f"""
            select distinct t.campaign_id, t.occurred_on, t.stakeholder_id, t.account_id
            from {looked_at} as t where {paired}
            """,
        ),
        Step(
            "of_one_campaign",
            f"""
            select t.touch_id from {touches} as t
            semi join campaign_days as c on c.campaign_id = t.campaign_id and c.occurred_on = t.occurred_on
                and (c.stakeholder_id = t.stakeholder_id or c.account_id = t.account_id)
            where {paired} and {in_days}
            union all
            select r.touch_id from {responses} as r
            semi join campaign_days as c on c.campaign_id = r.campaign_id and c.occurred_on = r.occurred_on
            """,
        ),
        Step(
            "ads",
            f"select distinct visitor_id, account_id, occurred_at from {looked_at} where {_AD}",
        ),
        Step(
            "converted",
            _near_sql(dialect, "ads", touches, dialect.in_list("t.kind", CONVERSIONS), span, after=True),
        ),
        Step(
            "mates",
            "select touch_id from of_one_day union select touch_id from of_one_campaign"
            " union select touch_id from converted",
        ),
    ]
    return steps_sql(steps)


def answered_by_sql(looked_at: str, touches: str, responses: str, first_on: str, last_on: str) -> str:
    """The ids of touches that some responses may have been one with: those of their campaigns and days.

    A response that rests has no row that would say whose it was.

    Args:
        looked_at: The relation of the ids of the touches and responses that are looked at.
        touches: The relation of all rows as they were.
        responses: The relation of all responses, as they were too.
        first_on: SQL of the first day of those of them that are looked at.
        last_on: SQL of the last.
    """
    return f"""
        select t.touch_id from {touches} as t
        semi join (
            select r.campaign_id, r.occurred_on from {responses} as r semi join {looked_at} as l using (touch_id)
        ) as r on r.campaign_id = t.campaign_id and r.occurred_on = t.occurred_on
        where t.is_response and t.kind <> '{RESPONSE}' and t.occurred_on >= {first_on} and t.occurred_on <= {last_on}
    """


def ads_before_sql(dialect: Dialect, looked_at: str, touches: str, span: Span) -> str:
    """The rows of the ads that the conversions among some touches rest on; arguments as of `mates_sql`."""
    steps = [
        Step(
            "conversions",
            f"""
            select distinct visitor_id, account_id, occurred_at
            from {looked_at} where {dialect.in_list("kind", CONVERSIONS)}
            """,
        ),
        Step("ads", _near_sql(dialect, "conversions", touches, f"t.{_AD}", span, after=False, columns="*")),
    ]
    return steps_sql(steps)


def _near_sql(
    dialect: Dialect,
    those: str,
    touches: str,
    which: str,
    span: Span,
    *,
    after: bool,
    columns: str = "touch_id",
) -> str:
    """Touches within a month after (or before) some, of the same visitor, or of the same account."""
    early, late = ("c.occurred_at", "t.occurred_at") if after else ("t.occurred_at", "c.occurred_at")
    near = f"{late} >= {early} and {late} < {dialect.add_days(early, _MONTH)}"
    return " union ".join(
        f"select t.{columns} from {touches} as t semi join {those} as c on c.{same} = t.{same} and {near}"
        f" where {which} and {span.widened().holds(dialect, 't.occurred_at')}"
        for same in ("visitor_id", "account_id")
    )
