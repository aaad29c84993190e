"""Credit of channels or campaigns under every model, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.answers.answer import Result
from abmetry.charts.bars_by_model import bars_by_model
from abmetry.charts.rows import group_label
from abmetry.influence.models import DEFAULT, MODELS, UNATTRIBUTED
from abmetry.lang.message import message
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain
from abmetry.web.parts import kpi_url
from abmetry.web.table import Cell, Column, Table, step_of
from abmetry.web.view import View

CREDITED = {
    "attributed_revenue": message("Revenue won"),
    "attributed_pipeline": message("Open pipeline"),
}
PARTS = {"channel": message("By channel"), "campaign": message("By campaign")}
HEADINGS = {"channel": message("Channel"), "campaign": message("Campaign")}
NAMES = {
    "first": message("First touch"),
    "last": message("Last touch"),
    "u_hubspot": message("U (HubSpot)"),
    "u_marketo": message("U (Marketo)"),
}
"""Models whose names are not those of their ids."""
REST = (UNATTRIBUTED, None)
"""What is no channel and no campaign."""
DRAWN, LISTED = 12, 40


def credit_figure(view: View, results: Sequence[Result], by: str, model: str) -> Figure | None:
    """Bars under one model, dots for the others; None where nobody has credit."""
    words = view.words
    parts = _parts(results, by, model)
    if not parts:
        return None
    named = [part for part in parts if part is not None]
    shown = set((named or parts)[:DRAWN])
    kept = [one for one in results if one.group.get(by) in shown and one.value is not None]
    first = next((one for one in _under(results, model) if one.group.get(by) == parts[0]), None)
    title = words.text("Credit by model")
    if first is not None and first.value is not None:
        title = _title(view, first, by)
    return Figure(
        id="credit-by-model",
        title=title,
        what=words.text(
            "Bars: the model {model}. Dots: the same under every other model.",
            model=Plain(model_name(view, model)),
        ),
        spec=drawn(bars_by_model(kept, words, model=model, by=by, description=title)),
        table=spread_table(view, results, by, model),
        note=_note(view, parts),
        href=view.url(f"/kpi/{results[0].kpi}"),
        tall=True,
    )


def _title(view: View, first: Result, by: str) -> str:
    """Who has most credit, and what the other models say of them, as it is written."""
    name = Plain(group_label(first, by, view.words))
    value, low, high = (
        _money(view, first, one)
        for one in (first.value, first.extra.get("lowest"), first.extra.get("highest"))
    )
    if value == low == high:
        return view.words.text(
            "{name} has most credit, {value} by every model", name=name, value=Plain(value)
        )
    return view.words.text(
        "{name} has most credit, {value}; by other models from {low} to {high}",
        name=name,
        value=Plain(value),
        low=Plain(low),
        high=Plain(high),
    )


def _note(view: View, parts: Sequence[str | None]) -> str:
    """What the chart and the tables leave out."""
    words, said = view.words, []
    if None in parts and len(parts) > 1:
        said.append(words.text("Credit of touches without a campaign stands in the table."))
    if len(parts) > LISTED:
        told = words.text(
            "The {n} of {total} with the most credit are listed; `abmetry attribution` and the API list all.",
            n=LISTED,
            total=len(parts),
        )
        said.append(told)
    return " ".join(said)


def spread_table(view: View, results: Sequence[Result], by: str, model: str) -> Table:
    """Credit under one model, with the lowest and the highest under any."""
    words = view.words
    columns = (
        Column("part", words.text(HEADINGS[by])),
        Column("credit", model_name(view, model), numeric=True),
        Column("lowest", words.text("Lowest of any model"), numeric=True),
        Column("highest", words.text("Highest of any model"), numeric=True),
        Column("n", words.text("Deals"), numeric=True),
    )
    own = sorted(_under(results, model), key=lambda one: -(one.value or 0))[:LISTED]
    rows: list[list[Cell | str]] = [
        [
            _label(view, one, by),
            Cell(_money(view, one, one.value), kpi_url(view, one), drawer=True),
            _money(view, one, one.extra.get("lowest")),
            _money(view, one, one.extra.get("highest")),
            words.number(one.n, 0),
        ]
        for one in own
    ]
    return Table(words.text("Credit and its spread over models"), columns, rows)


def models_table(view: View, results: Sequence[Result], by: str, model: str) -> Table:
    """One row per channel or campaign, one column per model, tinted by how much it has under that model."""
    words = view.words
    cells = {(one.group.get(by), one.group.get("model")): one for one in results if one.value is not None}
    models = [name for name in MODELS if any(key[1] == name for key in cells)]
    parts = _parts(results, by, model)[:LISTED]
    most = {
        name: max(
            (cells[part, name].value or 0 for part in parts if part not in REST and (part, name) in cells),
            default=0,
        )
        for name in models
    }
    labels = {one.group.get(by): _label(view, one, by) for one in results}
    rows: list[list[Cell | str]] = [
        [
            labels[part],
            *(_credit(view, cells.get((part, name)), most[name], tinted=part not in REST) for name in models),
        ]
        for part in parts
    ]
    columns = [
        Column("part", words.text(HEADINGS[by])),
        *(Column(name, model_name(view, name), numeric=True) for name in models),
    ]
    return Table(words.text("Credit under every model"), columns, rows)


def model_name(view: View, model: str) -> str:
    """What a model of credit is called."""
    text = view.words.text(NAMES.get(model, model.replace("_", " ")))
    return text[:1].upper() + text[1:]


def model_of(view: View) -> str:
    """The model that the address asks for."""
    asked = view.param("model")
    return asked if asked in MODELS else DEFAULT


def _under(results: Sequence[Result], model: str) -> list[Result]:
    return [one for one in results if one.group.get("model") == model]


def _parts(results: Sequence[Result], by: str, model: str) -> list[str | None]:
    """Channels or campaigns that have credit under any model, the most first; what is no touch's or of none last."""
    own = [one for one in _under(results, model) if one.value or one.extra.get("highest")]
    own.sort(key=lambda one: (one.group.get(by) in REST, -(one.value or 0)))
    return [one.group.get(by) for one in own]


def _label(view: View, result: Result, by: str) -> str:
    if by == "campaign" and result.group.get(by) is None:
        return view.words.text("No campaign")
    return group_label(result, by, view.words)


def _money(view: View, result: Result, value: float | None) -> str:
    return view.words.value(value, result.unit, result.currency, compact=True)


def _credit(view: View, result: Result | None, most: float, *, tinted: bool) -> Cell:
    if result is None or not result.value:
        return Cell(view.words.number(None), tone="quiet")
    step = step_of(result.value, most) if tinted else 0
    return Cell(_money(view, result, result.value), kpi_url(view, result), drawer=True, step=step)
