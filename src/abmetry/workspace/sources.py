"""[[sources]]: where rows come from. Every type has its own keys; adding a source adds a class here."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from abmetry.errors import SettingsError
from abmetry.workspace.section import Section, Switch, Text, Zone, matching


class Secret(Section):
    """A secret, by the environment variable that holds it: `token = { env = "HUBSPOT_TOKEN" }`."""

    env: Annotated[
        Text,
        AfterValidator(matching(r"[A-Za-z_][A-Za-z0-9_]*", "must be an environment variable's name")),
    ]

    @model_validator(mode="before")
    @classmethod
    def _not_itself(cls, given: Any) -> Any:
        if isinstance(given, Mapping):
            return given
        raise ValueError('must be { env = "NAME" }, since secrets are never in the file')

    def reveal(self) -> str:
        """The secret itself.

        Raises:
            SettingsError: The environment variable is not set.
        """
        value = os.environ.get(self.env)
        if not value:
            raise SettingsError(f"The environment variable {self.env} is not set, and a source needs it.")
        return value


class Dates(Section):
    """How a source writes dates: `day_first` reads 03/04/2026 as 3 April."""

    day_first: Switch = False


class Source(Section):
    """What every source has.

    `path` is a file or folder, relative to the workspace; `columns.<table>.<canonical column>` is the name
    of the column in the source; `timezone` holds for instants without an offset (None: the workspace's).
    """

    name: Text
    path: Text
    columns: dict[Text, dict[Text, Text]] = Field(default_factory=dict)
    dates: Dates = Dates()
    timezone: Zone | None = None


class FilesSource(Source):
    """A folder of CSV, Parquet or workbook files, one file or folder per table and named after it.

    `tables.<table>` is the file, folder or glob of a table that is named otherwise, relative to `path`.
    `encoding` and `delimiter` are found out when not given; `sheet` is a workbook's (None: the one named
    after the table, else the first).
    """

    type: Literal["files"]
    tables: dict[Text, Text] = Field(default_factory=dict)
    encoding: Text | None = None
    delimiter: Annotated[str, Field(strict=True, min_length=1, max_length=1)] | None = None
    sheet: Text | None = None


class SalesforceSource(Source):
    """A Salesforce data export: a folder of one CSV file per object."""

    type: Literal["salesforce"]
    token: Secret | None = None


class HubspotSource(Source):
    """A HubSpot export: a folder of one file per object."""

    type: Literal["hubspot"]
    token: Secret | None = None


AnySource = Annotated[FilesSource | SalesforceSource | HubspotSource, Field(discriminator="type")]
