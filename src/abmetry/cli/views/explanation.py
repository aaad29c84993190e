"""How a value came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from abmetry.answers.described import described
from abmetry.answers.explain import Explanation, tidy_sql
from abmetry.cli.views.catalogue import kpi_view
from abmetry.cli.views.results import answer_view
from abmetry.cli.views.words import DIM, HEAD, safe


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
        parts.extend(("", Text("Settings that decide", style=HEAD), table))
    for name, sql in explained.queries:
        parts.extend(("", Text(name, style=HEAD), Padding(Text(tidy_sql(sql), style=DIM), (0, 0, 0, 2))))
    return Group(*parts)


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
