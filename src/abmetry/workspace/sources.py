"""[[sources]]: where rows come from. Every type has its own keys; adding a source adds a class here."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.workspace.section import Section, Switch, Text, Texts, Zone, matching

# Endings of what pages are made of, and of what readers take home.
_ASSETS = """
    css js mjs map json xml rss atom ico gif jpg jpeg png webp avif svg bmp tif tiff xbm woff woff2 ttf otf eot
    swf wasm mp3 ogg wav au mp4 webm mov avi mpg mpeg m3u8 ts class jar
"""
_DOWNLOADS = "pdf doc docx ppt pptx xls xlsx odt ods odp csv epub zip gz tgz tar 7z exe msi dmg pkg"
ASSETS: tuple[str, ...] = tuple(_ASSETS.split())
DOWNLOADS: tuple[str, ...] = tuple(_DOWNLOADS.split())


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
            raise SettingsError(
                message("The environment variable {env} is not set, and a source needs it.", env=self.env)
            )
        return value


class Dates(Section):
    """How a source writes dates: `day_first` reads 03/04/2026 as 3 April (None: the rows of each file tell)."""

    day_first: Switch | None = None


class Numbers(Section):
    """How a source writes numbers: its `decimal` sign (None: the rows of each file tell)."""

    decimal: Literal[".", ","] | None = None


class Origin(BaseModel):
    """Where a canonical column comes from: the first of `columns` that is filled, else the text `otherwise`.

    Written as the name of a column, a list of names, or `{ columns = [...], otherwise = "..." }`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: Texts = ()
    otherwise: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _spelt_out(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"columns": [given]}
        return {"columns": given} if isinstance(given, list | tuple) else given

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if not self.columns and self.otherwise is None:
            raise ValueError("must name a column, or say what stands in its place with `otherwise`")
        return self


class Source(Section):
    """What every source has.

    `path` is a file or folder, relative to the workspace; `columns.<table>.<canonical column>` is where the
    column comes from in the source; `words.<table>.<canonical column>.<word>` is what a word of the source
    means; `timezone` holds for instants without an offset (None: the workspace's).
    """

    name: Text
    path: Text
    columns: dict[Text, dict[Text, Origin]] = Field(default_factory=dict)
    words: dict[Text, dict[Text, dict[Text, Text]]] = Field(default_factory=dict)
    dates: Dates = Dates()
    numbers: Numbers = Numbers()
    timezone: Zone | None = None


ColumnMapName = Literal["google_ads", "intent", "linkedin_ads", "microsoft_ads", "nps", "subscriptions"]


class FilesSource(Source):
    """A folder of CSV, Parquet or workbook files, one file or folder per table and named after it.

    `map` names a ready column map instead: then every file is an export of that kind.
    `tables.<table>` is the file, folder or glob of a table that is named otherwise, relative to `path`.
    `encoding` and `delimiter` are found out when not given; `sheet` is a workbook's (None: the one named
    after the table, else the first).
    """

    type: Literal["files"]
    map: ColumnMapName | None = None
    tables: dict[Text, Text] = Field(default_factory=dict)
    encoding: Text | None = None
    delimiter: Annotated[str, Field(strict=True, min_length=1, max_length=1)] | None = None
    sheet: Text | None = None


class SalesforceSource(Source):
    """A Salesforce data export: a folder of one CSV file per object, named after it.

    `objects.<object>` is the file, folder or glob of an object that is named otherwise, relative to `path`.
    """

    type: Literal["salesforce"]
    objects: dict[Text, Text] = Field(default_factory=dict)
    token: Secret | None = None


class HubspotSource(Source):
    """A HubSpot export: a folder of files, each with the object's name in its own.

    `objects.<object>` is the file, folder or glob of an object that is named otherwise, relative to `path`.
    """

    type: Literal["hubspot"]
    objects: dict[Text, Text] = Field(default_factory=dict)
    token: Secret | None = None


class WeblogSource(Source):
    """Request logs of web servers and events of trackers; a file's own text tells which of them it is.

    `assets` and `downloads` are endings of paths: requests for an asset are left out, those for a download are no page
    view but a download. `visitor_cookie` is the cookie of a W3C log that tells visitors apart. `keep` names columns of
    events that become attributes.
    """

    type: Literal["weblog"]
    assets: Texts = ASSETS
    downloads: Texts = DOWNLOADS
    visitor_cookie: Text | None = None
    keep: Texts = ()
    encoding: Text | None = None


MailPart = Literal[
    "message_id", "time", "sender", "recipients", "delivery",
    "meeting_id", "start", "start_date", "start_time", "end", "end_date", "end_time", "all_day", "organiser",
    "required", "optional", "state", "private",
]  # fmt: skip


class MailSource(Source):
    """Who wrote to whom and who met whom: mailboxes, messages, calendars, and logs of mail as tables; never content.

    `own_domains` are the mail domains of our people (none: those of `identity`), `own_addresses` further addresses of
    theirs; they tell sent from received. Meetings are taken up to `horizon_days` from the load. `headings.<part>` are
    columns of tables with headings of their own.
    """

    type: Literal["mail"]
    own_domains: Texts = ()
    own_addresses: Texts = ()
    horizon_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 30
    headings: dict[MailPart, Texts] = Field(default_factory=dict)
    encoding: Text | None = None


AnySource = Annotated[
    FilesSource | SalesforceSource | HubspotSource | WeblogSource | MailSource, Field(discriminator="type")
]
