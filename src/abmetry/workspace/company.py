"""Who measures: the company's time, money, year, working days and sales people."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from abmetry.workspace.section import Amount, Count, Section, Text, Zone, matching

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Currency = Annotated[Text, AfterValidator(matching(r"[A-Z]{3}", "must be a currency code such as EUR"))]


_HOLIDAYS = 'must be a country such as "ES", a region such as "ES-CT", or a list of dates'


def _country(code: str) -> str:
    # Only here, since it takes longer to import than all settings to read.
    from holidays import list_supported_countries

    country, _, region = code.partition("-")
    regions = list_supported_countries(include_aliases=True).get(country)
    if regions is None or (region and region not in regions):
        raise ValueError(f'{_HOLIDAYS}, not "{code}"')
    return code


def _country_or_dates(given: Any) -> Any:
    if isinstance(given, str):
        return _country(given)
    if not isinstance(given, list | tuple):
        raise ValueError(_HOLIDAYS)
    days = []
    for day in given:
        try:
            days.append(day if type(day) is date else date.fromisoformat(day))
        except (TypeError, ValueError):
            raise ValueError(f"has {day}, which is not a date such as 2026-12-25") from None
    return tuple(days)


class WorkspaceSection(Section):
    """[workspace]: name, time zone of every local day, reporting currency, first month of the year,
    language, and the calendar in which dates are told (persian: Solar Hijri). `rates` is a CSV of
    exchange rates (currency, date, rate: reporting currency for one unit), relative to the workspace, in
    place of the European Central Bank's reference rates.
    """

    name: str = ""
    timezone: Zone = "Europe/Madrid"
    currency: Currency = "EUR"
    fiscal_year_starts: Annotated[int, Field(strict=True, ge=1, le=12)] = 1
    language: Literal["en", "es", "ca", "fa"] = "en"
    calendar: Literal["gregory", "persian"] = "gregory"
    rates: Text | None = None


class Calendar(Section):
    """[calendar]: the days on which reps work. `holidays` is a country (or country-region), or dates."""

    working_days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    holidays: Annotated[str | tuple[date, ...], BeforeValidator(_country_or_dates)] = ()


class Sales(Section):
    """[sales]: the minutes from which a conversation is meaningful."""

    meaningful_minutes: Amount = 5


class Nps(Section):
    """[nps]: which surveys count, and from and up to which score (0-10) one is a promoter or a detractor."""

    kind: Text = "nps"
    promoter_from: Count = 9
    detractor_to: Count = 6
