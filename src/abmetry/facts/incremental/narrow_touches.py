"""Reading few touches of the model, and no more links than they can have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from abmetry.facts.incremental.renewing import Renewing
from abmetry.facts.incremental.touch_closure import Span
from abmetry.identity.touch_sources import RESPONSE_ID
from abmetry.steps.fact import AnyFact
from abmetry.steps.renewal import CAME

_LINKS = {
    "person_links": "person_id",
    "address_links": "email",
    "visitor_spans": "visitor_id",
    "network_links": "ip",
}


@contextmanager
def narrowed_to(renewing: Renewing, ids: str, *facts: AnyFact, within: Span | None = None) -> Iterator[None]:
    """Have the sources of touches, and links, be those of some touches while facts are made of them.

    Args:
        renewing: Where they are.
        ids: The relation of the `touch_id` of these touches and responses.
        facts: The facts.
        within: The time of those of them that are touches; None: it is not known.
    """
    members = (
        f"select m.* from {renewing.whole('model_campaign_members')} as m"
        f" semi join {ids} as i on i.touch_id = {RESPONSE_ID}"
    )
    sources = {"model_touches": _touches_sql(renewing, ids, within), "model_campaign_members": members}
    with renewing.narrowed(sources, *facts), renewing.narrowed(_links(renewing), *facts):
        yield


def _touches_sql(renewing: Renewing, ids: str, within: Span | None) -> str:
    """The rows of some touches; those that came with the last loads are at hand."""
    rows = f"select t.* from {{0}} as t semi join {ids} as i using (touch_id)"
    whole = rows.format(renewing.whole("model_touches"))
    if within:
        whole = f"{whole} where {within.holds(renewing.engine.dialect, 't.occurred_at')}"
    if "model_touches" not in renewing.changed:
        return whole
    came = f"{CAME}model_touches"
    earlier = f"select touch_id from {ids} where touch_id not in (select touch_id from {came})"
    # Another source may have a touch of the same id.
    if not renewing.several_sources and not renewing.engine.query(f"{earlier} limit 1").num_rows:
        return rows.format(came)
    both = f"select touch_id, source from {came}"
    return (
        f"{rows.format(came)} union all select w.* from ({whole}) as w"
        f" anti join ({both}) as c on c.touch_id = w.touch_id and c.source = w.source"
    )


def _links(renewing: Renewing) -> dict[str, str]:
    """The links that the touches of narrowed sources can have."""
    responses = "select person_id from model_campaign_members union all"
    return {
        name: f"select l.* from {renewing.whole(name)} as l semi join ("
        f"{responses if column == 'person_id' else ''} select {column} from model_touches"
        f") as t on t.{column} = l.{column}"
        for name, column in _LINKS.items()
    }
