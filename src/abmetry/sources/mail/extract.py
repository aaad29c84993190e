"""Mailboxes, calendars and logs of mail as touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from abmetry.sources.extract import Found, Ignored, RawFile, Refused
from abmetry.sources.mail.addresses import Ours
from abmetry.sources.mail.mapping import MEETINGS, MESSAGES
from abmetry.sources.mail.reading import Taking
from abmetry.sources.mail.staging import COLUMNS, Taken
from abmetry.sources.mapped import mapped
from abmetry.sources.reader import Reader
from abmetry.workspace.sources import MailSource

_COPIES = "mail_copies"
_NOT_OURS = (
    "Nobody can be told to be of ours, so no mail has a direction; name your mail domains in `own_domains` of the"
    " source, or of `identity`."
)


def extracts(source: MailSource, reader: Reader) -> Iterator[Found]:
    """The touches that a folder of mailboxes, messages, calendars and logs holds; folders in it are looked through.

    Args:
        source: The source's settings.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    ours = Ours.of(source.own_domains or reader.own_domains, source.own_addresses)
    if not ours.domains and not ours.addresses:
        yield Refused(source.path, _NOT_OURS, "touches")
        return
    until = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=source.horizon_days)
    taking = Taking(source, reader, ours, until)
    taken: list[Taken] = []
    for part in taking.everything():
        if isinstance(part, Taken):
            taken.append(part)
            yield from part.left_out()
        else:
            yield part
    files = _without_copies(reader, taken)
    told: set[Found] = set()
    # Servers write their logs in UTC; messages say their zone.
    in_utc = source if source.timezone else source.model_copy(update={"timezone": "UTC"})
    for given, mapping in ((in_utc, MESSAGES), (source, MEETINGS)):
        for found in mapped(given, reader, mapping, files):
            if isinstance(found, Ignored | Refused):
                if found in told:
                    continue
                told.add(found)
            yield found


def _without_copies(reader: Reader, taken: list[Taken]) -> dict[str, list[RawFile]]:
    """Files by their object, each touch marked whether another one, which counts more or came first, is the same."""
    files: dict[str, list[RawFile]] = {"messages": [], "meetings": []}
    if not taken:
        return files
    engine, dialect = reader.engine, reader.engine.dialect
    sources = [dialect.read_numbered_parquet(str(part.path)) for part in taken]
    every = " union all ".join(
        f"select id, rank, {number} as file, file_row_number as place from {source}"
        for number, source in enumerate(sources)
    )
    turn = "row_number() over (partition by id order by rank desc, file, place)"
    engine.create_table(
        _COPIES,
        f"select file, place from (select file, place, {turn} as turn from ({every}) as e) as t where turn > 1",
        temporary=True,
    )
    columns = ", ".join(f"f.{name}" for name in (*COLUMNS, "_line"))
    for number, (part, source) in enumerate(zip(taken, sources, strict=True)):
        relation = f"mail_{number}_{part.path.parent.name}"
        engine.create_table(
            relation,
            f"select {columns}, c.place is not null as is_copy from {source} as f"
            f" left join {_COPIES} as c on c.file = {number} and c.place = f.file_row_number",
            temporary=True,
        )
        files[part.object].append(RawFile(part.path, part.label, relation, COLUMNS, part.rows, part.rejects))
    return files
