"""Account-based sales development: what reps did on accounts of A, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from recompute.oracle_deals import Deal
from recompute.oracle_facts import Facts
from recompute.oracle_kpis_deals import created_in_period, revenue, share_of, won
from recompute.oracle_touches import KINDS, Touch
from recompute.oracle_values import Oracle, count, rate, ratio

DIALS = ("call", "call_answered", "voicemail")
MAILS = ("email_sent", "email_reply", "email_received")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def users_with(facts: Facts, *roles: str) -> set[str]:
    """Users with one of the roles."""
    return {row["user_id"] for row in facts.world.users if row["role"] in roles}


def rep_touches(facts: Facts) -> list[Touch]:
    """Touches by reps on accounts of A in P."""
    reps = users_with(facts, "sdr", "ae")
    return [
        t
        for t in facts.touches.all
        if t.user in reps and t.account in facts.A and facts.world.in_period(t.moment)
    ]


def works(facts: Facts, day: date) -> bool:
    """Whether a local day is a working day."""
    option = facts.world.option
    working = WEEK[day.weekday()] in option("calendar", "working_days", list(WEEK[:5]))
    return working and day.isoformat() not in option("calendar", "holidays", [])


def per_rep_day(facts: Facts, number: float) -> Oracle:
    """A number / working days with a touch by a rep."""
    return ratio(
        number, len({(t.user, t.moment.day) for t in rep_touches(facts) if works(facts, t.moment.day)})
    )


def people_touched(facts: Facts) -> int:
    """Distinct person, rep and day with an outbound touch."""
    out = [touch for touch in rep_touches(facts) if touch.direction == "outbound" and touch.stakeholder]
    return len({(touch.stakeholder, touch.user, touch.moment.day) for touch in out})


def sdr_account_coverage(facts: Facts) -> Oracle:
    """Accounts of A with an owner that touched them in P / accounts of A with an owner."""
    owners = {account: facts.world.account_rows[account]["owner_id"] for account in facts.A}
    owned = {account: owner for account, owner in owners.items() if owner}
    touched = {
        touch.account for touch in facts.touches.all
        if touch.account in owned and touch.user == owned[touch.account] and touch.direction == "outbound"
        and facts.world.in_period(touch.moment)
    }  # fmt: skip
    return rate(len(touched), len(owned))


def task_completion_rate(facts: Facts) -> Oracle:
    """Tasks on accounts of A due in P and completed by the end of that day / tasks due in P."""
    world, done, due = facts.world, 0, 0
    for row in world.company.rows("tasks"):
        account = row["account_id"] or facts.identity.account_of.get(row["person_id"])
        when, completed = world.moment(row["due_at"]), world.moment(row["completed_at"])
        if (
            account in facts.A
            and world.known(row["created_at"])
            and when is not None
            and world.in_period(when)
        ):
            ends = world.clock.certain(when.day + timedelta(days=1))
            due += 1
            done += completed is not None and completed.at < min(ends.at, world.t.at)
    return rate(done, due)


def began(facts: Facts, thread: str | None) -> bool:
    """Whether the first message of a mail thread is ours; of two at one instant ours is the first."""
    messages = [t for t in facts.touches.all if t.thread == thread and t.kind in MAILS and t.direction]
    first = min(messages, key=lambda t: (t.moment.at, t.direction != "outbound"), default=None)
    return thread is not None and first is not None and first.direction == "outbound"


def is_meaningful(facts: Facts, touch: Touch) -> bool:
    """A call answered, a chat or a meeting of enough minutes, or a reply in a thread that we began."""
    if touch.kind in ("email_reply", "email_received"):
        return touch.engages and began(facts, touch.thread)
    if touch.kind not in ("call_answered", "chat", "meeting") or not touch.engages:
        return False
    default = facts.world.option("engagement", "minutes", {}).get(touch.kind, KINDS[touch.kind].minutes)
    minutes = default if touch.duration is None else touch.duration / 60
    return bool(minutes >= facts.world.option("sales", "meaningful_minutes", 5))


def conversations(facts: Facts) -> list[Touch]:
    """The first meaningful touch of every person (else visitor, else account) and local day in P."""
    firsts: dict[object, Touch] = {}
    for touch in facts.touches.all:
        if touch.account and facts.world.in_period(touch.moment) and is_meaningful(facts, touch):
            whose = ("person", touch.stakeholder) if touch.stakeholder else None
            whose = whose or (("visitor", touch.visitor) if touch.visitor else ("account", touch.account))
            firsts.setdefault((whose, touch.moment.day), touch)
    return list(firsts.values())


def conversation_to_meeting_rate(facts: Facts) -> Oracle:
    """People that met us within 30 days after their first conversation / those and the ones whose 30 days are over."""
    firsts: dict[object, Touch] = {}
    for touch in conversations(facts):
        if touch.stakeholder and (
            touch.stakeholder not in firsts or touch.moment.at < firsts[touch.stakeholder].moment.at
        ):
            firsts[touch.stakeholder] = touch
    met, decided = 0, 0
    for whose, first in firsts.items():
        until = first.moment.local + timedelta(days=30)
        if first.account not in facts.A:
            continue
        has_met = any(
            t.stakeholder == whose and t.kind == "meeting" and t.engages
            and t.moment.at > first.moment.at and t.moment.local <= until
            for t in facts.touches.all
        )  # fmt: skip
        met += has_met
        decided += has_met or facts.world.t.local > until
    return rate(met, decided)


def by_sdr(facts: Facts, deals: list[Deal]) -> list[Deal]:
    """Deals sourced by a user with role sdr."""
    return [deal for deal in deals if deal.row["sourced_by_id"] in users_with(facts, "sdr")]


def sdr_pipeline_created(facts: Facts) -> Oracle:
    """Amounts at creation, the part that belongs to A."""
    return share_of(
        [(d.amount_at_creation(), d.share(facts.A)) for d in by_sdr(facts, created_in_period(facts))]
    )


def accepted_accounts_per_1000(facts: Facts) -> Oracle:
    """Accounts of T accepted in P x 1000 / T."""
    world = facts.world
    accepted = sum(world.in_period(world.moment(world.account_rows[a]["accepted_at"])) for a in facts.T)
    return Oracle(1000 * accepted / len(facts.T) if facts.T else None, accepted, len(facts.T), len(facts.T))


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "task_completion_rate": task_completion_rate,
    "dials_per_rep_day": lambda facts: per_rep_day(
        facts, sum(t.quantity for t in rep_touches(facts) if t.kind in DIALS and t.direction == "outbound")
    ),
    "emails_per_rep_day": lambda facts: per_rep_day(
        facts, sum(t.quantity for t in rep_touches(facts) if t.kind == "email_sent")
    ),
    "people_touched_per_rep_day": lambda facts: per_rep_day(facts, people_touched(facts)),
    "sdr_account_coverage": sdr_account_coverage,
    "meaningful_conversations": lambda facts: count(sum(t.account in facts.A for t in conversations(facts))),
    "conversation_to_meeting_rate": conversation_to_meeting_rate,
    "accepted_accounts_per_1000": accepted_accounts_per_1000,
    "sdr_pipeline_created": sdr_pipeline_created,
    "sdr_revenue_won": lambda facts: revenue(by_sdr(facts, won(facts)), facts.A),
}
