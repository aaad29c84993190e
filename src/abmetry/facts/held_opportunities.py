"""Deals without an account, with the one on which their contacts agree."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "contact_accounts",
            """
            select distinct c.opportunity_id, p.account_id
            from opportunity_contacts c
            join people p on p.person_id = c.person_id
            where p.account_id is not null and p.known_to is null
            """,
        ),
        Step(
            "agreement",
            f"""
            select opportunity_id, count(*) as accounts, min(account_id) as account_id,
                {dialect.json_list_of("account_id")} as candidates
            from contact_accounts
            group by opportunity_id
            """,
        ),
        Step(
            "held_opportunities",
            """
            select 'opportunity' as subject, o.opportunity_id as subject_id,
                coalesce(a.candidates, '[]') as candidates, 'contact_roles' as rule,
                case when a.accounts = 1 then 'The people on the deal are all of one account.'
                    when a.accounts > 1 then 'The people on the deal are of several accounts.'
                    else 'Nobody on the deal has an account.' end as reason,
                case when a.accounts = 1 then a.account_id end as suggestion
            from opportunities o
            left join agreement a on a.opportunity_id = o.opportunity_id
            where o.account_id is null
            """,
        ),
    ]


FACT = Fact(
    name="held_opportunities",
    doc="A deal without an account: it is left out until somebody gives it one.",
    columns=fact_columns(
        "subject text: opportunity.",
        "subject_id text: The deal.",
        "candidates list: Accounts of the people on the deal.",
        "rule text: contact_roles.",
        "reason text: Why it is held.",
        "suggestion text: The account on which the people on the deal agree; null: none.",
    ),
    reads=("opportunities", "opportunity_contacts", "people"),
    steps=_steps,
)
