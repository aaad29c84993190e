"""The relationship score (KPIS.md, scores): who mailed and met, when, in which direction."""

from __future__ import annotations

import math

from recompute.oracle_clock import Moment, days, within_days_before
from recompute.oracle_facts import Facts
from recompute.oracle_touches import Touch

MAILS = ("email_sent", "email_reply", "email_received")


def relationship_touches(facts: Facts, account: str, x: Moment) -> list[tuple[Touch, str]]:
    """Mails in and out and meetings held of an account before x.

    A mail that several of us sent or got, or a meeting of several of us, is one per person of the account (rule 11).
    """
    found, seen = [], set()
    for touch in facts.touches.all:
        if touch.account != account or touch.moment.at >= x.at:
            continue
        if touch.kind == "meeting" and touch.engages:
            sort = "meeting"
        elif touch.kind in MAILS:
            sort = "out" if touch.direction == "outbound" else "in"
        else:
            continue
        once = (touch.stakeholder or touch.key, touch.moment.at, sort, touch.thread)
        if once not in seen:
            seen.add(once)
            found.append((touch, sort))
    return found


def relationship_score(facts: Facts, account: str, x: Moment) -> float:
    """100 (1 - exp(-s (0.5 + 0.5 r)(1 + ln(1 + b))/40)), from what happened before x as known before t."""
    weights, people = {"in": 0.0, "out": 0.0, "meeting": 0.0}, set()
    for touch, sort in relationship_touches(facts, account, x):
        age = days(touch.moment, x)
        weights[sort] += {"in": 1, "out": 0.25, "meeting": 3}[sort] * 2 ** (-age / 30)
        if touch.stakeholder and touch.stakeholder[0] == account and within_days_before(touch.moment, x, 90):
            people.add(touch.stakeholder)
    mails = weights["in"] + weights["out"]
    strength = mails + weights["meeting"]
    reciprocity = 2 * min(weights["in"], weights["out"]) / mails if mails else float(weights["meeting"] > 0)
    return 100 * (1 - math.exp(-strength * (0.5 + 0.5 * reciprocity) * (1 + math.log(1 + len(people))) / 40))
