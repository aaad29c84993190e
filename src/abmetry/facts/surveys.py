"""Answers to surveys, with the account they speak for."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import holds_sql, known_sql, span_steps
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

DEFAULT_KIND = "nps"
_NAMED = "coalesce(p.is_known, false)"


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return [
        Step(
            "answers",
            f"""
            select s.response_id, s.responded_at, s.score,
                coalesce(nullif(lower(trim(s.kind)), ''), '{DEFAULT_KIND}') as kind,
                nullif(lower(trim(s.email)), '') as address, s.email, s.account_id as own_account_id,
                s.person_id as own_person_id
            from model_surveys s
            """,
        ),
        Step(
            "instants",
            """
            select response_id, responded_at as turned_at from answers
            union
            select s.response_id, p.span_from from answers s
            join person_links p on p.person_id = s.own_person_id and p.span_from > s.responded_at
            union
            select s.response_id, l.span_from from answers s
            join address_links l on l.email = s.email and l.span_from > s.responded_at
            """,
        ),
        Step(
            "states",
            f"""
            select s.response_id, s.responded_at, s.score, s.kind, i.turned_at,
                coalesce(s.own_account_id, case when {_NAMED} then p.account_id else l.account_id end) as account_id,
                case when {_NAMED} then p.person_id else l.person_id end as person_id,
                case when {_NAMED} then p.stakeholder_id else coalesce(l.stakeholder_id, s.address) end as respondent
            from answers s
            join instants i on i.response_id = s.response_id
            left join person_links p on p.person_id = s.own_person_id and {holds_sql("p", "i.turned_at")}
            left join address_links l on l.email = s.email and {holds_sql("l", "i.turned_at")}
            """,
        ),
        *span_steps(
            dialect,
            "states",
            "response_id",
            ("responded_at", "score", "kind", "account_id", "person_id", "respondent"),
            ("account_id", "person_id", "respondent"),
        ),
        Step("surveys", f"select *, {known_sql(dialect)} from states_spans"),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "survey_without_account",
                "surveys",
                "response_id",
                "surveys where account_id is null and known_to is null",
                "No account could be found for the answer: it counts for none.",
            ),
            Check(
                "survey_of_nobody_known",
                "surveys",
                "response_id",
                "surveys where respondent is null and known_to is null",
                "Nobody is known to have given the answer: each such answer counts for itself.",
            ),
        ],
    )


FACT = Fact(
    name="surveys",
    doc="An answer to a survey, in a time in which it was of this person and account.",
    columns=fact_columns(
        "response_id text: The answer.",
        "responded_at timestamp: When it was given, UTC.",
        "score number: The score given.",
        "kind text: Kind of survey; nps where the source says none.",
        "account_id text: Its own account, else the person's, else that of the one person with the address.",
        "person_id text: The person; null: nobody known.",
        "respondent text: The person's stakeholder, else the address in lower case; null: nobody known.",
        "known_from timestamp: When the answer and its link to the account both existed, UTC.",
        "known_to timestamp: When the link changed, UTC; null: it holds.",
    ),
    reads=("model_surveys", "person_links", "address_links"),
    steps=_steps,
    renewal=Renewal(
        key=by("response_id"),
        touched={
            "model_surveys": by("response_id"),
            "person_links": (
                "select s.response_id as key_0 from model_surveys as s"
                " semi join {changed} as c on c.person_id = s.person_id"
            ),
            "address_links": (
                "select s.response_id as key_0 from model_surveys as s semi join {changed} as c on c.email = s.email"
            ),
        },
        within={"model_surveys": by("response_id")},
    ),
)

QUALITY = Fact(
    name="quality_surveys",
    doc="Answers that could not be placed.",
    columns=QUALITY_COLUMNS,
    reads=("surveys",),
    steps=_quality,
)
