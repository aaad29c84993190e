"""Rows behind a number."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class EvidenceRow(BaseModel):
    """A row that counts: where it is, whose it is, and the columns that decided, which differ from KPI to KPI."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "table": "touches",
                    "key": "T00164903",
                    "account_id": "A000029",
                    "account": "Quinfield Markets S.A.",
                    "kind": "page_view",
                    "occurred_at": "2026-08-03T08:05:08+00:00",
                }
            ]
        },
    )

    table: str = Field(description="The table of the row.")
    account_id: str | None = Field(None, description="The account.")
    key: str | None = Field(None, description="The row's key; of people only with the right `evidence`.")
