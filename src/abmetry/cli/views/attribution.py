"""Credit by channel and campaign, and of one opportunity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.answer import Answer, Result
from abmetry.answers.deal_credit import DealCredit
from abmetry.cli.spoken import percent, t
from abmetry.cli.views.amounts import amount, brief, interval, number
from abmetry.cli.views.results import Footnotes, change, heading, unavailable
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, day, plain_table, safe
from abmetry.influence.models import MODELS
from abmetry.kpis.catalogue import find

SHOWN, NARROW = 30, 76
_MODEL_WIDTH, _MODEL = 11, "model"


def attribution_view(answer: Answer, width: int) -> RenderableType:
    """Credit, one table per KPI: under one model with its range and the spread over all, or model beside model.

    Args:
        answer: The answer.
        width: Columns of the terminal.
    """
    results = [result for result in answer if result.status != "unavailable"]
    parts: list[RenderableType] = []
    footnotes = Footnotes()
    if results:
        parts.append(heading(results[0].period, results[-1].as_of, results[0].scope))
    elif not len(answer):
        parts.append(
            Text(t("No opportunity was won or is open in this scope: there is nothing to credit."), style=DIM)
        )
    for kpi_id in dict.fromkeys(result.kpi for result in results):
        parts.extend(_of_kpi([result for result in results if result.kpi == kpi_id], footnotes, width))
    if footnotes.numbers:
        parts.extend(("", *footnotes.lines()))
    parts.extend(unavailable([result for result in answer if result.status == "unavailable"]))
    return Group(*parts)


def _of_kpi(results: Sequence[Result], footnotes: Footnotes, width: int) -> Iterator[RenderableType]:
    kpi = find(results[0].kpi)
    models = list(dict.fromkeys(str(result.group[_MODEL]) for result in results))
    marks = footnotes.marks(list(dict.fromkeys(flag for result in results for flag in result.flags)))
    yield ""
    rule = MODELS[models[0]].title if len(models) == 1 else counted(len(models), "model")
    yield Text.assemble((t(kpi.title), HEAD), (f" {marks}   {rule}" if marks else f"   {rule}", DIM))
    parts: dict[tuple[Any, ...], dict[str, Result]] = {}
    for result in results:
        key = tuple(value for name, value in result.group.items() if name != _MODEL)
        parts.setdefault(key, {})[str(result.group[_MODEL])] = result
    ordered = sorted(parts.values(), key=lambda found: -max(result.value or 0 for result in found.values()))
    if len(models) == 1:
        yield _one_model([found[models[0]] for found in ordered[:SHOWN]], width)
    else:
        for place, block in enumerate(_blocks(models, width - 34)):
            if place:
                yield ""
            yield _several(ordered[:SHOWN], block)
    if len(ordered) > SHOWN:
        yield Text(
            t("and {parts} more: --format csv, or --by channel", parts=counted(len(ordered) - SHOWN, "part")),
            style=DIM,
        )


def _one_model(results: Sequence[Result], width: int) -> RenderableType:
    names = [name for name in results[0].group if name != _MODEL]
    roomy = width >= NARROW
    table = plain_table(
        *(name.capitalize() for name in names),
        (t("Credit"), "right"),
        *(
            ((t("{level} range", level=percent(95, 0)), "right"), (t("Under any model"), "right"))
            if roomy
            else ()
        ),
        (t("Deals"), "right"),
        *(((t("Change"), "right"),) if any(result.previous for result in results) else ()),
    )
    for result in results:
        spread = {"low": result.extra.get("lowest"), "high": result.extra.get("highest")}
        few = result.status == "too_few"
        table.add_row(
            *(_group(result, name) for name in names),
            Text(amount(result.value, result.unit, result.currency), style=HEAD),
            *(
                (
                    Text(interval(result.interval, result.unit, result.currency), style=DIM),
                    Text(interval(spread, result.unit, result.currency)),
                )
                if roomy
                else ()
            ),
            Text.assemble((f"{t('few')} " if few else "", WARN), (number(result.n or 0), DIM)),
            *((change(result, "higher"),) if any(other.previous for other in results) else ()),
        )
    return table


def _several(parts: Sequence[dict[str, Result]], models: Sequence[str]) -> RenderableType:
    first = next(iter(parts[0].values()))
    names = [name for name in first.group if name != _MODEL]
    table = plain_table(*(t(name.capitalize()) for name in names), *((name, "right") for name in models))
    for found in parts:
        one = next(iter(found.values()))
        cells = [
            Text(brief(found[name].value if name in found else 0, one.unit, one.currency)) for name in models
        ]
        table.add_row(*(_group(one, name) for name in names), *cells)
    return table


def _blocks(models: Sequence[str], room: int) -> Iterator[Sequence[str]]:
    """Models side by side, as many as there is room for."""
    size = max(2, room // _MODEL_WIDTH)
    for place in range(0, len(models), size):
        yield models[place : place + size]


def _group(result: Result, name: str) -> Text:
    value = result.group.get(name)
    return Text(t("none"), style=DIM) if value is None else cell(result.label.get(name, value))


def deal_view(deal: DealCredit, zone: ZoneInfo, width: int) -> RenderableType:
    """One opportunity: its touches with their milestones, what each gets under each model, and the rules.

    Args:
        deal: Its credit.
        zone: Time zone of the instants.
        width: Columns of the terminal.
    """
    told = deal.opportunity
    head = f"{safe(told['account'] or told['account_id'])} · {told['status']}"
    dates = [t("created {day}", day=_day(told["created_at"], zone))]
    if told["closed_at"]:
        dates.append(t("closed {day}", day=_day(told["closed_at"], zone)))
    parts: list[RenderableType] = [
        Text.assemble(
            (safe(told["name"] or told["opportunity_id"]), HEAD),
            (f"   {amount(told['amount'], 'money', deal.currency)}   {head} · {' · '.join(dates)}", DIM),
        )
    ]
    if not deal.touches:
        parts.append(
            Text(t("No marketing touch of its account lies in the influence window: all is unattributed."))
        )
        return Group(*parts)
    (first, *rest) = _blocks(deal.models, width - 60)
    parts.extend(("", _touches(deal, first, zone, full=True)))
    for block in _blocks([name for names in rest for name in names], width - 42):
        parts.extend(("", _touches(deal, block, zone, full=False)))
    if len(deal.touches) > SHOWN:
        parts.append(
            Text(
                t(
                    "and {touches} more: --format csv",
                    touches=counted(len(deal.touches) - SHOWN, "touch", "touches"),
                ),
                style=DIM,
            )
        )
    rules = plain_table(t("Model"), t("Rule"))
    for name in deal.models:
        rules.add_row(Text(name, style=HEAD), Text(MODELS[name].rule, style=DIM))
    return Group(*parts, "", rules)


def _touches(deal: DealCredit, models: Sequence[str], zone: ZoneInfo, *, full: bool) -> RenderableType:
    names = [t("Touch"), "", t("Channel"), *([t("Campaign"), t("Milestone")] if full else [])]
    table = plain_table(*names, *((name, "right") for name in models))
    for touch in deal.touches[:SHOWN]:
        after = t("after creation") if touch["counts"] != "before creation" else ""
        said = ", ".join(touch["milestones"]) or after
        table.add_row(
            Text(_day(touch["occurred_at"], zone), style=DIM),
            cell((touch["kind"] or "").replace("_", " ")),
            cell(touch["channel"]),
            *([cell(touch["campaign"] or touch["campaign_id"]), Text(said)] if full else []),
            *(_credit(touch["credit"][name], deal.currency) for name in models),
        )
    if any(deal.unattributed.values()):
        rest = [_credit(deal.unattributed[name], deal.currency) for name in models]
        table.add_row(Text(t("unattributed"), style=WARN), "", "", *(["", ""] if full else []), *rest)
    return table


def _credit(value: float, currency: str) -> Text:
    return Text(amount(value, "money", currency) if value else "·", style="" if value else DIM)


def _day(instant: str, zone: ZoneInfo) -> str:
    found = datetime.fromisoformat(instant)
    return day(found.replace(tzinfo=found.tzinfo or UTC).astimezone(zone))
