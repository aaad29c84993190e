"""The state of a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from abmetry.answers.status import Status
from abmetry.cli.spoken import count, t, written
from abmetry.cli.views.words import BAD, DIM, GOOD, HEAD, WARN, cell, counted, listed, plain_table, safe
from abmetry.kpis.catalogue import CATALOGUE


def status_view(status: Status) -> RenderableType:
    """Sources, tables, the build, what is unavailable, and quality."""
    said = status.workspace
    head = Text.assemble(
        (safe(said["name"]) or "Workspace", HEAD),
        (
            "   "
            + t(
                "{root}   {timezone}, {currency}   definitions {definition}",
                root=said["root"],
                timezone=said["timezone"],
                currency=said["currency"],
                definition=said["definition"][7:19],
            ),
            DIM,
        ),
    )
    damaged = [Text(t(text), style=BAD) for text in status.damaged]
    parts: list[RenderableType] = [head, "", *damaged, *_sources(status), *_tables(status), *_build(status)]
    parts.extend(_unavailable(status))
    parts.extend(_quality(status))
    return Group(*parts)


def _sources(status: Status) -> Iterator[RenderableType]:
    if not status.sources:
        yield Text(t("No source is configured: add a [[sources]] table to abmetry.toml."), style=WARN)
        return
    table = plain_table(t("Source"), t("Type"), t("Path"), t("Last loaded"))
    for source in status.sources:
        when = Text(_when(source["loaded_at"])) if source["loaded_at"] else Text(t("never"), style=WARN)
        table.add_row(cell(source["name"]), cell(source["type"], DIM), cell(source["path"], DIM), when)
    yield table


def _tables(status: Status) -> Iterator[RenderableType]:
    if not status.tables or status.load is None:
        return
    shown = {
        "Source": len(status.sources) > 1,
        "Table": True,
        "Rows": True,
        "Rejected": any(row["rejected"] for row in status.tables),
        "Not in last export": any(row["missing_from_last_export"] for row in status.tables),
    }
    names = [name for name, is_shown in shown.items() if is_shown]
    table = plain_table(*(name if name in ("Source", "Table") else (name, "right") for name in names))
    for row in status.tables:
        cells = {
            "Source": cell(row["source"], DIM),
            "Table": cell(row["table"]),
            "Rows": Text(count(row["keys"])),
            "Rejected": Text(count(row["rejected"]) if row["rejected"] else "", style=WARN),
            "Not in last export": Text(
                count(row["missing_from_last_export"]) if row["missing_from_last_export"] else "", style=WARN
            ),
        }
        table.add_row(*(cells[name] for name in names))
    yield from ("", table)
    for name, style in (("refused", BAD), ("ignored", DIM)):
        files = status.load[name]
        if files:
            told = "; ".join(f"{safe(left['file'])} ({safe(t(left['reason']))})" for left in files[:5])
            yield Text(
                t("{name} by the last load ({n}): {told}", name=name.capitalize(), n=len(files), told=told),
                style=style,
            )


def _build(status: Status) -> Iterator[RenderableType]:
    build = status.build
    yield ""
    if build is None:
        hint = t("`abmetry build` makes one.") if status.load else t("`abmetry load` comes first.")
        yield Text.assemble((f"{t('No build yet.')} ", WARN), (hint, DIM))
        return
    yield Text.assemble(
        (f"{t('Build')} ", HEAD),
        (build["id"], HEAD),
        (f"   {_when(build['built_at'])}, {written(build['seconds'], 1)} s", DIM),
    )
    if build["stale"]:
        yield Text(
            t("It is not up to date: {stale}. `abmetry build` makes a new one.", stale=t(build["stale"])),
            style=WARN,
        )
    facts = {name: rows for name, rows in build["rows"].items() if not name.startswith("quality")}
    cells = [
        Text.assemble((f"{count(rows)} ", "" if rows else DIM), (name, DIM)) for name, rows in facts.items()
    ]
    yield Padding(Columns(cells, padding=(0, 3), column_first=True), (0, 0, 0, 2))


def _unavailable(status: Status) -> Iterator[RenderableType]:
    yield ""
    total = status.available + len(status.unavailable)
    style = GOOD if not status.unavailable else WARN
    yield Text.assemble(
        (f"{t('KPIs')} ", HEAD),
        (t("{available} of {total} can be answered", available=status.available, total=total), style),
    )
    reasons: dict[str, list[str]] = {}
    for row in status.unavailable:
        reasons.setdefault(row["why"], []).append(CATALOGUE[row["kpi"]].id)
    if reasons:
        table = plain_table(t("Why"), t("So these are unavailable"))
        for why, ids in reasons.items():
            table.add_row(safe(t(why)), Text(listed(ids, 12), style=DIM))
        yield Padding(table, (0, 0, 0, 2))


def _quality(status: Status) -> Iterator[RenderableType]:
    if status.held:
        yield ""
        yield Text.assemble(
            (t("{held} held for a decision:", held=counted(status.held, "tie")) + " ", WARN),
            (t("`abmetry links --held`"), DIM),
        )
    if not status.quality:
        return
    yield ""
    yield Text(t("Quality"), style=HEAD)
    table: Table = plain_table((t("Rows"), "right"), t("What it means"), t("For example"))
    for row in status.quality:
        table.add_row(
            Text(count(row["rows"])),
            cell(t(row["detail"])),
            cell(listed([str(s) for s in row["sample"]], 2), DIM),
        )
    yield Padding(table, (0, 0, 0, 2))


def _when(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M} UTC"
