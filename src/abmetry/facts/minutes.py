"""Engagement minutes of a touch: what its kind gives, what rules add, what weights multiply.

minutes = (base + rules x quantity) x weight of the person's seniority x of their buying role x of the account's
tier at the touch. base = the actual duration where the kind takes it and it is known, else the kind's minutes times
the quantity (of an export's daily total), for a high-value page with its extra minutes. A touch whose kind engages
but that is no engagement (a missed meeting, an ignored page) has none, nor has a privacy proxy's open.
"""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.engine.dialect import Dialect
from abmetry.facts.pages import page_matches_sql
from abmetry.facts.persona import token_sql
from abmetry.workspace.settings import Settings

OTHER = "other"


def base_minutes_sql(dialect: Dialect, settings: Settings) -> str:
    """Minutes before weights, over the columns of the step `classified`."""
    terms = [
        "case when takes_actual and actual_minutes is not null then actual_minutes"
        " else kind_minutes * quantity end"
    ]
    high_value = settings.engagement.high_value_minutes
    if settings.pages.high_value and high_value:
        terms.append(f"case when is_high_value then {float(high_value)!r} * quantity else 0 end")
    for rule in settings.engagement.rules:
        conditions = []
        if rule.kind is not None:
            conditions.append(f"kind = {dialect.text(rule.kind)}")
        if rule.channel is not None:
            conditions.append(f"channel = {dialect.text(rule.channel)}")
        if rule.url is not None:
            conditions.append(page_matches_sql(dialect, "url", (rule.url,)))
        terms.append(f"case when {' and '.join(conditions)} then {float(rule.add)!r} * quantity else 0 end")
    nothing = "(engages or is_proxy_open) and not is_engagement"
    return f"case when {nothing} then 0e0 else greatest({' + '.join(terms)}, 0e0) end"


def weights_sql(dialect: Dialect, settings: Settings) -> str:
    """The product of the weights, over `seniority` and `buying_role` (of the person `weighed`) and `tier`."""
    weights = settings.engagement.weights
    known = "weighed.person_id is not null"
    factors = [
        _weight_sql(dialect, "weighed.seniority", weights.seniority, known),
        _weight_sql(dialect, "weighed.buying_role", weights.role, known),
        _weight_sql(dialect, "tiers.tier", weights.tier, "tiers.tier is not null"),
    ]
    return " * ".join(factor for factor in factors if factor) or "1e0"


def needs_person(settings: Settings) -> bool:
    """Whether any weight asks who the person is."""
    return bool(settings.engagement.weights.seniority or settings.engagement.weights.role)


def needs_tier(settings: Settings) -> bool:
    """Whether any weight asks for the account's tier."""
    return bool(settings.engagement.weights.tier)


def _weight_sql(dialect: Dialect, column: str, weights: Mapping[str, float], known: str) -> str:
    if not weights:
        return ""
    cases = " ".join(
        f"when {token_sql(column)} = {token_sql(dialect.text(name))} then {float(weight)!r}e0"
        for name, weight in weights.items()
        if name != OTHER
    )
    rest = f"when {known} then {float(weights[OTHER])!r}e0" if OTHER in weights else ""
    return f"case {cases} {rest} else 1e0 end" if cases or rest else ""
