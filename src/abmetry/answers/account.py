"""One company: where it stands, who its people are, its deals and contracts, and what happened last."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from abmetry.answers.account_scores import account_scores
from abmetry.answers.analysis import Analysis
from abmetry.answers.calendar import Calendar
from abmetry.answers.flat import flatten
from abmetry.answers.funnel import STAGES
from abmetry.answers.period import now_utc
from abmetry.answers.plain import plain
from abmetry.answers.question import Question
from abmetry.asof.elapsed import elapsed_days_sql
from abmetry.engine.engine import Engine
from abmetry.errors import Unknown, UsageError
from abmetry.lang.message import message

TOUCHES_SHOWN = 30

Row = dict[str, Any]

_OF_TOUCHES = (
    "account_id, touch_id, occurred_at, occurred_is_date, kind, direction, channel, is_engagement, minutes, url,"
    " outcome, person_id, stakeholder_id, campaign_id, user_id, known_to, link_rule, link_confidence"
)

_RESTS_ON = {
    "engagement": ("touches", "campaign_members"),
    "people": ("people",),
    "opportunities": ("opportunities",),
    "contracts": ("contracts",),
    "touches": ("touches", "campaign_members"),
    "heat": ("touches",),
}
"""Parts of a story, and the tables of which one must be loaded for anything to be known."""


@dataclass(frozen=True)
class Account:
    """One company as it is known now. Instants are ISO 8601 in UTC; those of the wall clock have the zone's offset.

    Attributes:
        company: The columns of the fact ``accounts``, with ``owner``, ``parent`` and ``attributes`` by name.
        stage: ``stage`` and ``since`` (None: from ever); None before it existed.
        lists: Target lists: ``list_id``, ``tier``, ``valid_from``, ``valid_to``.
        customer: Spells as a customer: ``since``, ``until``, ``began_by``, ``began_id``.
        engagement: ``touches``, ``engagements``, ``minutes``, ``first_at`` and ``last_at`` (of engagements),
            ``people`` (who engaged).
        stages: Its way through the funnel: ``stage``, ``since``, ``until``.
        people: One row per person, with ``engagements``, ``minutes`` and ``last_at``.
        opportunities: One row per deal, with ``status``, ``stage``, ``amount_reporting``, and its ``stays`` with their
            ``days``.
        contracts: One row per contract.
        touches: The last touches, the newest first; ``occurred_local`` is ``occurred_at`` by the wall clock.
        links: By which rules its rows were given to it: ``fact``, ``rule``, ``rows``, ``confidence``.
        scores: ``heat``, ``relationship`` and ``surges``, each with the numbers that it is made of.
        unavailable: Parts that are not known, and the tables of which one would have to be loaded.
    """

    company: Row
    stage: Row | None
    lists: tuple[Row, ...]
    customer: tuple[Row, ...]
    engagement: Row
    stages: tuple[Row, ...]
    people: tuple[Row, ...]
    opportunities: tuple[Row, ...]
    contracts: tuple[Row, ...]
    touches: tuple[Row, ...]
    links: tuple[Row, ...]
    scores: Row
    unavailable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The company as it stands in JSON."""
        told: dict[str, Any] = {
            "company": self.company,
            "stage": self.stage,
            "lists": list(self.lists),
            "customer": list(self.customer),
            "engagement": self.engagement,
            "stages": list(self.stages),
            "people": list(self.people),
            "opportunities": list(self.opportunities),
            "contracts": list(self.contracts),
            "touches": list(self.touches),
            "links": list(self.links),
            "scores": self.scores,
        }
        unknown = {part: None for part in self.unavailable if part in told}
        return {
            **told,
            **unknown,
            "unavailable": {part: list(needs) for part, needs in self.unavailable.items()},
        }

    def to_arrow(self) -> pa.Table:
        """Its timeline: one row per touch."""
        return flatten(self.touches)


def account(analysis: Analysis, name: str, now: datetime | None = None) -> Account:
    """Tell all about one company.

    Args:
        analysis: The build.
        name: Its id; else its domain or its name, where only one company has it.
        now: The present, naive UTC; nothing at or after it has happened. None: the clock's.

    Raises:
        UsageError: No company is called so, or several are; names some that are near.
    """
    with analysis.session(Question()) as engine:
        key = find_account(engine, name)
        instant = now or now_utc()
        with analysis.session(Question()) as apart:
            scores = account_scores(apart, analysis.workspace.settings, key, instant)
        unavailable = _unavailable(analysis.record.loaded)
        _keep_own(engine, key)
        story = _Story(engine, key, instant, analysis.calendar)
        return Account(
            company=story.company(),
            stage=story.stage(),
            lists=story.lists(),
            customer=story.customer(),
            engagement=story.engagement(),
            stages=story.stages(),
            people=story.people(),
            opportunities=story.opportunities(),
            contracts=story.contracts(),
            touches=story.touches(),
            links=story.links(),
            scores={**scores, "heat": None if "heat" in unavailable else scores["heat"]},
            unavailable=unavailable,
        )


