"""What was known of a company just before t: every row that happened, or was created, at or after t is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from recompute.company import Company, Row
from recompute.oracle_clock import Clock, Moment
from recompute.oracle_money import Rate

CHANNELS = {
    "marketing": [
        "web",
        "email",
        "ads",
        "search",
        "social_ads",
        "webinar",
        "event",
        "content",
        "direct_mail",
        "referral",
        "partner",
        "chat",
    ],
    "sales": ["call", "sales_email", "meeting"],
    "social": ["social"],
    "product": ["product"],
}


class World:
    """One company, one question's period and instant, and the rows known then."""

    def __init__(
        self, company: Company, start: date, end: date, as_of: datetime | None, rate: Rate, lists: Sequence[str] = (),
        tiers: Sequence[str] = (), cohort: str = "abm", where: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.company, self.settings, self.rate = company, company.settings, rate
        self.lists, self.tiers, self.cohort, self.where = (
            tuple(lists),
            tuple(tiers),
            cohort,
            dict(where or {}),
        )
        workspace = self.settings.get("workspace", {})
        self.currency = workspace.get("currency", "EUR")
        self.clock = Clock(workspace.get("timezone", "Europe/Madrid"))
        self.start, self.end = self.clock.certain(start), self.clock.certain(end)
        until = self.end.at if as_of is None else min(self.end.at, self.clock.certain(as_of).at)
        self.t = self.clock.certain(until)
        self.begun = self.t.at > self.start.at
        self.account_rows = {row["account_id"]: row for row in company.rows("accounts")}
        self.users = company.rows("users")
        self.people = {
            row["person_id"]: row for row in company.rows("people") if self.known(row["created_at"])
        }
        self.campaigns = {row["campaign_id"]: row for row in company.rows("campaigns")}

    def option(self, section: str, key: str, default: Any) -> Any:
        """One setting, or its default."""
        return self.settings.get(section, {}).get(key, default)

    def moment(self, value: datetime | date | None) -> Moment | None:
        """A source value as a moment."""
        return self.clock.moment(value)

    def happened(self, value: datetime | date | None) -> bool:
        """Whether something with this time happened before t (no time: it did not)."""
        moment = self.moment(value)
        return moment is not None and moment.at < self.t.at

    def known(self, created: datetime | date | None) -> bool:
        """Whether a row created then was known before t (no time: from ever)."""
        return created is None or self.happened(created)

    def in_period(self, moment: Moment | None) -> bool:
        """Whether a moment lies in the period and before t."""
        return moment is not None and self.start.at <= moment.at < self.t.at

    def before(self, table: str, column: str) -> list[Row]:
        """The rows of a table whose time is before t."""
        return [row for row in self.company.rows(table) if self.happened(row[column])]

    def money(self, amount: float | None, currency: str | None, day: date) -> float | None:
        """An amount in the reporting currency at the rate of a day, or None where it cannot be had."""
        if amount is None:
            return None
        mine, theirs = self.rate(self.currency, day), self.rate(currency or self.currency, day)
        if (currency or self.currency) == self.currency:
            return float(amount)
        return None if mine is None or theirs is None else amount * theirs / mine

    def shifted(self, number: int) -> Moment:
        """The moment with t's wall-clock time, that many dates earlier."""
        local = self.t.local - timedelta(days=number)
        return self.clock.certain(local.replace(tzinfo=self.clock.zone))
