"""Links that are held for a person to decide on: never made silently, never handed to the biggest."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import DOMAIN, EMAIL, NAME, NETWORK
from abmetry.identity.spans import NEVER
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    company = ", ".join(dialect.json_text("p.attributes", key) for key in ("company", "Company"))
    still = f"is_held and span_to = {dialect.timestamp(NEVER)}"
    del settings
    return (
        Step(
            "unlinked_companies",
            f"""
            select distinct n.company, n.candidates, n.suggestion, n.similarity
            from company_names as n
            join model_people as p on trim(coalesce({company})) = n.company
            join people on people.person_id = p.person_id and people.account_id is null and people.known_to is null
            where n.account_id is null
            """,
        ),
        Step(
            "held",
            f"""
            select 'domain' as subject, registrable_domain as subject_id, candidates, '{DOMAIN}' as rule,
                'Several accounts have this domain, and none of them owns all the others.' as reason,
                cast(null as string) as suggestion
            from domain_links where {still}
            union all
            select distinct 'email', address, candidates, '{EMAIL}',
                'People of different accounts have this address.', null
            from address_links where {still}
            union all
            select 'company', company, candidates, '{NAME}',
                case when suggestion is null then 'Several accounts have a name like this.'
                    else 'An account has a similar name, below `identity.names_threshold`.' end, suggestion
            from unlinked_companies
            union all
            select distinct 'network', n.network, n.candidates, '{NETWORK}',
                case when n.suggestion is null then 'The table of networks gives it to several accounts.'
                    else 'An account has a name like its owner''s, below `identity.names_threshold`.' end,
                n.suggestion
            from networks as n
            join network_hits as h on h.network = n.network
            where n.candidates is not null
            """,
        ),
    )


FACT = Fact(
    name="held_links",
    doc="A domain, an address or a company's name that could be several accounts, or is not surely one.",
    columns=fact_columns(
        "subject text: domain, email, company or network.",
        "subject_id text: The domain, the address, the company's name as given, or the network.",
        "candidates text: Accounts (of an address: people) that it could be, as a JSON list.",
        "rule text: The rule that held it.",
        "reason text: Why, in one sentence.",
        "suggestion text: The account to accept or refuse, if there is one.",
    ),
    reads=(
        "domain_links",
        "address_links",
        "company_names",
        "people",
        "model_people",
        "networks",
        "network_hits",
    ),
    steps=_steps,
)
