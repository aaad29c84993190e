"""Whose a touch is at an instant: what every rule knows just after it, and the first that decides.

The expressions here are over one row ``t`` (touch_id, occurred_at, person_id, visitor_id, email, account_id, ip) joined
with `candidate_joins`. A person comes from the touch's own person, else its address, else its visitor; the account is
the touch's own, else that person's, else the one of the touch's (or the visitor's proved) e-mail domain, else the one
of its network, which also goes before the name of the company that the person gives. Where an address is held, nothing
that would come after it decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from abmetry.identity.rules import CONFIDENCE, DOMAIN, NAME, NETWORK, SOURCE
from abmetry.identity.spans import holds_sql

CANDIDATE_RELATIONS = ("person_links", "address_links", "visitor_spans", "network_links", "model_accounts")


def candidate_joins(instant: str) -> str:
    """Joins of what is known just after an instant of the touch's person, address, visitor, network and account."""
    return f"""
        left join person_links as p on p.person_id = t.person_id and {holds_sql("p", instant)}
        left join address_links as a on a.email = t.email and {holds_sql("a", instant)}
        left join visitor_spans as v on v.visitor_id = t.visitor_id
            and t.occurred_at >= v.touch_from and t.occurred_at < v.touch_to and {holds_sql("v", instant)}
        left join network_links as w on w.ip = t.ip and {holds_sql("w", instant)}
        left join model_accounts as own on own.account_id = t.account_id
    """


@dataclass(frozen=True)
class State:
    """SQL expressions of what is known of a touch at an instant.

    Attributes:
        person_id: The person; the source's own id where no such person was ever loaded.
        stakeholder_id: The person's stakeholder; of a person never loaded that id too.
        account_id: The account; null: unresolved.
        link_rule: The rule that gave the account.
        link_confidence: How sure it is, 0 to 1.
        is_excluded: Own staff or suppressed, by any address of the touch, its visitor or its person.
    """

    person_id: str
    stakeholder_id: str
    account_id: str
    link_rule: str
    link_confidence: str
    is_excluded: str


def _state() -> State:
    named, written, proved = (
        "coalesce(p.is_known, false)",
        "a.person_id is not null",
        "v.person_id is not null",
    )

    stranger = "case when p.person_id is null then t.person_id end"

    def of_person(column: str) -> str:
        return (
            f"case when {named} then p.{column} when {written} then a.{column} when a.is_held then null"
            f" when {proved} then v.{column} else {stranger} end"
        )

    def of_account(own: str, column: str, domain: str) -> str:
        return (
            f"case when own.account_id is not null then {own}"
            f" when {named} then case when p.account_id is not null then p.{column}"
            f" when a.domain_account_id is not null then {domain} end"
            f" when a.is_held or ({written} and a.account_id is not null) then a.{column}"
            f" when a.person_id is null and (v.is_held or ({proved} and v.account_id is not null)) then v.{column}"
            f" when a.domain_account_id is not null then {domain}"
            f" when a.person_id is null and v.person_id is null then v.{column} end"
        )

    account = of_account("own.account_id", "account_id", "a.domain_account_id")
    held = f"(not {named} and (coalesce(a.is_held, false) or (a.person_id is null and coalesce(v.is_held, false))))"
    rule_before = f"coalesce(case when {named} then p.link_rule else a.link_rule end, '')"
    by_name = f"(own.account_id is null and {rule_before} = '{NAME}')"
    of_network = f"w.account_id is not null and not {held} and (({account}) is null or {by_name})"

    def or_network(found: str, network: str) -> str:
        return f"case when {of_network} then {network} else {found} end"

    return State(
        person_id=of_person("person_id"),
        stakeholder_id=of_person("stakeholder_id"),
        account_id=or_network(account, "w.account_id"),
        link_rule=or_network(of_account(f"'{SOURCE}'", "link_rule", f"'{DOMAIN}'"), f"'{NETWORK}'"),
        link_confidence=or_network(
            of_account(
                f"cast({CONFIDENCE[SOURCE]} as double)",
                "link_confidence",
                f"cast({CONFIDENCE[DOMAIN]} as double)",
            ),
            "w.link_confidence",
        ),
        is_excluded="(a.exclusion is not null or p.exclusion is not null or coalesce(v.is_excluded, false))",
    )


STATE = _state()
