"""A company as plain Python values, and how to hand it to the program as a workspace folder."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomlkit

Row = dict[str, Any]

SCHEMA = """
accounts: account_id name domain domains industry country region employees annual_revenue currency
    parent_account_id owner_id created_at researched_at accepted_at segment
people: person_id account_id email name title department seniority persona buying_role phone linkedin_url
    country source_channel is_key_contact email_opt_out phone_opt_out bounced_at created_at
users: user_id name email role team
list_members: list_id account_id tier valid_from valid_to
campaigns: campaign_id name channel program parent_campaign_id list_id starts_at ends_at budget currency
campaign_members: campaign_id person_id account_id status is_success responded_at created_at
touches: touch_id occurred_at kind direction channel placement campaign_id person_id visitor_id account_id email
    user_id duration_seconds url referrer topic value quantity ip user_agent thread_id outcome
visitor_links: visitor_id person_id email linked_at how
opportunities: opportunity_id account_id name type amount currency owner_id sourced_by_id stage is_won is_closed
    created_at closed_at expected_close_on campaign_id lost_reason
opportunity_stages: opportunity_id stage entered_at amount
opportunity_people: opportunity_id person_id role is_primary created_at
opportunity_accounts: opportunity_id account_id is_primary share
contracts: contract_id account_id opportunity_id starts_on ends_on value annual_value currency
    renews_contract_id cancelled_on gross_margin
spend: spent_on amount currency campaign_id channel account_id
intent: week topic account_id domain score count is_competitor vendor
surveys: response_id responded_at score account_id person_id email kind
tasks: task_id user_id account_id person_id kind created_at due_at completed_at
contents: content_id name account_id segment live_from live_to
suppressions: kind pattern reason
"""

COLUMNS: dict[str, tuple[str, ...]] = {}
for entry in re.split(r"\n(?=\w)", SCHEMA.strip()):
    table_name, _, column_names = entry.partition(":")
    COLUMNS[table_name] = tuple(column_names.split())


def cell(value: Any) -> str:
    """One value as the text of a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "a timestamp of a test company carries its offset"
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ";".join(str(item) for item in value)
    return str(value)


@dataclass
class Company:
    """Canonical tables as lists of rows, and the settings in the shape of the TOML file.

    Timestamps are aware datetimes, or bare dates where the source gave only a date. A table that is absent was never
    loaded; a table with no rows was loaded and is empty.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, every canonical column present."""
        columns = COLUMNS[table]
        return [{**dict.fromkeys(columns), **row} for row in self.tables.get(table, [])]

    def with_rows(self, table: str, *rows: Row) -> Company:
        """The same company with more rows in one table."""
        return Company({**self.tables, table: [*self.tables.get(table, []), *rows]}, self.settings)

    def write(self, folder: Path) -> Path:
        """Write `exports/<table>.csv` and `abmetry.toml` under the folder, and return the folder."""
        exports = folder / "exports"
        exports.mkdir(parents=True, exist_ok=True)
        for table in self.tables:
            rows = self.rows(table)
            extra = sorted({name for row in rows for name in row} - set(COLUMNS[table]))
            with (exports / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow([*COLUMNS[table], *extra])
                for row in rows:
                    writer.writerow([cell(row.get(name)) for name in (*COLUMNS[table], *extra)])
        (folder / "abmetry.toml").write_text(tomlkit.dumps(self.document()), encoding="utf-8")
        return folder

    def document(self) -> dict[str, Any]:
        """The settings with the workspace's defaults and the one source."""
        workspace = {"name": "company", "timezone": "Europe/Madrid", "currency": "EUR"}
        workspace.update(self.settings.get("workspace", {}))
        rest = {key: value for key, value in self.settings.items() if key != "workspace"}
        sources = [{"name": "company", "type": "files", "path": "exports"}]
        return {"workspace": workspace, "sources": sources, **rest}
