"""Logs of mail and exports of calendars that are tables: which they are, and their rows one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from abmetry.engine.loading import LoadingEngine
from abmetry.sources.extract import RawFile
from abmetry.sources.mail.addresses import Ours
from abmetry.sources.mail.headings import CALENDAR, LOG, heading_of
from abmetry.sources.mail.staging import Staging
from abmetry.sources.mail.tables import Row, touches_of_calendar, touches_of_log
from abmetry.sources.mail.touch import BrokenError

NO_TABLE = (
    "It is neither a log of mail (a time, a sender and recipients) nor a calendar (a beginning, and an organiser or"
    " guests); `headings` can name its columns."
)
_ROWS = 20_000


@dataclass(frozen=True)
class MailTable:
    """A table of a log or calendar.

    Attributes:
        file: It.
        is_log: Whether it is a log; else it is a calendar.
        columns: Its column of each part that it has.
    """

    file: RawFile
    is_log: bool
    columns: Mapping[str, str]

    @classmethod
    def of(cls, file: RawFile, given: Mapping[str, Sequence[str]]) -> MailTable | None:
        """What a file is by its headings; None if it is neither.

        Args:
            file: It.
            given: Headings by part, in place of the known ones.
        """
        found = {part: column for part in (*LOG, *CALENDAR) if (column := heading_of(file, part, given))}
        if {"time", "sender", "recipients"} <= found.keys():
            return cls(file, True, found)
        begins = found.keys() & {"start", "start_date"}
        names = found.keys() & {"organiser", "required", "optional"}
        return cls(file, False, found) if begins and names else None

    def take(self, engine: LoadingEngine, staging: Staging, ours: Ours, until: datetime) -> None:
        """Put what every row becomes.

        Args:
            engine: Where the file is.
            staging: Where the touches go.
            ours: Who is ours.
            until: The last instant of interest, in UTC.
        """
        # The text of lines that are no rows is not kept: it may be content.
        for line, reason in zip(self.file.rejected.lines, self.file.rejected.reasons, strict=True):
            staging.reject(line, BrokenError("", reason))
        for line, row in self._rows(engine):
            try:
                told = touches_of_log(row, ours) if self.is_log else touches_of_calendar(row, ours, until)
                staging.put(line, told)
            except BrokenError as error:
                staging.reject(line, error)

    def _rows(self, engine: LoadingEngine) -> Iterator[tuple[int, Row]]:
        """Lines and their cells, by part; empty text where there is none."""
        dialect = engine.dialect
        cells = []
        for part in LOG if self.is_log else CALENDAR:
            text = (
                f"cast({dialect.identifier(self.columns[part])} as varchar)" if part in self.columns else "''"
            )
            cells.append(f"coalesce({text}, '') as {dialect.identifier(part)}")
        source = dialect.identifier(self.file.relation)
        after, more = -1, True
        while more:
            rows = engine.query(
                f"select _line, {', '.join(cells)} from {source} where _line > {after} order by _line limit {_ROWS}"
            ).to_pylist()
            for row in rows:
                after = row.pop("_line")
                yield after, row
            more = len(rows) == _ROWS
