"""Whose a touch is at an instant: every rule's candidate, and the first that had been proved by then.

The expressions here are over one row ``t`` (touch_id, occurred_at, person_id, visitor_id, email, account_id) joined
with `CANDIDATE_JOINS`. A person comes from the touch's own person, else its address, else its visitor; the account is
the touch's own, else that person's, else the one of the touch's (or the visitor's proved) e-mail domain.
"""

from __future__ import annotations

from dataclasses import dataclass

from abmetry.identity.rules import CONFIDENCE, DOMAIN, SOURCE

CANDIDATE_JOINS = """
    left join people as p on p.person_id = t.person_id
    left join address_links as a on a.email = t.email
    left join visitor_spans as v on v.visitor_id = t.visitor_id
        and t.occurred_at >= v.span_from and t.occurred_at < v.span_to
    left join model_accounts as own on own.account_id = t.account_id
"""
CANDIDATE_RELATIONS = ("people", "address_links", "visitor_spans", "model_accounts")

TURNING_POINTS = (
    "p.created_at",
    "p.known_from",
    "a.person_from",
    "a.person_to",
    "a.account_from",
    "a.domain_from",
    "a.domain_to",
    "v.person_from",
    "v.account_from",
    "v.account_to",
    "v.excluded_from",
)


@dataclass(frozen=True)
class State:
    """SQL expressions of what is known of a touch at an instant.

    Attributes:
        person_id: The person; the source's own id where no such person was ever loaded.
        stakeholder_id: The person's stakeholder.
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


def state_at(instant: str) -> State:
    """What is known of a touch just after an instant."""

    def by(moment: str) -> str:
        return f"({moment} is null or {moment} <= {instant})"

    named = f"(p.person_id is not null and {by('p.created_at')})"
    written = f"(a.person_id is not null and {by('a.person_from')} and {_until('a.person_to', instant)})"
    proved = f"(v.person_id is not null and {by('v.person_from')})"
    stranger = "case when p.person_id is null then t.person_id end"
    of_domain = (
        f"(a.domain_account_id is not null and {by('a.domain_from')} and {_until('a.domain_to', instant)})"
    )
    of_visitor = (
        f"(v.person_id is null and v.account_id is not null and {by('v.account_from')}"
        f" and {_until('v.account_to', instant)})"
    )

    def through(column: str, else_domain: str, else_visitor: str, own: str) -> str:
        return (
            f"case when own.account_id is not null then {own}"
            f" when {named} and p.account_id is not null and {by('p.known_from')} then p.{column}"
            f" when not {named} and {written} and a.account_id is not null and {by('a.account_from')}"
            f" then a.{column}"
            f" when not {named} and not {written} and {proved} and v.account_id is not null"
            f" and {by('v.account_from')} then v.{column}"
            f" when {of_domain} then {else_domain} when {of_visitor} then {else_visitor} end"
        )

    def of_person(column: str) -> str:
        return (
            f"case when {named} then p.{column} when {written} then a.{column} when {proved} then v.{column}"
            f" else {stranger} end"
        )

    return State(
        person_id=of_person("person_id"),
        stakeholder_id=of_person("stakeholder_id"),
        account_id=through("account_id", "a.domain_account_id", "v.account_id", "own.account_id"),
        link_rule=through("link_rule", f"'{DOMAIN}'", "v.link_rule", f"'{SOURCE}'"),
        link_confidence=through(
            "link_confidence",
            f"cast({CONFIDENCE[DOMAIN]} as double)",
            "v.link_confidence",
            f"cast({CONFIDENCE[SOURCE]} as double)",
        ),
        is_excluded=(
            f"(a.exclusion is not null or (p.exclusion is not null and {by('p.created_at')})"
            f" or (v.excluded_from is not null and v.excluded_from <= {instant}))"
        ),
    )


def _until(moment: str, instant: str) -> str:
    return f"({moment} is null or {moment} > {instant})"
