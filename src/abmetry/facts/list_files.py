"""Target lists that are CSV files of the workspace: their rows, and the account that each names."""

from collections import defaultdict
from datetime import date

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.errors import SettingsError
from abmetry.identity.domains import classify
from abmetry.identity.spans import NEVER
from abmetry.lang.message import message
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.named_file import named_file_rows
from abmetry.workspace.settings import Settings

_TYPES = {
    "list_id": pa.string(),
    "line": pa.int64(),
    "written": pa.string(),
    "account_id": pa.string(),
    "tier": pa.string(),
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
}


def _table(engine: Engine, settings: Settings) -> pa.Table:
    rows: list[dict[str, object]] = []
    files = {name: one.file for name, one in settings.lists.items() if one.file is not None}
    if files:
        accounts = _Accounts(engine)
        for name, file in files.items():
            rows.extend(_file_rows(settings, name, file, accounts))
    return pa.table(
        {column: pa.array([row[column] for row in rows], kind) for column, kind in _TYPES.items()}
    )


class _Accounts:
    """Finds accounts by id, by registrable domain, and by their name as written."""

    def __init__(self, engine: Engine) -> None:
        names: dict[str, set[str]] = defaultdict(set)
        for row in engine.query("select account_id, name from model_accounts").to_pylist():
            names[_plain(row["name"] or "")].add(row["account_id"])
        self._by_name: dict[str, str] = {
            name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1
        }
        links = (
            "select registrable_domain, account_id from domain_links"
            f" where not is_held and span_to = {engine.dialect.timestamp(NEVER)}"
        )
        self._by_domain: dict[str, str] = {
            row["registrable_domain"]: row["account_id"] for row in engine.query(links).to_pylist()
        }

    def named(self, row: dict[str, str | None]) -> str | None:
        """The account of a row; None where no or several accounts could be meant."""
        if row.get("account_id"):
            return row["account_id"]
        domain, kind = classify(row.get("domain") or "")
        if kind == "company" and domain in self._by_domain:
            return self._by_domain[domain]
        return self._by_name.get(_plain(row.get("name") or ""))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _file_rows(settings: Settings, name: str, file: str, accounts: _Accounts) -> list[dict[str, object]]:
    path, key = settings.path(file), f"lists.{name}.file"
    rows: list[dict[str, object]] = []
    for line, row in enumerate(named_file_rows(path, key, [["account_id", "domain", "name"]]), start=2):
        try:
            days = {
                column: date.fromisoformat(given) if (given := row.get(column)) else None
                for column in ("valid_from", "valid_to")
            }
        except ValueError as error:
            raise SettingsError(
                message(
                    "{key}: {path}, row {line}: {error}.",
                    key=key,
                    path=path.name,
                    line=str(line),
                    error=error,
                )
            ) from error
        written = row.get("account_id") or row.get("domain") or row.get("name")
        rows.append(
            {
                "list_id": name,
                "line": line,
                "written": written,
                "account_id": accounts.named(row),
                "tier": row.get("tier"),
                **days,
            }
        )
    return rows


FACT = LookupFact(
    name="list_files",
    internal=True,
    doc="A row of a target list that is a file.",
    columns=fact_columns(
        "list_id text: The list.",
        "line integer: Number of the row in the file, the header being 1.",
        "written text: The account as the file names it.",
        "account_id text: The account; null: none or several could be meant.",
        "tier text: Its tier in the file.",
        "valid_from date: First local day; null: unbounded.",
        "valid_to date: First local day no longer on the list; null: unbounded.",
    ),
    reads=("model_accounts", "domain_links"),
    table=_table,
)
