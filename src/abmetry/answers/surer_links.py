"""Questions that leave out links which are less sure than asked: how much a number rests on how rows were linked.

What such a link gave to an account is nobody's then: the people and touches themselves, and all that is made of touches
(sessions, first engagements, relationships, stays in the funnel's stages), which are made anew. What the build made of
links that it no longer tells apart (intent, surveys, tasks, the scores of its models) stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from abmetry.asof.relations import RELATIONS
from abmetry.engine.engine import Engine
from abmetry.facts.registry import all_facts
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE
from abmetry.steps.fact import Fact
from abmetry.workspace.settings import Settings

LINKED = ("touches", "people")
"""The facts that say how sure each row's link is."""

LEVELS = (0.8, 0.95)
"""Below the first are links by networks; below the second also those by domains and by visitors' addresses."""


def leave_out_links(
    engine: Engine, settings: Settings, least: float, needed: Collection[str] | None = None
) -> None:
    """Lay views and tables over the facts of a session in which links that are less sure give nothing.

    Args:
        engine: A session of a build.
        settings: The definitions.
        least: How sure a link must be, 0 to 1.
        needed: The facts that the question reads; None: all.
    """
    facts = all_facts()
    for name in LINKED:
        fact = facts[name]
        unsure = f"link_confidence < cast({least!r} as double)"
        columns = ", ".join(
            f"case when {unsure} then null else {c.name} end as {c.name}"
            if c.name in ("account_id", "link_rule", "link_confidence")
            else c.name
            for c in fact.columns
        )
        engine.create_view(name, f"select {columns} from {engine.stored(name)} as fact")
    for fact in made_of_links():
        if needed is None or fact.name in needed:
            engine.create_table(fact.name, fact.sql(engine.dialect, settings), temporary=True)


def made_of_links() -> Iterator[Fact]:
    """The facts that rest on linked touches and people and can be made anew of what a build holds, in order."""
    facts = all_facts()
    at_hand = {name for name, fact in facts.items() if not fact.internal}
    resting = set(LINKED)
    for name, fact in facts.items():
        if name in resting or not isinstance(fact, Fact):
            continue
        if resting & set(fact.reads) and set(fact.reads) <= at_hand:
            resting.add(name)
            at_hand.add(name)
            yield fact


def facts_of(kpis: Sequence[Kpi]) -> set[str]:
    """The facts that some KPIs read, and those that these are made of."""
    relations = [m.relation for kpi in kpis for m in kpi.measures if m.relation != SCOPE]
    read: set[str] = set()
    while relations:
        relation = RELATIONS[relations.pop()]
        relations.extend(relation.upon)
        read.update(relation.reads)
    facts, waiting = all_facts(), list(read)
    while waiting:
        fact = facts.get(waiting.pop())
        for below in fact.reads if fact is not None and not fact.internal else ():
            if below not in read:
                read.add(below)
                waiting.append(below)
    return read


def rests_on_links(kpi: Kpi) -> bool:
    """Whether a KPI would change if links were left out."""
    return bool(facts_of([kpi]) & {*LINKED, *(fact.name for fact in made_of_links())})
