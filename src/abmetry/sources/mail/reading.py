"""Every file of a folder, and its messages, events or rows one after another."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from abmetry.engine.loading import LakeUnwritableError
from abmetry.errors import LoadError
from abmetry.sources.extract import Ignored, Refused
from abmetry.sources.listing import entries
from abmetry.sources.mail import letters, mailbox, meetings
from abmetry.sources.mail.addresses import Ours
from abmetry.sources.mail.calendars import Component, components
from abmetry.sources.mail.events import event_of
from abmetry.sources.mail.forms import Form, form_of, is_of_one_event, opened
from abmetry.sources.mail.moments import Zones
from abmetry.sources.mail.staging import Staging, Taken
from abmetry.sources.mail.table import NO_TABLE, MailTable
from abmetry.sources.mail.touch import BrokenError
from abmetry.sources.reader import Reader
from abmetry.workspace.sources import MailSource

_NUMBERS = count(1)
_UNREADABLE = (OSError, EOFError, zlib.error)
_ENDING = re.compile(r"\.\w{1,8}")


@dataclass
class Taking:
    """Reads the files of a source.

    Attributes:
        source: Its settings.
        reader: Knows its folder, and reads tables.
        ours: Who is ours.
        until: The last instant of interest, in UTC.
    """

    source: MailSource
    reader: Reader
    ours: Ours
    until: datetime

    def everything(self) -> Iterator[Taken | Refused | Ignored]:
        """What every file holds.

        Raises:
            LoadError: The source's path is not there or cannot be listed.
        """
        yield from self._folder(self.reader.folder)

    def _folder(self, folder: Path) -> Iterator[Taken | Refused | Ignored]:
        single: dict[Form, list[Path]] = {"letter": [], "calendar": []}
        others: Counter[str] = Counter()
        for path in entries(folder):
            if path.is_dir():
                yield from self._folder(path)
                continue
            form = None
            try:
                form = form_of(path)
                if form == "letter" or (form == "calendar" and path != folder and is_of_one_event(path)):
                    single[form].append(path)
                    continue
                if form is not None:
                    yield self._file(path, form)
            except LakeUnwritableError:
                raise
            except (LoadError, *_UNREADABLE) as error:
                yield Refused(self.reader.label(path), _told(error), "touches")
                continue
            if form is None:
                others[path.suffix.lower() if _ENDING.fullmatch(path.suffix) else "other names"] += 1
        # Files of one message or event are often named after what it is about, so they are told by their folder.
        if single["letter"]:
            yield self._letters(folder, single["letter"])
        if single["calendar"]:
            yield self._events(folder, single["calendar"])
        if others:
            many = "1 file is" if others.total() == 1 else f"{others.total():,} files are"
            endings = ", ".join(sorted(others))
            reason = f"{many} neither mail nor a calendar nor a log of mail ({endings})"
            yield Ignored(self.reader.label(folder), reason)

    def _label(self, folder: Path, pattern: str) -> str:
        """What stands for files that are not named: their folder within the source, and their ending."""
        return (folder.relative_to(self.reader.folder) / pattern).as_posix() if folder.is_dir() else pattern

    def _file(self, path: Path, form: Form) -> Taken | Refused:
        if form == "table":
            return self._table(path)
        label = self.reader.label(path)
        with self._staging() as staging:
            if form == "mbox":
                with opened(path) as stream:
                    for one in mailbox.messages(stream):
                        self._letter(staging, one)
            else:
                self._calendar(staging, path)
        return staging.taken("messages" if form == "mbox" else "meetings", label)

    def _letters(self, folder: Path, paths: list[Path]) -> Taken:
        with self._staging() as staging:
            for number, path in enumerate(paths, 1):
                try:
                    with opened(path) as stream:
                        one = mailbox.message(stream, number)
                except _UNREADABLE as error:
                    staging.reject(number, _unreadable(error))
                    continue
                self._letter(staging, one)
        return staging.taken("messages", self._label(folder, "*.eml"))

    def _letter(self, staging: Staging, one: mailbox.Message) -> None:
        try:
            staging.put(one.line, letters.touches_of(one, self.ours))
        except BrokenError as error:
            staging.reject(one.line, error)

    def _events(self, folder: Path, paths: list[Path]) -> Taken:
        with self._staging() as staging:
            for number, path in enumerate(paths, 1):
                try:
                    self._calendar(staging, path, number)
                except _UNREADABLE as error:
                    staging.reject(number, _unreadable(error))
        return staging.taken("meetings", self._label(folder, "*.ics"))

    def _calendar(self, staging: Staging, path: Path, number: int | None = None) -> None:
        """The events of a file; twice read, for a series must know which of its meetings have events of their own."""
        zones, changed = Zones(), dict[str, set[str]]()
        overrides: list[Component] = []
        with opened(path) as stream:
            for component in components(stream):
                if component.name == "VTIMEZONE":
                    zones.add(component)
                elif any(line.upper().startswith("RECURRENCE-ID") for line in component.lines):
                    overrides.append(component)
        for component in overrides:
            try:
                event = event_of(component, zones)
            except BrokenError:
                continue
            if event.instance:
                changed.setdefault(event.uid, set()).add(event.instance.key)
        with opened(path) as stream:
            for component in components(stream):
                if component.name != "VEVENT":
                    continue
                line = number or component.line
                try:
                    event = event_of(component, zones)
                    staging.put(line, meetings.touches_of(event, zones, changed, self.ours, self.until))
                except BrokenError as error:
                    staging.reject(line, error)

    def _table(self, path: Path) -> Taken | Refused:
        file = self.reader.read(path, encoding=self.source.encoding)
        if isinstance(file, Refused):
            return Refused(file.file, file.reason, "touches")
        table = MailTable.of(file, {str(part): names for part, names in self.source.headings.items()})
        if table is None:
            return Refused(file.label, NO_TABLE, "touches")
        with self._staging() as staging:
            table.take(self.reader.engine, staging, self.ours, self.until)
        return staging.taken("messages" if table.is_log else "meetings", file.label)

    def _staging(self) -> Staging:
        return Staging(self.reader.staging / f"mail{next(_NUMBERS)}" / "touches.parquet")


def _unreadable(error: BaseException) -> BrokenError:
    return BrokenError("", f"the file cannot be read: {getattr(error, 'strerror', None) or 'it is damaged'}")


def _told(error: BaseException) -> str:
    if isinstance(error, LoadError):
        return str(error)
    return f"It cannot be read: {getattr(error, 'strerror', None) or error}."
