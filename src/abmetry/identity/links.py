"""Every link that identity made, with its rule, its confidence, and when it is known."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.rules import CONFIDENCE, DOMAIN, EMAIL, NETWORK
from abmetry.identity.spans import known_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    known = known_sql(dialect)
    return (
        Step(
            "made",
            f"""
            select 'person' as subject, person_id as subject_id, person_id, account_id, link_rule as rule,
                link_confidence as confidence, {known}
            from person_links where account_id is not null
            union all
            select distinct 'touch_email', address, person_id, account_id, '{EMAIL}',
                cast({CONFIDENCE[EMAIL]} as double), {known}
            from address_links where person_id is not null
            union all
            select distinct 'visitor', visitor_id, person_id, account_id, link_rule, link_confidence, {known}
            from visitor_spans where person_id is not null or account_id is not null
            union all
            select 'touch_domain', registrable_domain, null, account_id, '{DOMAIN}',
                cast({CONFIDENCE[DOMAIN]} as double), {known}
            from domain_links where account_id is not null
            union all
            select distinct 'network', network, null, account_id, '{NETWORK}', link_confidence, {known}
            from network_links where account_id is not null
            """,
        ),
    )


_SUBJECTS = {
    "person_links": by("'person'", "person_id"),
    "address_links": by("'touch_email'", "address"),
    "visitor_spans": by("'visitor'", "visitor_id"),
    "domain_links": by("'touch_domain'", "registrable_domain"),
    "network_links": by("'network'", "network"),
}

FACT = Fact(
    name="links",
    doc="A link from something to a person or an account.",
    columns=fact_columns(
        "subject text: What is linked: person, visitor, touch_email (an address), touch_domain or network.",
        "subject_id text: Its id, address, domain or network (of a host's name: its domain).",
        "person_id text: The person it is.",
        "account_id text: The account it belongs to.",
        "rule text: source, email, visitor, domain, network or name.",
        "confidence number: How sure it is, 0 to 1.",
        "known_from timestamp: From when it is known; null from ever.",
        "known_to timestamp: Until when; null: it holds.",
    ),
    reads=("person_links", "address_links", "visitor_spans", "domain_links", "network_links"),
    steps=_steps,
    renewal=Renewal(key=by("subject", "subject_id"), touched=_SUBJECTS, within=_SUBJECTS),
)
