"""Rule 1: the link that the source itself gives a person, to an account that is known."""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by

FACT = Fact(
    name="source_links",
    internal=True,
    doc="A person whom the source gives to a known account.",
    columns=fact_columns(
        "person_id text: The person.",
        "account_id text: The account.",
        "known_from timestamp: When the person became known; null from ever.",
    ),
    reads=("model_people", "model_accounts"),
    renewal=Renewal(
        key=by("person_id"),
        touched={
            "model_people": by("person_id"),
            "model_accounts": (
                "select p.person_id as key_0 from model_people as p"
                " semi join {changed} as c on c.account_id = p.account_id"
            ),
        },
        within={"model_people": by("person_id")},
    ),
    steps=lambda _dialect, _settings: [
        Step(
            "given",
            """
            select p.person_id, a.account_id, p.created_at as known_from
            from model_people as p
            join model_accounts as a on a.account_id = p.account_id
            """,
        )
    ],
)
