"""The board in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from abmetry.answers.board import Board, Card
from abmetry.cli.spoken import count, t
from abmetry.cli.views.amounts import amount, brief, difference, interval, p_value
from abmetry.cli.views.funnel import bars
from abmetry.cli.views.results import change, heading, target
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, direction, plain_table, safe
from abmetry.kpis.catalogue import find

WIDE = 136
QUALITY_SHOWN = 5


def board_view(board: Board, width: int) -> RenderableType:
    """The executive KPIs as cards, the funnel as bars, and what needs attention.

    Args:
        board: The board.
        width: Columns of the terminal.
    """
    parts: list[RenderableType] = [Text(safe(board.name), style=HEAD)]
    if board.cards:
        first = board.cards[0].result
        parts.append(heading(first.period, first.as_of, first.scope))
        columns = 4 if width >= WIDE else 2
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        for _ in range(columns):
            grid.add_column(ratio=1)
        for place in range(0, len(board.cards), columns):
            grid.add_row(*(_card(card) for card in board.cards[place : place + columns]))
        parts.extend(("", grid))
    parts.extend(("", Text(t("Account funnel"), style=HEAD), bars(board.funnel["stages"], width)))
    parts.extend(_attention(board))
    return Group(*parts)


def _card(card: Card) -> RenderableType:
    result = card.result
    kpi = find(result.kpi)
    lines: list[RenderableType] = []
    if result.status == "unavailable":
        lines.append(Text("; ".join(t(flag) for flag in result.flags), style=DIM))
        return Panel(
            Group(*lines),
            title=Text(t(kpi.title), style=f"{HEAD} not dim"),
            title_align="left",
            border_style=DIM,
            padding=(1, 2),
        )
    big = Text(amount(result.value, result.unit, result.currency), style=f"{HEAD} cyan")
    if card.rate is not None and card.rate.value is not None:
        big.append(f"   {amount(card.rate.value, card.rate.unit)}", style=DIM)
    lines.append(big)
    found = interval(result.interval, result.unit, result.currency)
    n = "" if result.n is None else f"n {count(result.n)}"
    few = t("too few") + "  " if result.status == "too_few" else ""
    lines.append(Text.assemble((few, WARN), ("  ".join(part for part in (found, n) if part), DIM)))
    lines.append("")
    lines.extend(_beside(card, kpi.better))
    return Panel(
        Group(*lines),
        title=Text(t(kpi.title), style=f"{HEAD} not dim"),
        title_align="left",
        border_style=DIM,
        padding=(1, 2),
    )


def _beside(card: Card, better: str) -> Iterator[Text]:
    result = card.result
    aimed = result if result.target is not None else card.rate
    if aimed is not None and aimed.target is not None:
        yield target(aimed)
    if result.previous and result.previous.get("value") is not None:
        before = brief(result.previous["value"], result.unit, result.currency)
        yield Text.assemble(change(result, better), ("  " + t("before: {before}", before=before), DIM))
    # Counts and sums of two groups of different size say nothing side by side; their rate does.
    told = card.rate if card.rate is not None else result
    beside = told.comparison
    if beside and beside.get("value") is not None:
        shown = brief if told.unit.startswith("money") else amount
        other = shown(beside["value"], told.unit, told.currency)
        gap = beside.get("difference")
        sure = beside.get("p") is not None and beside["p"] < 0.05
        _, style = direction(gap, better)
        yield Text.assemble(
            (difference(gap, told.unit, told.currency), style if sure else ""),
            ("  " + t("outside: {other}", other=other), DIM),
        )
        yield Text(p_value(beside.get("p")), style=DIM)


def _attention(board: Board) -> Iterator[RenderableType]:
    flags: dict[str, list[str]] = {}
    for card in board.cards:
        for flag in card.result.flags if card.result.status != "unavailable" else ():
            flags.setdefault(flag, []).append(t(find(card.result.kpi).title))
    table = plain_table("", "", "")
    table.show_header = False
    for flag, titles in flags.items():
        table.add_row(Text("!", style=WARN), cell(t(flag)), Text(", ".join(titles), style=DIM))
    if board.held:
        table.add_row(
            Text("!", style=WARN),
            Text(t("{held} held for a decision", held=counted(board.held, "tie"))),
            Text("abmetry links --held", style=DIM),
        )
    if board.rejected:
        table.add_row(
            Text("!", style=WARN),
            Text(t("{rejected} rejected", rejected=counted(board.rejected, "row"))),
            Text("abmetry rejected", style=DIM),
        )
    for row in board.quality[:QUALITY_SHOWN]:
        table.add_row(
            Text("·", style=DIM),
            Text(f"{count(row['rows'])}  {safe(t(row['detail']))}"),
            Text("abmetry status", style=DIM),
        )
    if table.row_count:
        yield from ("", Text(t("Needs attention"), style=HEAD), table)
