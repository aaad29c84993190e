"""How a value came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from abmetry.answers.described import described
from abmetry.answers.explain import Explanation, tidy_sql
from abmetry.cli.spoken import t, written
from abmetry.cli.views.amounts import amount
from abmetry.cli.views.catalogue import kpi_view
from abmetry.cli.views.results import answer_view
from abmetry.cli.views.words import DIM, HEAD, WARN, day, plain_table, safe

VALUES_ON_SCREEN = 8


def explanation_view(explained: Explanation, width: int) -> RenderableType:
    """The definition, the value, the settings that decide, and the queries in their order.

    Args:
        explained: The explanation.
        width: Columns of the terminal.
    """
    parts: list[RenderableType] = [
        kpi_view(described(explained.kpi)),
        "",
        answer_view(explained.answer, width),
    ]
    rows = list(_leaves("", explained.settings))
    if rows:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style=DIM, no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows:
            table.add_row(Text(name), Text(value))
        parts.extend(("", Text(t("Settings that decide"), style=HEAD), table))
    parts.extend(_surer(explained))
    parts.extend(_models(explained.models))
    for name, sql in explained.queries:
        parts.extend(("", Text(name, style=HEAD), Padding(Text(tidy_sql(sql), style=DIM), (0, 0, 0, 2))))
    return Group(*parts)


def _surer(explained: Explanation) -> Iterator[RenderableType]:
    """The value of each period and group with all links, and without those that are less sure."""
    if not explained.surer:
        return
    yield from ("", Text(t("By how sure the links are"), style=HEAD))
    table = plain_table(t("Links"), t("Value") if len(explained.answer) == 1 else t("Values"))
    columns = [
        (t("all"), explained.answer),
        *((t("of at least {level}", level=written(level, 2)), told) for level, told in explained.surer),
    ]
    for name, told in columns:
        values = [amount(result.value, result.unit, result.currency) for result in told][:VALUES_ON_SCREEN]
        table.add_row(Text(name), Text("   ".join(values)))
    yield table


def _models(models: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """When which model held, how it did on weeks that it had not seen, and the tenths of the newest test."""
    if not models:
        return
    yield from ("", Text(t("Models and their back-tests"), style=HEAD))
    table = plain_table(
        t("Weeks from"),
        t("Model"),
        (t("Learned from"), "right"),
        (t("Accounts"), "right"),
        (t("Usual"), "right"),
        (t("Tested on"), "right"),
        (t("AUC"), "right"),
        (t("Brier"), "right"),
        (t("Lift of top tenth"), "right"),
    )
    for model in models:
        table.add_row(
            day(date.fromisoformat(model["quarter_on"])) if model["quarter_on"] else t("the first"),
            Text(model["model"] or t("the rule"), style="" if model["model"] else WARN),
            _number(model["n"], ","),
            _number(model["accounts"], ","),
            _number(model["base_rate"], ".1%"),
            _number(model["test_n"], ","),
            _number(model["area"], ".2f"),
            Text(
                t(
                    "{brier} of {brier_of_base_rate}",
                    brier=written(model["brier"], 3),
                    brier_of_base_rate=written(model["brier_of_base_rate"], 3),
                )
                if model["brier"] is not None
                else ""
            ),
            _number(model["top_decile_lift"], ".1f"),
        )
    yield table
    tested = next((model for model in models if model["deciles"]), None)
    if tested:
        told = "   ".join(
            f"{100 * d['predicted']:.1f} → {100 * d['observed']:.1f}" for d in tested["deciles"]
        )
        yield Text(
            t("Said and come true in {model}'s test, % by tenths: {told}", model=tested["model"], told=told),
            style=DIM,
        )


def _number(value: float | None, how: str) -> Text:
    return Text("" if value is None else format(value, how))


def _leaves(prefix: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _leaves(f"{prefix}{key}.", value)
        elif value not in (None, [], ""):
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else _said(value)
            yield f"{prefix}{key}", safe(shown)


def _said(value: Any) -> str:
    """A value as abmetry.toml has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
