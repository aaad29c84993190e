"""What other definitions would do to the accounts and the numbers, before they are taken."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from abmetry.answers.analysis import Analysis
from abmetry.answers.changes.change import Changes, Moved
from abmetry.answers.changes.side import Side
from abmetry.answers.changes.transition import Transition, by_definitions, changes_over, comparing_engine
from abmetry.answers.funnel import STAGES
from abmetry.answers.period import now_utc
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.facts.build import drafted, newest_load
from abmetry.facts.build_record import current_build
from abmetry.lang.message import message
from abmetry.workspace.definition import definition
from abmetry.workspace.document import read_settings
from abmetry.workspace.workspace import Workspace

SHOWN = 20


def defined_changes(
    workspace: Workspace,
    question: Question,
    other: Path,
    now: datetime | None = None,
    limit: int = SHOWN,
) -> Changes:
    """The numbers and the accounts of a question by the current definitions and by others.

    Args:
        workspace: The workspace.
        question: The question.
        other: The other abmetry.toml; files that it names are looked for in the workspace's folder.
        now: The present, naive UTC; None for the clock's.
        limit: The most rows and accounts shown of each change.

    Raises:
        SettingsError: The other file cannot be used.
        Unanswerable: Nothing is built, or the current build is older than the last load.
    """
    record = current_build(workspace.places)
    if record is None or record.load != newest_load(workspace.places):
        raise Unanswerable(
            message("The current build does not hold all that is loaded."),
            help=message("`abmetry build` first, so that only definitions make a difference."),
        )
    settings = read_settings(other, workspace.root)
    draft = replace(workspace, settings=settings.model_copy(update={"engine": workspace.settings.engine}))
    present = now or now_utc()
    with ExitStack() as stack:
        before = Side(stack.enter_context(Analysis(workspace, record)), question, present)
        drafted_record = stack.enter_context(drafted(draft))
        after = Side(stack.enter_context(Analysis(draft, drafted_record)), question, present)
        engine = stack.enter_context(comparing_engine(workspace))
        transition = Transition(before, after, by_definitions)
        changes = changes_over(engine, [transition], limit, split=bool(question.by))
        moved = _moved(before, after, question, present, limit)
    flags = []
    if record.definition != workspace.definition_hash:
        flags.append(message("abmetry.toml was changed since the last build, which is what is compared with"))
    return Changes(
        message("as built ({hash})", hash=record.definition[:15]),
        message("by {file} ({hash})", file=other.name, hash=draft.definition_hash[:15]),
        changes,
        tuple(flags),
        settings=settings_changed(
            definition(workspace.settings, workspace.root), definition(settings, workspace.root)
        ),
        accounts=moved,
    )


def settings_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """The settings that differ: their name, the value before and the value after; None where there is none."""
    first, second = (dict(_leaves("", side["settings"])) for side in (before, after))
    named = {f"content of {name}": value for name, value in before["files"].items()}
    named_after = {f"content of {name}": value for name, value in after["files"].items()}
    first.update(named)
    second.update(named_after)
    return tuple(
        (name, first.get(name), second.get(name))
        for name in sorted({*first, *second})
        if first.get(name) != second.get(name)
    )


def _leaves(prefix: str, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner:
            found.extend(_leaves(f"{prefix}{key}.", inner))
        else:
            found.append((prefix + str(key), inner))
    return found


def _moved(before: Side, after: Side, question: Question, now: datetime, limit: int) -> tuple[Moved, ...]:
    """Accounts that are on a list, in a tier or at a stage only before, or only after."""
    first, second = (standings(side, question, now) for side in (before, after))
    found = []
    for place in sorted({*first, *second}):
        old, new = first.get(place, frozenset()), second.get(place, frozenset())
        if old != new:
            gained, lost = sorted(new - old), sorted(old - new)
            found.append(
                Moved(
                    *place,
                    len(old),
                    len(new),
                    len(gained),
                    len(lost),
                    tuple(gained[:limit]),
                    tuple(lost[:limit]),
                )
            )
    return tuple(found)


def standings(side: Side, question: Question, now: datetime) -> Mapping[tuple[str, str], frozenset[str]]:
    """The accounts of each list, tier and funnel stage at the end of the question's period."""
    plan, working = side.analysis.working(
        replace(question, kpis=("target_accounts",), by=("list",)), now, funnel=True
    )
    working.asof("funnel_stays")
    rows = working.engine.query(
        f"""
        select s.account_id, s.g0 as list, s.tier, coalesce(r.stage, 1) as stage
        from scope s
        left join asof_funnel_stays r on r.period = s.period and r.account_id = s.account_id and r.is_at_t
        where s.cohort = {working.engine.dialect.text(plan.cohort)} and s.period = {plan.asked[-1].frame}
        """
    ).to_pylist()
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        names = {"list": row["list"], "tier": row["tier"], "stage": STAGES[row["stage"] - 1]}
        for kind, name in names.items():
            if name is not None:
                found.setdefault((kind, name), set()).add(row["account_id"])
    return {place: frozenset(accounts) for place, accounts in found.items()}
