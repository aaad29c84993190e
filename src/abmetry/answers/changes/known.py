"""What changed between what was known at one instant and at a later one, and why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

from abmetry.answers.analysis import Analysis
from abmetry.answers.calendar import Calendar
from abmetry.answers.changes.causes import Changed, Reasons
from abmetry.answers.changes.change import Changes
from abmetry.answers.changes.side import Side
from abmetry.answers.changes.transition import Transition, by_definitions, changes_over, comparing_engine
from abmetry.answers.period import now_utc
from abmetry.answers.period_text import parse_instant
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from abmetry.facts.build import build, newest_load
from abmetry.lang.message import message
from abmetry.model.versions import open_model
from abmetry.workspace.kept_definitions import defined_at
from abmetry.workspace.workspace import Workspace

SHOWN = 20


def known_changes(
    workspace: Workspace,
    question: Question,
    first: str,
    second: str,
    now: datetime | None = None,
    limit: int = SHOWN,
) -> Changes:
    """The numbers of a question as known at two instants, each difference taken apart by cause.

    The definitions are those that held at each instant, as far as builds kept them.

    Args:
        workspace: The workspace.
        question: The question.
        first: The earlier instant.
        second: The later one.
        now: The present, naive UTC; None for the clock's.
        limit: The most rows shown of each number.

    Raises:
        UsageError: The instants are none, or in the wrong order.
        Unanswerable: Nothing was loaded by the earlier instant.
    """
    said = workspace.settings.workspace
    calendar = Calendar(said.timezone, said.fiscal_year_starts)
    present = now or now_utc()
    earlier, later = (parse_instant(text, calendar, present) for text in (first, second))
    if earlier >= later:
        raise UsageError(message("The second instant must be later than the first."))
    if newest_load(workspace.places, earlier) is None:
        raise Unanswerable(message("Nothing was loaded by {earlier}.", earlier=_told(earlier)))
    after = defined_at(workspace, later) or workspace
    before = defined_at(workspace, earlier)
    flags = (
        []
        if before
        else [
            message(
                "no definitions were kept by {instant}: the later ones stand for them", instant=_told(earlier)
            )
        ]
    )
    before = before or after
    with ExitStack() as stack:

        def ask(defined: Workspace, known: datetime) -> Side:
            analysis = stack.enter_context(Analysis(defined, build(defined, known_at=known)))
            return Side(analysis, question, present)

        one, two = ask(before, earlier), ask(before, later)
        three = two if before.definition_hash == after.definition_hash else ask(after, later)
        model = stack.enter_context(comparing_engine(workspace))
        open_model(model, workspace.places, later)

        def reasons(rows: Sequence[Changed]) -> Reasons:
            found = Reasons(model, earlier, one.accounts(rows), two.accounts(rows))
            found.learn(rows)
            return found

        transitions = [Transition(one, two, reasons)]
        if three is not two:
            transitions.append(Transition(two, three, by_definitions))
        changes = changes_over(model, transitions, limit, split=bool(question.by))
    return Changes(
        message("known at {instant}", instant=_told(earlier)),
        message("known at {instant}", instant=_told(later)),
        changes,
        tuple(flags),
    )


def _told(instant: datetime) -> str:
    return f"{instant.isoformat(sep=' ', timespec='seconds')} UTC"
