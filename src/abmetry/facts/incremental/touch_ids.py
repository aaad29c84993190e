"""The touches that what has changed says something else of: new ones, and those of changed links."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from abmetry.facts.minutes import needs_person, needs_tier
from abmetry.identity.address import address_sql
from abmetry.identity.touch_sources import RESPONSE_ID
from abmetry.workspace.settings import Settings


def touched_ids_sql(changed: Mapping[str, str], settings: Settings) -> str | None:
    """The ids of the touches and responses that changed rows of any relation speak of; None where there are none.

    Args:
        changed: Per relation that changed, the relation of its rows that went or came.
        settings: The definitions.
    """
    told: dict[str, Callable[[str], list[str]]] = {
        "model_touches": lambda rows: [f"select touch_id from {rows}"],
        "model_campaign_members": lambda rows: [f"select {RESPONSE_ID} as touch_id from {rows} as m"],
        "model_campaigns": lambda rows: [_responses("campaign_id", f"select campaign_id from {rows}")],
        "person_links": lambda rows: _of("person_id", f"select person_id from {rows}"),
        "model_accounts": lambda _: _of(
            "account_id", f"select account_id from {changed['versions_accounts']} where version = 1"
        ),
        "address_links": lambda rows: [_touches("email", f"select email from {rows}")],
        "visitor_spans": lambda rows: [_touches("visitor_id", f"select visitor_id from {rows}")],
        "network_links": lambda rows: [_touches("ip", f"select ip from {rows}")],
        "excluded_networks": lambda rows: [_touches("ip", f"select ip from {rows}")],
        "excluded_agents": lambda rows: [_touches("user_agent", f"select user_agent from {rows}")],
        "model_users": lambda rows: [
            _touches("lower(user_id)", f"select {address_sql('email')} from {rows} where email is not null")
        ],
    }
    if needs_person(settings):
        told["people"] = lambda rows: _weighed("person_id", rows)
    if needs_tier(settings):
        told["list_stays"] = lambda rows: [
            *_weighed("account_id", rows),
            _responses(
                "person_id",
                f"select p.person_id from people as p where p.account_id in (select account_id from {rows})",
            ),
        ]
    queries = [query for name, of in told.items() if name in changed for query in of(changed[name])]
    return " union ".join(queries) if queries else None


def _of(column: str, values: str) -> list[str]:
    return [_touches(column, values), _responses(column, values)]


def _touches(expression: str, values: str) -> str:
    return f"select touch_id from model_touches where {expression} in ({values})"


def _responses(column: str, values: str) -> str:
    return f"select {RESPONSE_ID} as touch_id from model_campaign_members as m where m.{column} in ({values})"


def _weighed(column: str, rows: str) -> list[str]:
    """A response that rests has minutes of its day, but no row among the touches."""
    values = f"select {column} from {rows}"
    return [f"select touch_id from touches where {column} in ({values})", _responses(column, values)]
