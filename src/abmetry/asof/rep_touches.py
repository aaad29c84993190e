"""What reps did in the period (KPIS.md, account-based sales development)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

REP_ROLES = ("sdr", "ae")
_DIALS = ("call", "call_answered", "voicemail")


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings
    return [
        Step("reps", f"select user_id, role, team from users where {dialect.in_list('role', REP_ROLES)}"),
        Step(
            "rep_touches",
            f"""
            select t.account_id, t.touch_id, t.occurred_at, t.user_id as rep, r.role, r.team,
                t.occurred_on as local_day, coalesce(d.is_working_day, false) as is_working_day,
                t.kind, t.channel, t.direction, t.quantity, t.person_id, t.stakeholder_id,
                t.direction = 'outbound' and {dialect.in_list("t.kind", _DIALS)} as is_dial,
                t.kind = 'email_sent' as is_mail,
                case when t.direction = 'outbound' and t.stakeholder_id is not null
                    then concat(t.stakeholder_id, ' ', cast(t.occurred_on as string)) end as person_and_day
            from touches t
            join reps r on r.user_id = t.user_id
            left join working_days d on d.day = t.occurred_on
            where t.quantity > 0 and {bounds.in_period("t.occurred_at")} and {bounds.visible("t")}
            """,
        ),
    ]


REP_TOUCHES = AsOf(
    name="rep_touches",
    doc="A touch of the period by a rep: one of our users with role sdr or ae.",
    columns=fact_columns(
        "account_id text: The account; null: unresolved.",
        "touch_id text: The touch.",
        "occurred_at timestamp: When, UTC.",
        "rep text: The rep.",
        "role text: Their role.",
        "team text: Their team.",
        "local_day date: The local day.",
        "is_working_day boolean: A day on which reps work, by `[calendar]`.",
        "kind text: Kind of touch.",
        "channel text: Channel.",
        "direction text: inbound or outbound.",
        "quantity number: How many it stands for.",
        "person_id text: Person.",
        "stakeholder_id text: Person, people with one address being one.",
        "is_dial boolean: An outbound call, answered or not, or a voicemail.",
        "is_mail boolean: A mail sent.",
        "person_and_day text: The person and the local day of an outbound touch; null: no such touch.",
    ),
    reads=("touches", "users", "working_days"),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    shows=("occurred_at", "rep", "kind", "direction", "person_id"),
    stored=False,
)
