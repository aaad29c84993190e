"""Times of calendars: UTC, in a zone, floating, or whole days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from abmetry.sources.mail.calendars import Component

_VALUE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


@dataclass(frozen=True)
class Moment:
    """A time as a calendar gives it.

    Attributes:
        local: The clock's time where it holds; midnight of a whole day.
        zone: Its time zone; None: it floats, or is a whole day.
        is_day: It is a whole day.
    """

    local: datetime
    zone: tzinfo | None = None
    is_day: bool = False

    @property
    def utc(self) -> datetime:
        """In UTC, without zone; what floats stays as it is.

        Raises:
            OverflowError: There is no such time.
        """
        return (
            self.local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)
            if self.zone
            else self.local
        )

    @property
    def text(self) -> str:
        """As ISO text: with Z in a zone, a bare date for a day."""
        if self.is_day:
            return self.local.date().isoformat()
        return self.utc.isoformat(" ") + ("Z" if self.zone else "")

    @property
    def key(self) -> str:
        """As RFC 5545 writes it; the same for the same instant."""
        if self.is_day:
            return f"{self.local:%Y%m%d}"
        return f"{self.utc:%Y%m%dT%H%M%S}" + ("Z" if self.zone else "")

    def at(self, local: datetime) -> Moment:
        """Another time of the same clock."""
        return Moment(local, self.zone, self.is_day)

    def on_clock_of(self, other: Moment) -> datetime:
        """What another time's clock shows then; of a day its last second."""
        if self.is_day:
            return datetime.combine(self.local, time.max)
        if self.zone and other.zone:
            return self.local.replace(tzinfo=self.zone).astimezone(other.zone).replace(tzinfo=None)
        return self.utc


class Zones:
    """Time zones by the names that calendars give them."""

    def __init__(self) -> None:
        self._own: dict[str, Component] = {}
        self._found: dict[str, tzinfo | None] = {}

    def add(self, component: Component) -> None:
        """Take a zone that a calendar describes; it counts where its name is no known one."""
        name = next(
            (line.partition(":")[2] for line in component.lines if line.upper().startswith("TZID")), ""
        )
        self._own[name.strip()] = component

    def find(self, name: str) -> tzinfo | None:
        """The zone of a name: of the IANA's or of Windows', with a prefix or without, else as the calendar says."""
        if name not in self._found:
            self._found[name] = self._known(name) or self._described(name)
        return self._found[name]

    def moment(self, value: str, parameters: Mapping[str, str]) -> Moment:
        """The time of a property.

        Args:
            value: Its value.
            parameters: Its parameters, of which TZID tells the zone.

        Raises:
            ValueError: It is no time, or its zone is not known.
        """
        found = _VALUE.fullmatch(value.strip())
        if found is None:
            raise ValueError("a time that cannot be read")
        year, month, day, hour, minute, second, utc = found.groups()
        if hour is None:
            return Moment(datetime(int(year), int(month), int(day)), is_day=True)
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59))
        if utc:
            return Moment(local, UTC)
        name = parameters.get("TZID")
        if not name:
            return Moment(local)
        zone = self.find(name)
        if zone is None:
            raise ValueError("a time zone that is not known")
        return Moment(local, zone)

    def _known(self, name: str) -> tzinfo | None:
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        parts = name.strip().strip('"').split("/")
        for start in range(len(parts)):
            plain = "/".join(parts[start:])
            try:
                if plain:
                    return ZoneInfo(WINDOWS_TO_OLSON.get(plain, plain))
            except (KeyError, ValueError, OSError):
                continue
        return None

    def _described(self, name: str) -> tzinfo | None:
        from icalendar import Timezone

        component = self._own.get(name.strip())
        if component is None:
            return None
        try:
            described = Timezone.from_ical("\r\n".join(component.lines))
            return described.to_tz(lookup_tzid=False) if isinstance(described, Timezone) else None
        # A description that is none fails in many ways; then the zone is not known.
        except Exception:
            return None
