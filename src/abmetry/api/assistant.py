"""What a language model can ask, as plain methods: each answer with the handle of its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from abmetry.access.access import Access
from abmetry.access.caller import Caller
from abmetry.access.personal import account_without_personal, without_personal
from abmetry.access.roles import Right
from abmetry.answers.account import account as story_of
from abmetry.answers.described import described
from abmetry.answers.handle import Handle
from abmetry.answers.insights import INSIGHTS
from abmetry.answers.question import Question
from abmetry.api.shapes.catalogue import Kpi
from abmetry.api.shapes.told import (
    BriefKpi,
    Told,
    ToldAccount,
    ToldCatalogue,
    ToldEvidence,
    ToldInsight,
    ToldInsights,
    ToldResult,
)
from abmetry.errors import UsageError
from abmetry.kpis.catalogue import CATALOGUE, find
from abmetry.lang.message import message
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.serving.reader import Reader
from abmetry.workspace.workspace import Workspace

ENGAGED = "engaged_accounts"
INSIGHT = "insight"
MOST_ROWS = 500


class Tools:
    """The tools, over the current build of a workspace."""

    def __init__(self, workspace: Workspace, caller: Caller) -> None:
        """Open a workspace.

        Args:
            workspace: The workspace.
            caller: Who asks; without the right `evidence` nothing that tells of a person is told.
        """
        self._builds, self._answers = Builds(workspace), Answers()
        self._access = Access.of(workspace.places)
        self._caller = caller

    def close(self) -> None:
        """Give the build back."""
        self._answers.close()
        self._builds.close()

    def ask(self, question: Question) -> Told:
        """Answer KPIs."""
        with self._reader() as reader:
            answer = reader.answer(question)
            build = reader.analysis.record.id
        results = [
            ToldResult.model_validate(
                {
                    **told,
                    "evidence": str(
                        Handle(_of_kpi(question, told["kpi"]), build, tuple(told["group"].items()))
                    ),
                }
            )
            for told in answer.to_list()
        ]
        self._record("ask", question, len(results))
        return Told(results=results)

    def catalogue(self, kpi: str | None, search: str | None) -> ToldCatalogue:
        """One KPI in full, or those in whose words all the searched words are."""
        with self._reader() as reader:
            settings, loaded = reader.settings, reader.analysis.record.loaded
        if kpi is not None:
            return ToldCatalogue(kpi=Kpi.model_validate(described(find(kpi), settings)))
        wanted = (search or "").casefold().replace("_", " ").split()
        rows = []
        for one in CATALOGUE.values():
            told = described(one, settings)
            text = " ".join(str(told[name]) for name in ("kpi", "title", "question", "definition", "family"))
            if all(word in text.casefold().replace("_", " ") for word in wanted):
                brief = {name: told[name] for name in ("kpi", "title", "question", "unit", "family")}
                rows.append(BriefKpi(**brief, available=not one.missing(loaded)))
        return ToldCatalogue(kpis=rows)

    def evidence(self, handle: str, part: str, limit: int, offset: int) -> ToldEvidence:
        """The rows behind a number.

        Raises:
            UsageError: The handle is none, or of an earlier build.
        """
        if part not in ("numerator", "denominator"):
            raise UsageError(message("A number has a numerator and a denominator."))
        if not 0 <= limit <= MOST_ROWS or offset < 0:
            raise UsageError(message("0 to {n} rows can be had at once.", n=MOST_ROWS))
        meant = Handle.parse(handle)
        with self._reader() as reader:
            if meant.build != reader.analysis.record.id:
                raise UsageError(
                    message("That number is of an earlier build."),
                    help=message("Ask again: its value may have changed, and the answer has a new handle."),
                )
            rows, total = self._rows(reader, meant, part, limit, offset)
        after = offset + len(rows)
        kpi = ", ".join(meant.question.kpis)
        self._record("evidence", meant.question, len(rows), part=part)
        if not self._caller.may(Right.EVIDENCE):
            rows = without_personal(rows)
        return ToldEvidence(
            kpi=kpi, part=part, total=total, rows=rows, next_offset=after if rows and after < total else None
        )

    def account(self, name: str) -> ToldAccount:
        """All about one company."""
        with self._reader() as reader:
            story = reader.get(("account", name), lambda analysis: story_of(analysis, name)).to_dict()
            build = reader.analysis.record.id
        id_ = story["company"]["account_id"]
        about = Question(kpis=(ENGAGED,), cohort="all", where=(f"account_id={id_}",), compare="none")
        self._record("ask", {"account": id_}, 1)
        told = story if self._caller.may(Right.EVIDENCE) else account_without_personal(story)
        return ToldAccount(account=told, evidence=str(Handle(about, build)))

    def insights(self, question: Question, limit: int) -> ToldInsights:
        """What goes with what: those that hold first."""
        with self._reader() as reader:
            found = reader.insights(question)
            build = reader.analysis.record.id
        rows = sorted(found.to_list(), key=lambda row: row["status"] != "holds")
        asked = _of_kpi(question, INSIGHTS)
        told = [
            ToldInsight.model_validate(
                {**row, "evidence": str(Handle(asked, build, ((INSIGHT, str(row["insight"])),)))}
            )
            for row in rows[:limit]
        ]
        self._record("ask", asked, len(told))
        return ToldInsights(insights=told, found=len(rows))

    def _rows(
        self, reader: Reader, meant: Handle, part: Any, limit: int, offset: int
    ) -> tuple[list[dict[str, Any]], int]:
        """A page of rows, and how many there are."""
        group = dict(meant.group)
        if meant.question.kpis == (INSIGHTS,) and group.get(INSIGHT):
            cases = reader.insights(_of_kpi(meant.question)).rows(str(group[INSIGHT]))
            return cases[offset : offset + limit], len(cases)
        found = reader.evidence(meant.question, part, limit, offset, group)
        return found.to_list(), found.total

    def _reader(self) -> Reader:
        return Reader(self._builds, self._answers)

    def _record(self, action: str, asked: Any, rows: int, **more: Any) -> None:
        self._access.audit.record(self._caller, action, asked, rows, surface="mcp", **more)


def _of_kpi(question: Question, *kpis: str) -> Question:
    return replace(question, kpis=kpis)
