"""From a question to its funnels: of the whole scope, and of each group and piece of time it is split by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from abmetry.answers.calendar import Calendar
from abmetry.answers.evidence import Evidence, Part
from abmetry.answers.funnel import STAGES, Funnel, stages_of
from abmetry.answers.funnel_cohorts import entry_cohorts
from abmetry.answers.funnel_counts import Counted, Group, count
from abmetry.answers.measured import Working
from abmetry.answers.needs import HELP
from abmetry.answers.plan import Asked, Plan
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable, Unknown, UsageError
from abmetry.lang.message import completed, message, one_of
from abmetry.workspace.settings import Settings

RESTS_ON = {
    "engaged": ("touches", "campaign_members"),
    "opportunity": ("opportunities",),
    "won": ("opportunities", "contracts"),
    "retention": ("opportunities", "contracts"),
    "expansion": ("opportunities",),
}
"""Tables of which one must be loaded for anybody to be seen at a stage."""


class FunnelAsking:
    """Funnels of one build."""

    def __init__(
        self, engine: Engine, settings: Settings, loaded: Collection[str], definition: str, build: str
    ) -> None:
        """Prepare.

        Args:
            engine: A session in which the facts of the build are there under their names.
            settings: The definitions.
            loaded: Canonical tables that were loaded.
            definition: Hash of the definitions.
            build: Id of the build.
        """
        self._engine = engine
        self._settings = settings
        self._loaded = loaded
        self._marks = (definition, build)

    def funnel(self, whole: Plan, split: Plan | None) -> Funnel:
        """The funnel of a scope.

        Args:
            whole: The question without what it is split by.
            split: The question, if it is split.

        Raises:
            Unanswerable: No account was ever loaded, or the period had not begun.
        """
        self._check(whole)
        (funnel,) = self._funnels(whole)
        return funnel if split is None else replace(funnel, groups=tuple(self._funnels(split)))

    def accounts(self, plan: Plan, stage: str, part: Part, limit: int | None) -> Evidence:
        """The accounts that stand at a stage, or that reached it.

        Args:
            plan: The question.
            stage: Name of the stage.
            part: ``numerator``: at the stage or beyond; ``denominator``: at the stage before it or beyond.
            limit: The most rows shown; None: all.

        Raises:
            Unanswerable: No account was ever loaded, or the period had not begun.
            UsageError: There is no such stage, or none before it.
        """
        self._check(plan)
        if stage not in STAGES:
            raise Unknown(
                message(
                    "There is no stage '{stage}'; there are {stages}.", stage=stage, stages=", ".join(STAGES)
                )
            )
        if stage == STAGES[0] and part == "denominator":
            raise UsageError(message("No stage comes before target; ask for the numerator."))
        working = self._working(plan)
        least = STAGES.index(stage) + (1 if part == "numerator" else 0)
        sql = f"""
            select 'accounts' as "table", s.account_id as key, s.account_id, a.name as account, s.tier,
                coalesce(r.stage, 1) as stage, r.entered_at
            from (select distinct account_id, tier, period from scope
                where cohort = {self._engine.dialect.text(plan.cohort)}) s
            join accounts a on a.account_id = s.account_id
            left join asof_funnel_stays r on r.period = s.period and r.account_id = s.account_id and r.is_at_t
            where coalesce(r.stage, 1) >= {least}
        """
        working.asof("funnel_stays")
        total = self._engine.query(f"select count(*) as n from ({sql}) evidence").to_pylist()[0]["n"]
        cut = f" limit {limit}" if limit is not None else ""
        rows = self._engine.query(f"{sql} order by stage desc, account_id{cut}").to_pylist()
        named = tuple({**row, "stage": STAGES[row["stage"] - 1]} for row in rows)
        return Evidence(f"funnel {stage}", part, named, total)

    def _check(self, plan: Plan) -> None:
        if "accounts" not in self._loaded:
            raise Unanswerable(
                message("The funnel needs accounts, which were never loaded."),
                help=HELP,
            )
        if not plan.frames:
            raise Unanswerable(message("The period had not begun at the instant asked for."))

    def _working(self, plan: Plan) -> Working:
        working = Working(self._engine, self._settings, plan.frames)
        working.store("scope", plan.scope.sql(self._engine.dialect, plan.frames))
        return working

    def _funnels(self, plan: Plan) -> list[Funnel]:
        counted = count(self._working(plan), plan.cohort, len(plan.by_account))
        funnels = []
        for asked in plan.asked:
            if asked.frame is None:
                continue
            groups = [group for period, group in counted if period == asked.frame]
            if not plan.by_account:
                groups = [()]
            for group in sorted(groups, key=lambda values: self._order(plan, values)):
                of_group = counted.get((asked.frame, group), Counted())
                funnels.append(self._funnel(plan, asked, group, of_group))
        return funnels

    def _order(self, plan: Plan, group: Group) -> list[tuple[bool, int, str]]:
        tiers = plan.known_tiers
        return [
            (value is None, tiers.index(value) if by == "tier" and value in tiers else 0, str(value))
            for by, value in zip(plan.by_account, group, strict=True)
        ]

    def _funnel(self, plan: Plan, asked: Asked, group: Group, counted: Counted) -> Funnel:
        said = self._settings.workspace
        calendar = Calendar(said.timezone, said.fiscal_year_starts)
        definition, build = self._marks
        return Funnel(
            as_of=asked.moment.as_of,
            period=asked.moment.period.bounds(),
            scope=plan.scope_said,
            stages=stages_of(counted.standing, counted.times),
            movements=tuple(counted.movements),
            cohorts=entry_cohorts(counted.entries, calendar, asked.moment.t_local),
            definition=definition,
            build=build,
            group={**dict(zip(plan.by_account, group, strict=True)), **dict(asked.group)},
            flags=self._flags(plan, asked, counted),
        )

    def _flags(self, plan: Plan, asked: Asked, counted: Counted) -> tuple[str, ...]:
        unseen: dict[tuple[str, ...], list[str]] = {}
        for stage, tables in RESTS_ON.items():
            if not any(table in self._loaded for table in tables):
                unseen.setdefault(tables, []).append(stage)
        flags: list[str] = [asked.moment.running] if asked.moment.running else []
        flags.extend(
            message(
                "never loaded: {tables}, so no account is seen at {stages}",
                tables=one_of(tables),
                stages=one_of(completed(stage) for stage in stages),
            )
            for tables, stages in unseen.items()
        )
        if n := counted.without_begin:
            flags.append(
                message(
                    "{n} stay whose beginning is not known has no length",
                    "{n} stays whose beginning is not known have no length",
                    n=n,
                )
            )
        flags.extend(
            message("{name} is as last loaded, whatever the instant asked for", name=name)
            for name in plan.scope.rests_on_present_attributes
        )
        return tuple(flags)
