"""The credit of one opportunity, touch by touch: who got what under each model, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from abmetry.answers.answer import Json, tidy
from abmetry.answers.flat import flatten
from abmetry.answers.measured import Working
from abmetry.answers.period import now_utc
from abmetry.answers.period_text import parse_instant
from abmetry.answers.plain import plain
from abmetry.answers.plan import Plan
from abmetry.answers.question import Question
from abmetry.engine.engine import Engine
from abmetry.errors import Unanswerable, Unknown
from abmetry.influence.models import MODELS, column
from abmetry.influence.models import UNATTRIBUTED as NOBODY
from abmetry.lang.message import Message, message

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis

Row = dict[str, Any]
_MILESTONES = {
    "first": ("is_first", "is_longer_first"),
    "lead": ("is_lead", "is_longer_lead"),
    "deal": ("is_deal", "is_longer_deal"),
    "close": ("is_close",),
}


@dataclass(frozen=True)
class DealCredit:
    """The credit of one opportunity.

    Attributes:
        opportunity: The deal: its id, name, account, type, status, creation, close and amount.
        period: Start and end of the period in which it counts.
        as_of: The instant that nothing at or after may change.
        scope: Whose closed deals the Markov model learned from.
        models: Names of the models told.
        touches: Its touches, first to last, each with ``milestones``, ``counts`` (``before creation``, or ``full path
            only``), ``share`` and ``credit`` by model.
        unattributed: What no touch explains, by model.
        currency: Reporting currency.
    """

    opportunity: Row
    period: Mapping[str, str]
    as_of: str
    scope: Mapping[str, Any]
    models: tuple[str, ...]
    touches: tuple[Row, ...]
    unattributed: Mapping[str, float]
    currency: str

    def to_dict(self) -> Json:
        """The credit as it stands in JSON."""
        told: Json = {
            "opportunity": self.opportunity,
            "period": dict(self.period),
            "as_of": self.as_of,
            "scope": dict(self.scope),
            "models": [
                {"model": name, "title": MODELS[name].title, "rule": MODELS[name].rule}
                for name in self.models
            ],
            "touches": list(self.touches),
            "unattributed": dict(self.unattributed),
            "currency": self.currency,
        }
        return {key: tidy(value) for key, value in told.items()}

    def to_arrow(self) -> pa.Table:
        """One row per touch, and one for what no touch explains."""
        rest = {"channel": NOBODY, "credit": dict(self.unattributed)}
        return flatten([*self.to_dict()["touches"], rest])


def deal_credit(
    analysis: Analysis, opportunity_id: str, question: Question, models: Sequence[str], now: datetime | None
) -> DealCredit:
    """Tell the credit of one opportunity.

    Args:
        analysis: The opened build.
        opportunity_id: The deal.
        question: Scope and period; without a period the quarter of its close, or the present one.
        models: Names of models.
        now: The present, naive UTC; None for the clock's.

    Raises:
        Unknown: There is no such opportunity.
        Unanswerable: It has no credit to give in that scope and period; says why.
    """
    t = now or now_utc()
    if question.as_of:
        t = min(t, parse_instant(question.as_of, analysis.calendar, t))
    with analysis.session(question) as engine:
        deal = _deal(engine, opportunity_id, t)
    if question.period is None and question.start is None:
        day = deal["closed_on"] or analysis.calendar.to_local(t).date()
        quarter = analysis.calendar.floor(day, "quarter")
        question = replace(question, period=analysis.calendar.label(quarter, "quarter"))
    plan, working = analysis.working(
        replace(question, by=(), compare="none", kpis=("attributed_revenue",)), now
    )
    if not plan.frames:
        raise Unanswerable(message("The period had not begun at the instant asked for."))
    working.asof("touch_credits")
    found = _credited(working, opportunity_id, models)
    if not found:
        raise Unanswerable(
            message(
                "Opportunity {opportunity_id} has no credit to give: {reason}.",
                opportunity_id=opportunity_id,
                reason=_why_not(working, deal),
            )
        )
    return _told(working, plan, deal, found, models, analysis.workspace.settings.workspace.currency)


def _deal(engine: Engine, opportunity_id: str, t: datetime) -> Row:
    at = engine.dialect.timestamp(t.isoformat(sep=" "))
    rows = engine.query(
        f"""
        select o.opportunity_id, o.name, o.account_id, a.name as account, o.type, o.created_at, s.status, s.closed_at,
            s.closed_on, s.amount_reporting as amount
        from opportunities o
        left join accounts a on a.account_id = o.account_id
        left join opportunity_states s on s.opportunity_id = o.opportunity_id
            and s.state_from < {at} and (s.state_to is null or s.state_to >= {at})
        where o.opportunity_id = {engine.dialect.text(opportunity_id)}
        """
    ).to_pylist()
    if not rows:
        raise Unknown(message("There is no opportunity '{opportunity_id}'.", opportunity_id=opportunity_id))
    return dict(rows[0])


def _credited(working: Working, opportunity_id: str, models: Sequence[str]) -> list[Row]:
    """Its touches, with the credit of the whole deal whatever part of it belongs to the accounts in scope."""
    dialect = working.engine.dialect
    last = max(frame.index for frame in working.frames)
    t = dialect.timestamp(working.frames[last].t_utc.isoformat(sep=" "))
    milestones = sorted({name for names in _MILESTONES.values() for name in names})
    sums = [
        f"{dialect.divide(f'sum({column(name)})', 'sum(c.share)')} as {column(name)}, max(share_{name}) as share_{name}"
        for name in models
    ]
    rows: list[Row] = working.engine.query(
        f"""
        with credited as (
            select touch_id, channel, campaign_id, max(occurred_at) as occurred_at, max(touches) as quantity,
                max(eligible) as eligible, {", ".join(f"max({name}) as {name}" for name in milestones)},
                {", ".join(sums)}
            from asof_touch_credits c
            where c.opportunity_id = {dialect.text(opportunity_id)} and c.share > 0
            group by touch_id, channel, campaign_id
        )
        select c.*, t.kind, t.person_id, t.minutes, g.name as campaign,
            p.name as person
        from credited c
        left join touches t on t.touch_id = c.touch_id and t.known_from < {t}
            and (t.known_to is null or t.known_to >= {t})
        left join campaigns g on g.campaign_id = c.campaign_id
        left join (select person_id, max(name) as name from people group by person_id) p
            on p.person_id = t.person_id
        order by c.occurred_at nulls last, c.touch_id nulls last
        """
    ).to_pylist()
    return rows


def _why_not(working: Working, deal: Row) -> Message:
    if deal["account_id"] is None:
        return message("it belongs to no account")
    if deal["status"] is None:
        return message("it had not been created")
    rows = working.engine.query(
        f"""
        select is_open, is_won_in_period, status, amount from asof_opportunities
        where opportunity_id = {working.engine.dialect.text(deal["opportunity_id"])}
        """
    ).to_pylist()
    if not rows:
        return message("it had not been created by the end of the period")
    (state,) = rows
    if not (state["is_open"] or state["is_won_in_period"]):
        return (
            message("it was lost") if state["status"] == "lost" else message("it was won before the period")
        )
    if state["amount"] is None:
        return message("its amount, or the exchange rate of it, is not known")
    return message(
        "its account {account} is not among the accounts asked about; --cohort or --list says which",
        account=deal["account_id"],
    )


def _told(
    working: Working, plan: Plan, deal: Row, found: Sequence[Row], models: Sequence[str], currency: str
) -> DealCredit:
    rows = working.engine.query(
        f"""
        select status, amount, closed_at from asof_opportunities
        where opportunity_id = {working.engine.dialect.text(deal["opportunity_id"])}
        """
    ).to_pylist()
    rest = [row for row in found if row["channel"] == NOBODY]
    asked = plan.asked[0]
    return DealCredit(
        {name: plain(value) for name, value in {**deal, **rows[0]}.items() if name != "closed_on"},
        asked.moment.period.bounds(),
        asked.moment.as_of,
        plan.scope_said,
        tuple(models),
        tuple(_touch(row, models) for row in found if row["channel"] != NOBODY),
        {name: sum(row[column(name)] for row in rest) for name in models},
        currency,
    )


def _touch(row: Row, models: Sequence[str]) -> Row:
    return {
        "touch_id": row["touch_id"],
        "occurred_at": plain(row["occurred_at"]),
        "kind": row["kind"],
        "channel": row["channel"],
        "campaign_id": row["campaign_id"],
        "campaign": row["campaign"],
        "person_id": row["person_id"],
        "person": row["person"],
        "quantity": row["quantity"],
        "minutes": row["minutes"],
        "counts": "before creation" if row["eligible"] else "full path only",
        "milestones": [
            milestone for milestone, marks in _MILESTONES.items() if any(row[mark] for mark in marks)
        ],
        "share": {name: row[f"share_{name}"] for name in models},
        "credit": {name: row[column(name)] for name in models},
    }
