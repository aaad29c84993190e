"""The accounts of a question, per period: cohort, tier, groups, and whether they were targets (rules 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.answers.where import Attributes, Condition
from abmetry.asof.relation import Bounds, Frame
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, steps_sql


@dataclass(frozen=True)
class Scope:
    """Which accounts a question is about.

    Attributes:
        lists: Target lists; none: all.
        tiers: Tiers; none: all.
        conditions: Conditions on attributes.
        owner: Owner of the accounts.
        cohorts: The cohorts wanted, of ``abm``, ``non_abm`` and ``all``; and ``ever_listed``: accounts that were on
            a list of the scope at any instant before t, whatever their tier.
        by: Attributes of accounts that the answer is split by, ``tier``, ``list`` and ``owner`` among them.
        attributes: What may be asked of accounts.
    """

    lists: tuple[str, ...]
    tiers: tuple[str, ...]
    conditions: tuple[Condition, ...]
    owner: str | None
    cohorts: tuple[str, ...]
    by: tuple[str, ...]
    attributes: Attributes

    def check(self) -> None:
        """Make sure that it can be asked for.

        Raises:
            UsageError: No account has an attribute that it rests on, or one is compared with a value of another kind.
        """
        for condition in self.conditions:
            condition.check(self.attributes)
        for by in self.by:
            if by not in ("tier", "list"):
                self.attributes.type_of(by)

    @property
    def rests_on_present_attributes(self) -> tuple[str, ...]:
        """Attributes without a time of their own that the scope or its groups rest on."""
        names = [c.attribute for c in self.conditions] + [b for b in self.by if b not in ("tier", "list")]
        return tuple(dict.fromkeys(names + (["owner"] if self.owner else [])))

    def sql(self, dialect: Dialect, frames: Sequence[Frame]) -> str:
        """One row per period, cohort and account (and list, if split by list), with its groups as ``g0``, ``g1``..."""
        return "\nunion all\n".join(
            f"select * from ({self._frame_sql(dialect, frame)}) scope_{frame.index}" for frame in frames
        )

    def _frame_sql(self, dialect: Dialect, frame: Frame) -> str:
        bounds = Bounds.of(dialect, frame)
        steps = [
            Step(
                "members_at_t",
                f"select * from list_stays where {bounds.holds_at(bounds.t, 'valid_from', 'valid_to')}",
            ),
            Step(
                "ranked",
                f"""
                select account_id, tier,
                    row_number() over (partition by account_id order by tier_rank, tier, list_id) as place
                from members_at_t
                where {self._of_lists(dialect)}
                """,
            ),
            Step("listed", "select account_id, tier from ranked where place = 1"),
            Step("on_any_list", "select distinct account_id from members_at_t"),
            Step(
                "customers_at_start",
                f"""
                select distinct account_id from customer_spells
                where {bounds.visible()} and {bounds.holds_at(bounds.start, "spell_from", "spell_to")}
                """,
            ),
            Step("cohorts", self._cohorts_sql(dialect, bounds)),
            Step(
                "scope_of_period",
                f"""
                select
                    {frame.index} as period, k.cohort, k.account_id, k.tier,
                    c.account_id is null as is_target
                    {"".join(f", {sql} as g{i}" for i, sql in enumerate(self._groups(dialect)))}
                from cohorts k
                join accounts a on a.account_id = k.account_id
                {self._list_join()}
                left join customers_at_start c on c.account_id = k.account_id
                where {self._where(dialect)}
                """,
            ),
        ]
        return steps_sql(steps)

    def _cohorts_sql(self, dialect: Dialect, bounds: Bounds) -> str:
        tiers = dialect.in_list("tier", self.tiers) if self.tiers else "1 = 1"
        cohorts = {
            "abm": f"""
                select 'abm' as cohort, account_id, tier from listed where {tiers}
            """,
            "non_abm": f"""
                select 'non_abm' as cohort, a.account_id, cast(null as string) as tier
                from accounts a left join on_any_list m on m.account_id = a.account_id
                where m.account_id is null and (a.created_at is null or a.created_at < {bounds.t})
            """,
            "all": f"""
                select 'all' as cohort, a.account_id, l.tier
                from accounts a left join listed l on l.account_id = a.account_id
                where (l.account_id is not null or a.created_at is null or a.created_at < {bounds.t})
                    and ({"l.account_id is not null" if self.lists or self.tiers else "1 = 1"})
                    and ({tiers})
            """,
            "ever_listed": f"""
                select distinct 'ever_listed' as cohort, account_id, cast(null as string) as tier
                from list_stays
                where (valid_from is null or valid_from < {bounds.t})
                    and (valid_from is null or valid_to is null or valid_to > valid_from)
                    and {self._of_lists(dialect)}
            """,
        }
        return " union all ".join(cohorts[cohort] for cohort in self.cohorts)

    def _of_lists(self, dialect: Dialect) -> str:
        return dialect.in_list("list_id", self.lists) if self.lists else "1 = 1"

    def _groups(self, dialect: Dialect) -> list[str]:
        own = {"tier": "k.tier", "list": "ls.list_id"}
        return [own.get(by) or self.attributes.sql(dialect, by) for by in self.by]

    def _list_join(self) -> str:
        if "list" not in self.by:
            return ""
        return "left join (select distinct account_id, list_id from members_at_t) ls on ls.account_id = k.account_id"

    def _where(self, dialect: Dialect) -> str:
        wanted = [condition.sql(dialect, self.attributes) for condition in self.conditions]
        if self.owner is not None:
            wanted.append(f"a.owner_id = {dialect.text(self.owner)}")
        if "list" in self.by and self.lists:
            wanted.append(f"(ls.list_id is null or {dialect.in_list('ls.list_id', self.lists)})")
        return " and ".join(wanted) or "1 = 1"
