"""Contact roles on deals."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "opportunity_contacts",
            """
            select opportunity_id, person_id, role, coalesce(is_primary, false) as is_primary, created_at
            from model_opportunity_people
            """,
        )
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "contact_role_without_person",
                "opportunity_contacts",
                "c.opportunity_id",
                "opportunity_contacts c left join model_people p on p.person_id = c.person_id"
                " where p.person_id is null",
                "The person of a contact role is not known; the role joins when the person arrives.",
            ),
            Check(
                "contact_role_without_opportunity",
                "opportunity_contacts",
                "c.opportunity_id",
                "opportunity_contacts c left join model_opportunities o on o.opportunity_id = c.opportunity_id"
                " where o.opportunity_id is null",
                "The deal of a contact role is not known; the role joins when the deal arrives.",
            ),
        ],
    )


FACT = Fact(
    name="opportunity_contacts",
    doc="A person's role on a deal.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "person_id text: The person.",
        "role text: The role.",
        "is_primary boolean: The primary contact.",
        "created_at timestamp: When the role was given, UTC; null: from ever.",
    ),
    reads=("model_opportunity_people",),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_opportunity_contacts",
    doc="Contact roles whose other side is not known.",
    columns=QUALITY_COLUMNS,
    reads=("opportunity_contacts", "model_people", "model_opportunities"),
    steps=_quality,
)
