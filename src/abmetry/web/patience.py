"""How long whoever looks is kept waiting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for answers, before what is there is shown.

    Attributes:
        page: Of a page, before it is shown without them.
        part: Of a part that a page asks for when it stands, before it is told to ask again.
    """

    page: float = 0.25
    part: float = 1.5
