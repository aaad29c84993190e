"""Pages of the navigation that are not made yet."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.web.navigation import ENTRIES
from abmetry.web.view import Viewed

router = APIRouter(include_in_schema=False)


def _page(name: str) -> None:
    @router.get(ENTRIES[name].path, response_class=HTMLResponse)
    def page(view: Viewed) -> HTMLResponse:
        return view.render("soon.html", page=name)


for _name in ENTRIES:
    _page(_name)
