"""Every KPI and what it means, family by family."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.charts.look import capital
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.kpis.kpi import Family, Kpi
from abmetry.lang.words import Words
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Shelf:
    """KPIs of one family."""

    id: str
    title: str
    kpis: list[Kpi]


@router.get("/catalogue", response_class=HTMLResponse)
def catalogue(view: Viewed) -> HTMLResponse:
    """The page; ``q`` narrows it to what has all of its words."""
    sought = view.param("q").casefold().split()
    told = [kpi.told(view.settings) for kpi in CATALOGUE.values()]
    kept = [kpi for kpi in told if all(word in _said(kpi, view.words) for word in sought)]
    return view.render(
        "catalogue.html", page="catalogue", shelves=_shelves(view, kept), total=len(kept), q=view.param("q")
    )


def _said(kpi: Kpi, words: Words) -> str:
    texts = (words.text(kpi.title), words.text(kpi.question), words.text(kpi.definition))
    return " ".join((kpi.id, *texts)).casefold()


def _shelves(view: View, kpis: list[Kpi]) -> list[Shelf]:
    shelves = (
        Shelf(
            family.name.lower(),
            capital(view.words.text(family.value)),
            [k for k in kpis if k.family is family],
        )
        for family in Family
    )
    return [shelf for shelf in shelves if shelf.kpis]