def _unavailable(loaded: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The parts that rest on tables of which none was ever loaded, and these tables."""
    return {part: tables for part, tables in _RESTS_ON.items() if not any(t in loaded for t in tables)}


def _keep_own(engine: Engine, key: str) -> None:
    """Look through all that is great only once: from here on the session knows of one company's rows."""
    for name, columns in (("touches", _OF_TOUCHES), ("people", "*")):
        own = f"select {columns} from {engine.stored(name)} own where account_id = {engine.dialect.text(key)}"
        engine.create_table(f"{name}_of_account", own, temporary=True)
        engine.create_view(name, f"select * from {name}_of_account")


def find_account(engine: Engine, name: str) -> str:
    """The id of the company of that id, domain or name.

    Raises:
        UsageError: There is none, or there are several.
    """
    text = engine.dialect.text
    wanted, folded = text(name), text(name.strip().lower())
    found = engine.query(
        f"""
        select account_id, name, case when account_id = {wanted} then 1 else 2 end as place from accounts
        where account_id = {wanted} or lower(domain) = {folded} or lower(name) = {folded}
        order by place, account_id
        """
    ).to_pylist()
    if found and (found[0]["place"] == 1 or len(found) == 1):
        return str(found[0]["account_id"])
    if found:
        ids = ", ".join(str(row["account_id"]) for row in found[:5])
        raise UsageError(
            message("{n} accounts are called '{name}'.", n=len(found), name=name),
            help=message("Name one by its id: {ids}.", ids=ids),
        )
    near = engine.query(
        f"select account_id, name from accounts where position({folded} in lower(name)) > 0 order by name limit 5"
    ).to_pylist()
    told = ", ".join(f"{row['account_id']} ({row['name']})" for row in near)
    raise Unknown(
        message("There is no account '{name}'.", name=name),
        help=message("Did you mean {told}?", told=told)
        if near
        else message("`abmetry evidence engaged_accounts` lists some, with their ids."),
    )


class _Story:
    """The queries about one company."""

    def __init__(self, engine: Engine, key: str, now: datetime, calendar: Calendar) -> None:
        self._engine = engine
        self._calendar = calendar
        self._now = engine.dialect.timestamp(now.isoformat(" "))
        self._now_local = engine.dialect.timestamp(calendar.to_local(now).isoformat(" "))
        self._own = f"account_id = {engine.dialect.text(key)}"
        self._touched = f"{self._own} and known_to is null and occurred_at < {self._now}"

    def _rows(self, sql: str) -> tuple[Row, ...]:
        rows = self._engine.query(sql).to_pylist()
        return tuple({name: plain(value) for name, value in row.items()} for row in rows)

    def company(self) -> Row:
        row = self._rows(
            f"""
            select a.*, u.name as owner, p.name as parent
            from accounts a
            left join users u on u.user_id = a.owner_id
            left join accounts p on p.account_id = a.parent_account_id
            where a.{self._own}
            """
        )[0]
        return {**row, "attributes": json.loads(row["attributes"] or "{}")}

    def stage(self) -> Row | None:
        reached = [row for row in self.stages() if row["until"] is None]
        return {"stage": reached[-1]["stage"], "since": reached[-1]["since"]} if reached else None

    def stages(self) -> tuple[Row, ...]:
        rows = self._rows(
            f"""
            select stage, spell_from as since, case when spell_to < {self._now} then spell_to end as until
            from funnel_spells
            where {self._own} and (spell_from is null or spell_from < {self._now})
            order by case when spell_from is null then 0 else 1 end, spell_from
            """
        )
        return tuple({**row, "stage": STAGES[row["stage"] - 1]} for row in rows)

    def lists(self) -> tuple[Row, ...]:
        return self._rows(
            f"select list_id, tier, valid_from, valid_to from list_stays where {self._own}"
            " order by list_id, valid_from nulls last"
        )

    def customer(self) -> tuple[Row, ...]:
        return self._rows(
            f"""
            select spell_from as since, spell_to as until, began_by, began_id from customer_spells
            where {self._own} and known_to is null and known_from < {self._now} and spell_from < {self._now}
            order by spell_from
            """
        )

    def engagement(self) -> Row:
        return self._rows(
            f"""
            select count(*) as touches, sum(case when is_engagement then 1 else 0 end) as engagements,
                coalesce(sum(minutes), 0) as minutes,
                min(case when is_engagement then occurred_at end) as first_at,
                max(case when is_engagement then occurred_at end) as last_at,
                count(distinct case when is_engagement then stakeholder_id end) as people
            from touches where {self._touched}
            """
        )[0]

    def people(self) -> tuple[Row, ...]:
        return self._rows(
            f"""
            select p.person_id, p.name, p.title, p.persona, p.buying_role, p.seniority, p.email, p.is_key_contact,
                p.link_rule, p.link_confidence, coalesce(t.engagements, 0) as engagements,
                coalesce(t.minutes, 0) as minutes, t.last_at
            from people p
            left join (
                select person_id, sum(case when is_engagement then 1 else 0 end) as engagements,
                    sum(minutes) as minutes, max(case when is_engagement then occurred_at end) as last_at
                from touches where {self._touched} group by person_id
            ) t on t.person_id = p.person_id
            where p.{self._own} and p.known_to is null
            order by coalesce(t.minutes, 0) desc, coalesce(t.engagements, 0) desc, p.name nulls last,
                p.person_id
            """
        )

    def opportunities(self) -> tuple[Row, ...]:
        deals = self._rows(
            f"""
            select o.opportunity_id, o.name, o.type, o.created_at, s.status, s.stage, s.amount_reporting,
                s.probability, s.closed_at, u.name as owner
            from opportunities o
            left join opportunity_states s on s.opportunity_id = o.opportunity_id
                and s.state_from < {self._now} and (s.state_to is null or s.state_to >= {self._now})
            left join users u on u.user_id = o.owner_id
            where o.{self._own} and (o.created_at is null or o.created_at < {self._now})
            order by o.created_at desc, o.opportunity_id
            """
        )
        left = f"left_at < {self._now}"
        days = elapsed_days_sql(
            self._engine.dialect,
            "entered_local",
            f"case when {left} then left_local else {self._now_local} end",
            "entered_is_date",
            f"({left} and left_is_date)",
        )
        stays = self._rows(
            f"""
            select opportunity_id, stage, entered_at, case when {left} then left_at end as left_at, {days} as days
            from stage_stays
            where {self._own} and entered_at < {self._now} order by opportunity_id, entered_at
            """
        )
        return tuple(
            {
                **deal,
                "stays": [
                    {name: stay[name] for name in ("stage", "entered_at", "left_at", "days")}
                    for stay in stays
                    if stay["opportunity_id"] == deal["opportunity_id"]
                ],
            }
            for deal in deals
        )

    def contracts(self) -> tuple[Row, ...]:
        return self._rows(
            f"""
            select contract_id, starts_on, last_on, annual_value_reporting, value_reporting, renews_contract_id,
                opportunity_id,
                active_from < {self._now} and (active_to is null or active_to >= {self._now}) as is_active
            from contracts where {self._own} order by starts_on nulls last, contract_id
            """
        )

    def touches(self) -> tuple[Row, ...]:
        rows = self._engine.query(
            f"""
            select t.touch_id, t.occurred_at, t.occurred_at as occurred_local, t.occurred_is_date, t.kind, t.direction,
                t.channel, t.is_engagement, t.minutes, t.url, t.outcome, t.person_id, p.name as person, t.campaign_id,
                c.name as campaign, t.user_id, u.name as "user", t.link_rule, t.link_confidence
            from (
                select * from touches where {self._touched}
                order by occurred_at desc, touch_id limit {TOUCHES_SHOWN}
            ) t
            left join people p on p.person_id = t.person_id and p.known_to is null
            left join campaigns c on c.campaign_id = t.campaign_id
            left join users u on u.user_id = t.user_id
            order by t.occurred_at desc, t.touch_id
            """
        ).to_pylist()
        return tuple(
            {
                name: plain(self._calendar.with_offset(value) if name == "occurred_local" else value)
                for name, value in row.items()
            }
            for row in rows
        )

    def links(self) -> tuple[Row, ...]:
        return self._rows(
            " union all ".join(
                f"""
                select '{fact}' as fact, link_rule as rule, count(*) as "rows", avg(link_confidence) as confidence
                from {fact} where {condition} group by link_rule
                """
                for fact, condition in (("people", self._own), ("touches", self._touched))
            )
            + ' order by fact, "rows" desc, rule nulls last'
        )
