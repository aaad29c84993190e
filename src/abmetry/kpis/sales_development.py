"""Account-based sales development (KPIS.md): what reps did on the accounts in scope, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from abmetry.kpis.kpi import Family, Flag, Kpi, Obstacle, Unit
from abmetry.kpis.measure import Measure, any_row, count_of, distinct_of, sum_of
from abmetry.kpis.shape import census, known_total, mean, rate, total

_REP_NEEDS = ("accounts", "touches", "users")
_TALK_NEEDS = ("accounts", "touches")
_DEAL_NEEDS = ("accounts", "opportunities", "users")
_REP_SPLITS = {"rep": "rep", "team": "team", "role": "role"}
_BY_REP = {"rep": "rep", "team": "team"}
_BY_SDR = {"rep": "sourced_by_id", "team": "sourcing_team", "type": "type"}

_NO_REPS = Obstacle(
    "users",
    "coalesce(sum(case when role in ('sdr', 'ae') then 1 else 0 end), 0) = 0",
    "no user has the role sdr or ae, so nobody is a rep",
)
_NO_ROLES = Obstacle("users", "count(role) = 0", "no user has a role, so it is not known who is an sdr")

_REP_DAYS = distinct_of(
    "rep_touches", "local_day", "is_working_day", of_each="rep", shows=("rep",), order="occurred_at"
)


def _by_reps(measure: Measure) -> Measure:
    return replace(measure, of_each="rep")


KPIS = (
    Kpi(
        id="task_completion_rate",
        title="Task completion rate",
        question="Which share of the tasks is done on the day it is due?",
        definition=(
            "Tasks on the accounts in scope due in the period and completed by the end of the local day on which they"
            " are due / tasks due in the period; beside it those completed by t, on time or not."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "tasks"),
        population="A",
        shape=rate(count_of("due_tasks", "is_in_time"), count_of("due_tasks")),
        extra={"ever": rate(count_of("due_tasks", "is_completed"), count_of("due_tasks"))},
        by={**_BY_REP, "kind": "kind"},
    ),
    Kpi(
        id="dials_per_rep_day",
        title="Dials per rep day",
        question="How often does a rep call the accounts on a day of work?",
        definition=(
            "Outbound calls, answered or not, and voicemails by reps on the accounts in scope / rep days. A rep is a"
            " user with role sdr or ae; a rep day is a working day with at least one touch by the rep on an account in"
            " scope."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.NUMBER,
        better="higher",
        source="E",
        needs=_REP_NEEDS,
        population="A",
        shape=mean(_by_reps(sum_of("rep_touches", "quantity", "is_dial")), _REP_DAYS),
        by=_REP_SPLITS,
        settings=("calendar",),
        obstacles=(_NO_REPS,),
    ),
    Kpi(
        id="emails_per_rep_day",
        title="E-mails per rep day",
        question="How many mails does a rep send to the accounts on a day of work?",
        definition="Mails sent by reps to the accounts in scope / rep days.",
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.NUMBER,
        better="higher",
        source="E",
        needs=_REP_NEEDS,
        population="A",
        shape=mean(_by_reps(sum_of("rep_touches", "quantity", "is_mail")), _REP_DAYS),
        by=_REP_SPLITS,
        settings=("calendar",),
        obstacles=(_NO_REPS,),
    ),
    Kpi(
        id="people_touched_per_rep_day",
        title="People touched per rep day",
        question="How many people does a rep reach out to on a day of work?",
        definition=(
            "Distinct people, reps and local days with an outbound touch by the rep on an account in scope / rep days;"
            " people with one address are one."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.NUMBER,
        better="higher",
        source="E",
        needs=(*_REP_NEEDS, "people"),
        population="A",
        shape=mean(
            distinct_of(
                "rep_touches",
                "person_and_day",
                of_each="rep",
                shows=("rep", "stakeholder_id", "local_day", "kind"),
                order="occurred_at",
            ),
            _REP_DAYS,
        ),
        by=_REP_SPLITS,
        settings=("calendar",),
        obstacles=(_NO_REPS,),
    ),
    Kpi(
        id="sdr_account_coverage",
        title="Accounts covered by their owner",
        question="Which share of the accounts did their owner reach out to?",
        definition=(
            "Accounts in scope with an owner and at least one outbound touch by that owner in the period / accounts in"
            " scope with an owner."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=_TALK_NEEDS,
        population="A",
        shape=rate(any_row("owned_accounts", "is_touched"), any_row("owned_accounts")),
        by={"team": "team", "role": "role"},
    ),
    Kpi(
        id="meaningful_conversations",
        title="Meaningful conversations",
        question="How often do we really talk with the accounts?",
        definition=(
            "Answered calls, chats and meetings of at least {sales.meaningful_minutes} minutes (the actual minutes,"
            " else those of the kind), and replies of the accounts in a thread that we began; once per person and local"
            " day, on the account of the day's first."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.COUNT,
        better="higher",
        source="E",
        needs=_TALK_NEEDS,
        population="A",
        shape=total(count_of("conversations")),
        by={**_BY_REP, "kind": "kind", "channel": "channel"},
        settings=("sales", "engagement"),
    ),
    Kpi(
        id="conversation_to_meeting_rate",
        title="Conversation to meeting rate",
        question="Which share of the people that we talk with meets us?",
        definition=(
            "People with a meaningful conversation in the period and a meeting held after the first one, within 30 days"
            " / people with a meaningful conversation in the period. Who has not met us and can still do so within the"
            " 30 days is pending, and left out of both."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=(*_TALK_NEEDS, "people"),
        population="A",
        shape=rate(count_of("conversing_people", "has_met"), count_of("conversing_people", "not is_pending")),
        extra={"pending": census(count_of("conversing_people", "is_pending"))},
        extra_units={"pending": Unit.COUNT},
        by={**_BY_REP, "kind": "kind"},
        settings=("sales", "engagement"),
    ),
    Kpi(
        id="sdr_pipeline_created",
        title="Pipeline created by sales development",
        question="How much new pipeline did sales development source?",
        definition=(
            "Amounts at creation of the opportunities of the accounts in scope created in the period that a user with"
            " role sdr sourced."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.MONEY,
        better="higher",
        source="E",
        needs=_DEAL_NEEDS,
        population="A",
        shape=known_total(
            sum_of("opportunity_amounts", "creation_amount", "is_created_in_period and is_sdr_sourced")
        ),
        by=_BY_SDR,
        flags=(
            Flag(
                count_of(
                    "opportunities", "is_created_in_period and is_sdr_sourced and creation_amount is null"
                ),
                "{n} [deal|deals] without an amount at creation, or without its exchange rate, left out",
            ),
        ),
        obstacles=(_NO_ROLES,),
    ),
    Kpi(
        id="sdr_revenue_won",
        title="Revenue won from sales development",
        question="How much did we win that sales development sourced?",
        definition=(
            "Amounts of the opportunities of the accounts in scope won in the period that a user with role sdr sourced."
        ),
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.MONEY,
        better="higher",
        source="E",
        needs=_DEAL_NEEDS,
        population="A",
        shape=known_total(sum_of("opportunity_amounts", "amount", "is_won_in_period and is_sdr_sourced")),
        by=_BY_SDR,
        settings=("stages",),
        obstacles=(_NO_ROLES,),
    ),
)
