"""Stage 1: target accounts and coverage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from recompute.company import Row
from recompute.oracle_facts import Facts
from recompute.oracle_identity import address
from recompute.oracle_relationship import relationship_score
from recompute.oracle_values import Oracle, count, mean, rate, ratio

ACCOUNT_FIELDS = ["domain", "industry", "country", "employees", "annual_revenue", "owner_id"]
PERSON_FIELDS = ["email", "title", "phone", "persona_or_buying_role"]
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def persona_of(facts: Facts, row: Row) -> str | None:
    """The `persona` column; else the first persona whose title occurs in theirs and whose seniorities allow it."""
    if row["persona"]:
        return str(row["persona"])
    for name, persona in facts.world.settings.get("personas", {}).items():
        titles, seniorities = persona.get("titles", []), persona.get("seniority", [])
        words = (row["title"] or "").lower()
        titled = any(re.search(rf"(?<!\w){re.escape(title.lower())}(?!\w)", words) for title in titles)
        if (titled or (not titles and seniorities)) and (not seniorities or row["seniority"] in seniorities):
            return str(name)
    return None


def required(facts: Facts) -> dict[str, int]:
    """Required persona slots."""
    personas = facts.world.settings.get("personas", {})
    return {
        name: persona.get("required", 0) for name, persona in personas.items() if persona.get("required", 0)
    }


def stakeholders_of(facts: Facts, accounts: set[str]) -> dict[tuple[str, str], list[Row]]:
    """Stakeholders of accounts: people with a buying role or a persona."""
    return {
        key: rows for key, rows in facts.stakeholders.items()
        if key[0] in accounts and any(row["buying_role"] or persona_of(facts, row) for row in rows)
    }  # fmt: skip


def people_in_slot(facts: Facts, account: str, persona: str) -> int:
    """How many people of an account are matched to a persona."""
    mine = stakeholders_of(facts, {account})
    return sum(any(persona_of(facts, row) == persona for row in rows) for rows in mine.values())


def target_accounts(facts: Facts) -> Oracle:
    """The size of T."""
    return count(len(facts.T))


def holds(row: Row, condition: str) -> bool:
    """A condition of an ideal-customer-profile criterion on one account; a missing value does not meet it."""
    for part in re.split(r"\s+and\s+(?!\d+(?:\s|$))", condition):
        if found := re.fullmatch(r"(\w+) between (\d+) and (\d+)", part.strip()):
            value, least, most = row[found[1]], float(found[2]), float(found[3])
            if value is None or not least <= value <= most:
                return False
            continue
        found = re.fullmatch(r"(\w+)\s*(<=|>=|!=|=|<|>)\s*('[^']*'|[\d.]+)", part.strip())
        assert found, condition
        wanted = found[3][1:-1] if found[3].startswith("'") else float(found[3])
        if row[found[1]] is None or not COMPARE[found[2]](row[found[1]], wanted):
            return False
    return True


def icp_fit(facts: Facts) -> Oracle:
    """Mean over T of the share of weighted criteria met, 0 to 100."""
    criteria = facts.world.option("icp", "criteria", [])
    whole = sum(criterion.get("weight", 1) for criterion in criteria)
    if not whole:
        return Oracle(None, None, None, 0)
    rows = [facts.world.account_rows[account] for account in facts.T]
    return mean(
        [100 * sum(c.get("weight", 1) for c in criteria if holds(row, c["where"])) / whole for row in rows]
    )


def score_of_targets(facts: Facts) -> Oracle:
    """Mean relationship score over T at t."""
    return mean([relationship_score(facts, account, facts.world.t) for account in facts.T])


def moved(facts: Facts, sign: int) -> Oracle:
    """Share of T whose score moved by 5 or more in one direction in 30 days."""
    now, then = facts.world.t, facts.world.shifted(30)
    changes = [relationship_score(facts, a, now) - relationship_score(facts, a, then) for a in facts.T]
    return rate(sum(sign * change >= 5 for change in changes), len(changes))


def surging(facts: Facts, accounts: set[str], own_topics: bool = True) -> set[str]:
    """Accounts with a vendor's high score on an own (or a competitor's) topic, in a week whose Sunday is in P."""
    world, found = facts.world, set()
    competitors = world.option("intent", "competitor_topics", [])
    for row in world.company.rows("intent"):
        monday = row["week"] - timedelta(days=row["week"].weekday())
        sunday, ends = (world.clock.certain(monday + timedelta(days=number)) for number in (6, 7))
        account = row["account_id"] or facts.identity.account_of_domain(row["domain"])
        own = not row["is_competitor"] and row["topic"] not in competitors
        high = row["score"] is not None and row["score"] >= world.option("intent", "threshold", 60)
        if (
            own == own_topics
            and high
            and world.in_period(sunday)
            and ends.at <= world.t.at
            and account in accounts
        ):
            found.add(account)
    return found


def researched_account_rate(facts: Facts) -> Oracle:
    """Accounts of T researched before t / T."""
    rows = [facts.world.account_rows[account] for account in facts.T]
    return rate(sum(facts.world.happened(row["researched_at"]) for row in rows), len(rows))


def filled(facts: Facts, rows: list[Row], name: str) -> bool:
    """Whether any row of one account or stakeholder has a field."""
    if name == "persona_or_buying_role":
        return any(row["buying_role"] or persona_of(facts, row) for row in rows)
    return any(row[name] not in (None, "") for row in rows)


def data_completeness(facts: Facts) -> Oracle:
    """100 x mean over T of the share of required fields that are filled; the numerator sums the shares."""
    world, shares = facts.world, []
    account_fields = world.option("coverage", "account_fields", ACCOUNT_FIELDS)
    person_fields = world.option("coverage", "person_fields", PERSON_FIELDS)
    for account in facts.T:
        answers = [filled(facts, [world.account_rows[account]], name) for name in account_fields]
        for rows in stakeholders_of(facts, {account}).values():
            answers += [filled(facts, rows, name) for name in person_fields]
        shares.append(sum(answers) / len(answers))
    of = mean(shares)
    return Oracle(None if of.value is None else 100 * of.value, of.numerator, of.denominator, of.n)


def stakeholder_coverage(facts: Facts) -> Oracle:
    """Filled persona slots / required persona slots, over T."""
    slots = required(facts)
    taken = sum(
        min(number, people_in_slot(facts, a, name)) for a in facts.T for name, number in slots.items()
    )
    return rate(taken, sum(slots.values()) * len(facts.T))


def stakeholders_identified_rate(facts: Facts) -> Oracle:
    """Accounts of T with every required slot filled / T."""
    slots = required(facts)
    full = [
        a for a in facts.T if all(people_in_slot(facts, a, name) >= number for name, number in slots.items())
    ]
    return rate(len(full), len(facts.T))


def contactable(facts: Facts, rows: list[Row]) -> bool:
    """A usable e-mail or phone; a bounce or an opt-out of one row holds for the person."""
    mail = any(address(row["email"]) for row in rows)
    mail = mail and not any(row["email_opt_out"] or facts.world.happened(row["bounced_at"]) for row in rows)
    phone = any(row["phone"] for row in rows) and not any(row["phone_opt_out"] for row in rows)
    return mail or phone


def contactable_rate(facts: Facts) -> Oracle:
    """Contactable stakeholders of T / stakeholders of T."""
    found = stakeholders_of(facts, facts.T)
    return rate(sum(contactable(facts, rows) for rows in found.values()), len(found))


def people_per_account(facts: Facts) -> Oracle:
    """People known at T / T."""
    return ratio(sum(key[0] in facts.T for key in facts.stakeholders), len(facts.T))


def custom_content_rate(facts: Facts) -> Oracle:
    """Accounts of T with content for them or their segment, live at some moment of P before t / T."""
    world, served = facts.world, set()
    for row in world.company.rows("contents"):
        since, until = world.moment(row["live_from"]), world.moment(row["live_to"])
        live = (since is None or since.at < world.t.at) and (until is None or until.at > world.start.at)
        if live and (since is None or until is None or since.at < until.at):
            for account in facts.T:
                segment = world.account_rows[account]["segment"]
                if row["account_id"] == account or (segment and row["segment"] == segment):
                    served.add(account)
    return rate(len(served), len(facts.T))


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "target_accounts": target_accounts,
    "icp_fit": icp_fit,
    "relationship_score": score_of_targets,
    "relationship_improving_rate": lambda facts: moved(facts, 1),
    "relationship_degrading_rate": lambda facts: moved(facts, -1),
    "intent_surge_accounts": lambda facts: count(len(surging(facts, facts.T))),
    "intent_surge_rate": lambda facts: rate(len(surging(facts, facts.T)), len(facts.T)),
    "researched_account_rate": researched_account_rate,
    "data_completeness": data_completeness,
    "stakeholder_coverage": stakeholder_coverage,
    "stakeholders_identified_rate": stakeholders_identified_rate,
    "contactable_rate": contactable_rate,
    "people_per_account": people_per_account,
    "custom_content_rate": custom_content_rate,
}
