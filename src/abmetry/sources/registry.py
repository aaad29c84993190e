"""The sources there are, by the `type` that abmetry.toml gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from abmetry.sources.extract import Found
from abmetry.sources.files.extract import extracts as files
from abmetry.sources.hubspot.extract import extracts as hubspot
from abmetry.sources.mail.extract import extracts as mail
from abmetry.sources.reader import Reader
from abmetry.sources.salesforce.extract import extracts as salesforce
from abmetry.sources.weblog.extract import extracts as weblog

SOURCES: dict[str, Callable[[Any, Reader], Iterator[Found]]] = {
    "files": files,
    "hubspot": hubspot,
    "mail": mail,
    "salesforce": salesforce,
    "weblog": weblog,
}
