"""A text that was found, and the file of translations that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "abmetry"

DOMAINS = {
    "web": "dashboard",
    "api": "dashboard",
    "report": "reports",
    "charts": "reports",
    "cli": "commands",
    "answers": "answers",
    "influence": "answers",
    "asof": "answers",
    "scores": "answers",
    "presets": "answers",
    "lang": "answers",
}
REST = "problems"


@dataclass(frozen=True)
class Found:
    """A text.

    Attributes:
        msgid: The text.
        several: The text for several, or None.
        domain: Which file of translations it belongs to.
        where: Where it was found, relative to the project.
    """

    msgid: str
    several: str | None
    domain: str
    where: str


def domain_of(path: Path) -> str:
    """The domain of what a file of the package says."""
    return DOMAINS.get(path.relative_to(SOURCE).parts[0], REST)
