"""What rules look up in other objects: the contact of a converted lead, the account of a deal, a role's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from abmetry.sources.cell import NOTHING
from abmetry.sources.extract import RawFile
from abmetry.sources.reader import Reader
from abmetry.sources.rule import LeftOut, Row

LEADS, DEALS, ROLES = "salesforce_leads", "salesforce_deals", "salesforce_roles"

DELETED = LeftOut(
    "deleted in Salesforce.", lambda row: row.truth("IsDeleted") if row.has("IsDeleted") else "false"
)


def make_lookups(reader: Reader, files: Mapping[str, Sequence[RawFile]]) -> None:
    """Make the relations that rules look things up in; empty ones, where an object is missing."""
    contacts = _rows_sql(reader, files.get("Contact", []), id=("Id",))
    leads = _rows_sql(reader, files.get("Lead", []), id=("Id",), contact_id=("ConvertedContactId",))
    deals = _rows_sql(
        reader,
        files.get("Opportunity", []),
        id=("Id",),
        account_id=("AccountId",),
        created=("CreatedDate",),
        stage=("StageName",),
        amount=("Amount",),
    )
    roles = _rows_sql(reader, files.get("UserRole", []), id=("Id",), name=("Name",))
    _make(
        reader, LEADS, f"{leads} where contact_id in (select id from ({contacts}) as contacts)", "contact_id"
    )
    _make(reader, DEALS, deals, "account_id", "created", "stage", "amount")
    _make(reader, ROLES, roles, "name")


def _rows_sql(reader: Reader, files: Sequence[RawFile], **columns: tuple[str, ...]) -> str:
    parts = []
    for file in files:
        row = Row(file, reader.engine.dialect)
        chosen = ", ".join(f"{row.first(*names)} as {name}" for name, names in columns.items())
        parts.append(
            f"select {chosen} from {row.dialect.identifier(file.relation)} as raw where not ({DELETED.sql(row)})"
        )
    empty = ", ".join(f"{NOTHING} as {name}" for name in columns)
    return f"select * from ({' union all '.join(parts) or f'select {empty} where 1 = 0'}) as found"


def _make(reader: Reader, name: str, sql: str, *columns: str) -> None:
    """A table of one row per id, so that a join with it never multiplies rows."""
    kept = ", ".join(f"max({column}) as {column}" for column in columns)
    reader.engine.create_table(
        name, f"select id, {kept} from ({sql}) as rows_of where id is not null group by id", temporary=True
    )
