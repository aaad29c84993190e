"""A page whose answers are not there yet: its frame at once, and the rest when they are."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import HTMLResponse

from abmetry.web.view import View


def in_time(
    view: View, page: str, make: Callable[[], HTMLResponse], title: str | None = None
) -> HTMLResponse:
    """A page, or its frame, which asks for the page and waits for it; without script it is a link that does.

    Args:
        view: The request.
        page: Its entry of the navigation.
        make: Makes the page; it may be called while answers are on their way.
        title: What the page is about; None: what the navigation says of it.
    """
    # The frame shows the scope bar too: to wait for it within the deadline would have a page made, and audited, twice.
    view.reader.choices()
    patience = None if view.is_fragment or view.param("wait") else view.patience.page
    return view.reader.within(patience, make) or view.render("on_its_way.html", page=page, name=title)
