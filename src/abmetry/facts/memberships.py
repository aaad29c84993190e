"""Memberships of campaigns: who was added when, and which reached success when (KPIS.md, reach).

A success is what the source marks as one; where it says nothing, a status that `programs.success` names for the
campaign's channel, compared without case and surrounding space. It is dated by the response, else by the day on which
the member was added; with neither it has no date, and no period has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

_ID = "m.campaign_id || ':' || coalesce(m.person_id, '') || ':' || coalesce(m.account_id, '')"


def _success_sql(dialect: Dialect, settings: Settings) -> str:
    """Whether the status of a membership means success on its campaign's channel."""
    status = "lower(trim(m.status))"

    def named(statuses: Sequence[str]) -> str:
        return dialect.in_list(status, sorted({word.strip().lower() for word in statuses}))

    programs = settings.programs
    cases = " ".join(
        f"when {dialect.text(channel)} then {named(programs.success_of(channel))}"
        for channel in sorted(programs.success)
        if channel != "default"
    )
    rest = named(programs.success_of(None))
    return f"case c.channel {cases} else {rest} end" if cases else rest


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "judged",
            f"""
            select m.campaign_id, m.person_id, own.account_id, m.status, m.responded_at, m.created_at,
                {_ID} as membership_id,
                c.channel, c.program, coalesce(m.is_success, {_success_sql(dialect, settings)}, false) as is_success
            from model_campaign_members as m
            left join model_campaigns as c on c.campaign_id = m.campaign_id
            left join model_accounts as own on own.account_id = m.account_id
            """,
        ),
        Step(
            "memberships_dated",
            """
            select judged.*, case when is_success then coalesce(responded_at, created_at) end as succeeded_at
            from judged
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return quality_steps(
        dialect,
        [
            Check(
                "success_without_date",
                "memberships",
                "membership_id",
                "memberships where is_success and succeeded_at is null",
                "A program success with neither a response date nor a date of being added is in no period.",
            ),
            Check(
                "success_dated_by_membership",
                "memberships",
                "membership_id",
                "memberships where is_success and responded_at is null and created_at is not null",
                "A program success without a response date is dated by when the member was added.",
            ),
            Check(
                "membership_of_unknown_campaign",
                "memberships",
                "m.membership_id",
                "memberships m left join campaigns c on c.campaign_id = m.campaign_id where c.campaign_id is null",
                "The campaign is not known, so its channel and program are not either, until it arrives.",
            ),
        ],
    )


def _members_sql(column: str) -> str:
    """The memberships of changed campaigns or accounts."""
    return (
        f"select {_ID} as key_0 from model_campaign_members as m"
        f" semi join {{changed}} as c on c.{column} = m.{column}"
    )


FACT = Fact(
    name="memberships",
    doc="A person or an account in a campaign.",
    columns=fact_columns(
        "membership_id text: campaign:person:account.",
        "campaign_id text: The campaign.",
        "channel text: The campaign's channel.",
        "program text: The campaign's program.",
        "person_id text: The person, as the source names it.",
        "account_id text: The membership's own account; null: none, or one that is not known.",
        "status text: Status in the campaign.",
        "is_success boolean: It reached success, as last loaded.",
        "succeeded_at timestamp: When, UTC: when the member responded, else when it was added; null: no success, or no"
        " date.",
        "responded_at timestamp: When the member responded, UTC.",
        "created_at timestamp: When the member was added, UTC.",
    ),
    reads=("model_campaign_members", "model_campaigns", "model_accounts"),
    steps=_steps,
    renewal=Renewal(
        key=by("membership_id"),
        touched={
            "model_campaign_members": by(_ID.replace("m.", "")),
            "model_campaigns": _members_sql("campaign_id"),
            "model_accounts": _members_sql("account_id"),
        },
        within={"model_campaign_members": by(_ID.replace("m.", ""))},
    ),
)

QUALITY = Fact(
    name="quality_memberships",
    doc="Memberships of campaigns that could not be dated or placed.",
    columns=QUALITY_COLUMNS,
    reads=("memberships", "campaigns"),
    steps=_quality,
)
