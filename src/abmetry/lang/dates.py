"""Days, instants and periods as a language writes them, in the Gregorian or the Solar Hijri calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_interval, format_time
from persiantools.jdatetime import JalaliDate

from abmetry.lang.numerals import Numerals

Calendar = Literal["gregory", "persian"]
Day = date

_DAY = {"en": "d MMM y"}
_PERSIAN_MONTHS = {
    "en": (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
}
_QUARTERS = {
    "en": "Q{quarter} {year}",
    "es": "T{quarter} {year}",
    "ca": "{quarter}T {year}",
    "fa": "سه‌ماههٔ {ordinal} {year}",
}
_FISCAL_YEARS = {
    "en": "FY {year}",
    "es": "ejercicio {year}",
    "ca": "exercici {year}",
    "fa": "سال مالی {year}",
}
_ORDINALS = {"fa": ("اول", "دوم", "سوم", "چهارم")}
_TO = {"fa": " تا "}


@dataclass(frozen=True)
class Dates:
    """How a language writes dates.

    Attributes:
        code: The language's code.
        calendar: The calendar in which dates are told.
        fiscal_year_starts: The month in which quarters and years begin.
    """

    code: str
    calendar: Calendar = "gregory"
    fiscal_year_starts: int = 1

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)

    def _digits(self, text: str) -> str:
        return Numerals(self.code).digits(text)

    def _months(self) -> tuple[str, ...]:
        return _PERSIAN_MONTHS.get(self.code, _PERSIAN_MONTHS["en"])

    def date(self, day: Day) -> str:
        """A day: ``14 Sep 2026``."""
        if self.calendar == "persian":
            there = _there(_only_day(day))
            return self._digits(f"{there.day} {self._months()[there.month - 1]} {there.year}")
        return self._digits(format_date(_only_day(day), _DAY.get(self.code, "medium"), self._locale))

    def instant(self, instant: datetime) -> str:
        """An instant in its own zone: ``14 Sep 2026 17:30``; only the day where it is midnight."""
        if (instant.hour, instant.minute) == (0, 0):
            return self.date(instant)
        pattern = "HH:mm" if self.code == "en" else "short"
        time = format_time(instant.replace(tzinfo=None).time(), pattern, locale=self._locale)
        return f"{self.date(instant)} {self._digits(time)}"

    def month(self, day: Day, short: bool = False) -> str:
        """The month of a day: ``September 2026``, ``Sep 2026``."""
        if self.calendar == "persian":
            there = _there(_only_day(day))
            return self._digits(f"{self._months()[there.month - 1]} {there.year}")
        pattern = "LLL y" if short else "LLLL y"
        return self._digits(format_date(_only_day(day), pattern, self._locale))

    def period(self, start: Day, end: Day, short: bool = False) -> str:
        """A period up to its exclusive end: ``Q3 2026``, ``September 2026``, ``2026``, else first and last day."""
        first, beyond = _only_day(start), _beyond(end)
        months = self._whole_months(first, beyond)
        if months == 1:
            return self.month(first, short)
        if months in (3, 12):
            offset, year = self._place(first)
            if months == 12 and offset == 0:
                return self._digits(self._year(year))
            if months == 3 and offset % 3 == 0:
                return self._quarter(offset // 3, year)
        return self.span(start, end)

    def span(self, start: Day, end: Day) -> str:
        """A period up to its exclusive end by its first and last day: ``1 Jul – 30 Sep 2026``."""
        first = _only_day(start)
        return self._range(first, max(first, _beyond(end) - timedelta(days=1)))

    def _whole_months(self, first: Day, beyond: Day) -> int:
        """How many whole months of the calendar two days are apart; 0: they are no first days of months."""
        if self.calendar == "persian":
            a, b = _there(first), _there(beyond)
            return 12 * (b.year - a.year) + b.month - a.month if a.day == b.day == 1 else 0
        return (
            12 * (beyond.year - first.year) + beyond.month - first.month
            if first.day == beyond.day == 1
            else 0
        )

    def _place(self, first: Day) -> tuple[int, int]:
        """The months of a fiscal year before a month, and the year's name: the year in which it ends."""
        there = _there(first) if self.calendar == "persian" else first
        starts = 1 if self.calendar == "persian" else self.fiscal_year_starts
        offset = (there.month - starts) % 12
        return offset, there.year + (1 if starts > 1 and there.month >= starts else 0)

    def _year(self, year: int) -> str:
        if self.calendar == "persian" or self.fiscal_year_starts == 1:
            return str(year)
        return _FISCAL_YEARS[self.code].format(year=year)

    def _quarter(self, index: int, year: int) -> str:
        ordinal = _ORDINALS.get(self.code, ("",) * 4)[index]
        return self._digits(_QUARTERS[self.code].format(quarter=index + 1, ordinal=ordinal, year=year))

    def _range(self, first: Day, last: Day) -> str:
        if first == last:
            return self.date(first)
        if self.calendar == "gregory" and self.code != "en":
            return self._digits(format_interval(first, last, "yMMMd", locale=self._locale))
        here, there = (_there(first), _there(last)) if self.calendar == "persian" else (first, last)
        told = self.date(first)
        if here.year == there.year:
            told = told.rsplit(" ", 2 if here.month == there.month else 1)[0]
        return f"{told}{_TO.get(self.code, ' – ')}{self.date(last)}"


def _there(day: Day) -> JalaliDate:
    """A day in the Solar Hijri calendar."""
    there: JalaliDate = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return there


def _months_between(first: Day | JalaliDate, beyond: Day | JalaliDate) -> int:
    whole = first.day == beyond.day == 1
    return 12 * (beyond.year - first.year) + beyond.month - first.month if whole else 0


def _beyond(end: Day) -> Day:
    """The day after the last."""
    is_within = isinstance(end, datetime) and (end.hour, end.minute) != (0, 0)
    return _only_day(end) + timedelta(days=1 if is_within else 0)


def _only_day(day: Day) -> Day:
    return day.date() if isinstance(day, datetime) else day
