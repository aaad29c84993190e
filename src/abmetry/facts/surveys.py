"""Answers to surveys, with the account they speak for."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings

DEFAULT_KIND = "nps"


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "answers",
            f"""
            select s.response_id, s.responded_at, s.score,
                coalesce(nullif(lower(trim(s.kind)), ''), '{DEFAULT_KIND}') as kind,
                nullif(lower(trim(s.email)), '') as address,
                s.account_id as own_account_id, p.account_id as person_account_id, p.known_from as person_from,
                p.person_id is not null as is_known_person, p.person_id, p.stakeholder_id,
                l.person_id as address_person_id, l.stakeholder_id as address_stakeholder_id,
                l.account_id as address_account_id, l.account_from
            from model_surveys s
            left join people p on p.person_id = s.person_id
            left join address_links l on l.email = s.email and not l.is_held
            """,
        ),
        Step(
            "surveys",
            """
            select response_id, responded_at, score, kind,
                coalesce(own_account_id, person_account_id, address_account_id) as account_id,
                coalesce(person_id, address_person_id) as person_id,
                case when is_known_person then stakeholder_id
                    else coalesce(address_stakeholder_id, address) end as respondent,
                case when own_account_id is not null then responded_at
                    when person_account_id is not null then greatest(responded_at, person_from)
                    when address_account_id is not null then greatest(responded_at, account_from)
                    else responded_at end as known_from
            from answers
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "survey_without_account",
                "surveys",
                "response_id",
                "surveys where account_id is null",
                "No account could be found for the answer: it counts for none.",
            ),
            Check(
                "survey_of_nobody_known",
                "surveys",
                "response_id",
                "surveys where respondent is null",
                "Nobody is known to have given the answer: each such answer counts for itself.",
            ),
        ],
    )


FACT = Fact(
    name="surveys",
    doc="An answer to a survey.",
    columns=fact_columns(
        "response_id text: The answer.",
        "responded_at timestamp: When it was given, UTC.",
        "score number: The score given.",
        "kind text: Kind of survey; nps where the source says none.",
        "account_id text: Its own account, else the person's, else that of the one person with the address.",
        "person_id text: The person; null: nobody known.",
        "respondent text: The person's stakeholder, else the address in lower case; null: nobody known.",
        "known_from timestamp: When the answer and its link to the account both existed, UTC.",
    ),
    reads=("model_surveys", "people", "address_links"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_surveys",
    doc="Answers that could not be placed.",
    columns=QUALITY_COLUMNS,
    reads=("surveys",),
    steps=_quality,
)
