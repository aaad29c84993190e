"""What identity had to cut, hold or leave open."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.spans import NEVER
from abmetry.steps.fact import Fact, Step
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _checks(dialect: Dialect) -> tuple[Check, ...]:
    return (
        Check(
            "parent_cycle",
            "accounts",
            "account_id",
            "ancestors where distance = 0 and is_cut",
            "Accounts that are their own ancestor: the chain of parents is cut at them.",
        ),
        Check(
            "account_without_created_at",
            "accounts",
            "account_id",
            "model_accounts where created_at is null",
            "Accounts without a creation time are taken as known from ever.",
        ),
        Check(
            "person_without_created_at",
            "people",
            "person_id",
            "people where created_at is null and known_to is null",
            "People without a creation time are taken as known from ever.",
        ),
        Check(
            "person_without_account",
            "people",
            "person_id",
            "people where account_id is null and known_to is null",
            "People whom no rule gives an account count for none.",
        ),
        Check(
            "person_of_unknown_account",
            "people",
            "p.person_id",
            "model_people as p left join model_accounts as a on a.account_id = p.account_id"
            " where p.account_id is not null and a.account_id is null",
            "People whose source names an account that was never loaded; they join it when it arrives.",
        ),
        Check(
            "invalid_address",
            "people",
            "p.person_id",
            "people as p where p.email is not null and p.address is null and p.known_to is null",
            "E-mail addresses that are none (such as one with two @) link nobody.",
        ),
        Check(
            "address_of_another_account",
            "people",
            "p.person_id",
            "people as p join addresses as e on e.email = p.email and e.domain_class = 'company'"
            " join domain_links as d on d.registrable_domain = e.registrable_domain"
            f" and d.span_to = {dialect.timestamp(NEVER)}"
            " where p.link_rule = 'source' and p.known_to is null and d.account_id <> p.account_id",
            "People whose address belongs to another account than the source gives them; the source decides.",
        ),
        Check(
            "held_link",
            "held_links",
            "subject || ':' || subject_id",
            "held_links",
            "Domains, addresses and company names that could be several accounts are held for a decision.",
        ),
    )


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    return quality_steps(dialect, _checks(dialect))


FACT = Fact(
    name="quality_identity",
    doc="What identity had to cut, hold or leave open, counted.",
    columns=QUALITY_COLUMNS,
    reads=(
        "ancestors",
        "model_accounts",
        "model_people",
        "people",
        "addresses",
        "domain_links",
        "held_links",
    ),
    steps=_steps,
)
