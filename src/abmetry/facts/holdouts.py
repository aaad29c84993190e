"""Randomised hold-outs: the files that `abmetry holdout` drew and abmetry.toml names."""

from datetime import date

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.named_file import named_file_rows
from abmetry.workspace.settings import Settings

PROGRAM, HELD_OUT = "program", "holdout"
_TYPES = {
    "list_id": pa.string(),
    "account_id": pa.string(),
    "arm": pa.string(),
    "stratum": pa.string(),
    "drawn_on": pa.date32(),
}


def _table(engine: Engine, settings: Settings) -> pa.Table:
    del engine
    rows: list[dict[str, object]] = []
    for name, one in settings.lists.items():
        if one.holdout is not None:
            rows.extend(_file_rows(settings, name, one.holdout))
    return pa.table(
        {column: pa.array([row[column] for row in rows], kind) for column, kind in _TYPES.items()}
    )


def _file_rows(settings: Settings, name: str, file: str) -> list[dict[str, object]]:
    path, key = settings.path(file), f"lists.{name}.holdout"
    rows: list[dict[str, object]] = []
    seen: set[str] = set()
    for line, row in enumerate(named_file_rows(path, key, [["account_id"], ["arm"], ["drawn_on"]]), start=2):
        account, arm = row.get("account_id"), row.get("arm")
        said = f"{key}: {path.name}, row {line}"
        if account is None or arm not in (PROGRAM, HELD_OUT):
            raise SettingsError(
                message(
                    "{said}: needs an account_id, and {program} or {held_out} as its arm.",
                    said=said,
                    program=PROGRAM,
                    held_out=HELD_OUT,
                )
            )
        if account in seen:
            raise SettingsError(
                message("{said}: account {account} was drawn already.", said=said, account=account)
            )
        seen.add(account)
        try:
            drawn_on = date.fromisoformat(row.get("drawn_on") or "")
        except ValueError as error:
            raise SettingsError(
                message("{said}: drawn_on must be a date such as 2026-09-30.", said=said)
            ) from error
        rows.append(
            {
                "list_id": name,
                "account_id": account,
                "arm": arm,
                "stratum": row.get("stratum"),
                "drawn_on": drawn_on,
            }
        )
    return rows


FACT = LookupFact(
    name="holdouts",
    doc="An account of a target list in a randomised hold-out.",
    columns=fact_columns(
        "list_id text: The list.",
        "account_id text: The account.",
        "arm text: program, or holdout: off the list since the draw.",
        "stratum text: The stratum in which it was drawn.",
        "drawn_on date: Local day of the draw.",
    ),
    reads=(),
    table=_table,
)
