"""Views of the accounts: which of them, in which order, as links that can be kept and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abmetry.answers.account_list import SIGNALS, SORTS, Listing
from abmetry.answers.funnel import STAGES
from abmetry.lang.message import Message, message
from abmetry.web.stages import stage_name
from abmetry.web.view import View

SIZE = 50
USUAL = "-heat"

VIEWS: tuple[tuple[Message, Mapping[str, Any]], ...] = (
    (message("All accounts"), {}),
    (message("Hot now"), {"signal": ["hot"]}),
    (message("Surging, no deal yet"), {"signal": ["surging", "no_deal"], "sort": "-surges"}),
    (message("Open pipeline"), {"signal": ["open_deal"], "sort": "-pipeline"}),
    (
        message("Deals that hang on one person"),
        {"signal": ["open_deal", "single_thread"], "sort": "-pipeline"},
    ),
    (message("Relationships that cool"), {"signal": ["degrading"], "sort": "change"}),
    (
        message("Customers gone quiet"),
        {"stage": ["won", "retention", "expansion"], "signal": ["quiet"], "sort": "relationship"},
    ),
)
"""Views that most ask for: their names, and the page's own keys in the address."""

_OWN = ("q", "stage", "signal", "sort", "page")


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen or not: a link to the list with it changed."""

    title: str
    href: str
    chosen: bool


def listing_of(view: View, size: int | None = SIZE) -> Listing:
    """The listing that the address asks for; what there is not is left out."""
    own = view.own
    sort = view.param("sort", USUAL)
    page = view.number("page")
    return Listing(
        search=view.param("q"),
        stages=tuple(stage for stage in STAGES if stage in own.get("stage", ())),
        signals=tuple(name for name in SIGNALS if name in own.get("signal", ())),
        sort=sort if sort.removeprefix("-") in SORTS else USUAL,
        limit=size,
        skip=0 if size is None else (page - 1) * size,
    )


def views_of(view: View, listing: Listing) -> list[Choice]:
    """The views, and which of them is shown."""
    found = []
    for title, keys in VIEWS:
        wanted = {**dict.fromkeys(_OWN), **keys}
        chosen = (
            listing.stages == tuple(keys.get("stage", ()))
            and set(listing.signals) == set(keys.get("signal", ()))
            and not listing.search
        )
        found.append(Choice(view.words.text(title), view.here(**wanted), chosen))
    return found


def stages_of(view: View, listing: Listing) -> list[Choice]:
    """The stages, each to be added or taken away."""
    return [
        Choice(
            stage_name(stage, view.words),
            view.here(stage=_toggled(listing.stages, stage), page=None),
            stage in listing.stages,
        )
        for stage in STAGES
    ]


def signals_of(view: View, listing: Listing) -> list[Choice]:
    """The signals, each to be added or taken away."""
    return [
        Choice(
            view.words.text(title),
            view.here(signal=_toggled(listing.signals, name), page=None),
            name in listing.signals,
        )
        for name, (title, _) in SIGNALS.items()
    ]


def _toggled(chosen: tuple[str, ...], name: str) -> list[str]:
    return [one for one in chosen if one != name] if name in chosen else [*chosen, name]
