"""Touches with their account and what they mean, before the daily cap and before responses are put together.

A call with outcome answered or connected is a `call_answered`. A meeting with outcome no_show or cancelled, a chat
without a message of the visitor (outcome no_message, no_reply or no_response), a view of a page that `pages.ignore`
names, an open by a privacy proxy or scanner and a row of quantity 0 are neither engagement nor counted. Where a source
names our user by an e-mail address, it is the one user who has it.

The rows are not sorted: they follow those of the model, and a load stores touches in the order of time.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.exclusions import IS_OF_EXCLUDED_AGENT, IS_PROXY_OPEN
from abmetry.facts.kind_rules import (
    ANSWERED_CALL,
    MISSED_MEETING,
    SILENT_CHAT,
    channel_categories_step,
    kind_rules_step,
)
from abmetry.facts.minutes import base_minutes_sql, needs_person, needs_tier, weights_sql
from abmetry.facts.pages import page_matches_sql
from abmetry.identity.address import address_sql
from abmetry.identity.spans import AT_LAST
from abmetry.identity.touch_candidates import CANDIDATE_RELATIONS, STATE, candidate_joins
from abmetry.identity.touch_sources import SOURCES, touch_sources_step
from abmetry.model.kinds import RESPONSE
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def own_people_step() -> Step:
    """The users by their addresses, but for addresses that several have: `address, user_id`."""
    address = address_sql("email")
    return Step(
        "own_people",
        f"""
        select {address} as address, min(user_id) as user_id
        from model_users where email is not null
        group by {address} having count(*) = 1
        """,
    )


def read_step(dialect: Dialect, settings: Settings) -> Step:
    """All rows, with what their texts say: asked before any join, the engine looks at each different text but once."""
    return Step(
        "read",
        f"""
        select sources.*, lower(trim(outcome)) as plain_outcome,
            {page_matches_sql(dialect, "url", settings.pages.ignore)} as is_of_ignored_page,
            {page_matches_sql(dialect, "url", settings.pages.high_value)} as is_of_valued_page
        from sources
        """,
    )


def identified_step(dialect: Dialect) -> Step:
    """The rows that count, each with what identity knows of it, once per time in which that holds.

    What of a touch never changed is as it is at last, and the links of that time are the fewest to join.
    """
    answered = f"t.kind = 'call' and {dialect.in_list('t.plain_outcome', ANSWERED_CALL)}"
    linked = {
        name: f"case when r.touch_id is not null then r.{name} else {getattr(STATE, name)} end as {name}"
        for name in ("person_id", "stakeholder_id", "account_id", "link_rule", "link_confidence")
    }
    return Step(
        "identified",
        f"""
        select t.source_table, t.touch_id, t.occurred_at, coalesce(t.occurred_at_is_date, false) as occurred_is_date,
            case when {answered} then 'call_answered' else t.kind end as kind,
            t.direction as given_direction, t.channel, t.placement, t.campaign_id, t.visitor_id,
            coalesce(own_people.user_id, t.user_id) as user_id,
            t.duration_seconds, t.url, t.topic, t.value, coalesce(t.quantity, 1) as quantity, t.ip, t.thread_id,
            t.outcome, t.plain_outcome, t.is_of_ignored_page, t.is_of_valued_page, {IS_PROXY_OPEN} as is_proxy_open,
            coalesce(r.known_from, t.occurred_at) as known_from, r.known_to, {", ".join(linked.values())}
        from read as t
        left join relinked_touches as r on r.touch_id = t.touch_id
        {candidate_joins(dialect.timestamp(AT_LAST))}
        left join excluded_agents as agents on agents.user_agent = t.user_agent
        left join excluded_networks as networks on networks.ip = t.ip
        left join own_people on own_people.address = lower(t.user_id)
        where not ({IS_OF_EXCLUDED_AGENT} or networks.ip is not null
            or a.exclusion is not null or (r.touch_id is null and {STATE.is_excluded}))
        """,
    )


def _judged_step(dialect: Dialect) -> Step:
    """With the rules of its kind and channel, and what several columns rest on."""
    ignored = "kind in ('page_view', 'page_ping') and is_of_ignored_page"
    missed = f"kind = 'meeting' and coalesce({dialect.in_list('plain_outcome', MISSED_MEETING)}, false)"
    silent = f"kind = 'chat' and coalesce({dialect.in_list('plain_outcome', SILENT_CHAT)}, false)"
    return Step(
        "judged",
        f"""
        select identified.*, kind_rules.*, channel_category, ({ignored}) as is_ignored,
            quantity > 0 and not is_proxy_open and not ({missed}) and not ({silent}) as is_real
        from identified
        join kind_rules on kind_rules.kind_name = identified.kind
        left join channel_categories on channel_categories.channel_name = identified.channel
        """,
    )


def _classified_step(dialect: Dialect, settings: Settings) -> Step:
    happened = "(is_real and not is_ignored)"
    return Step(
        "classified",
        f"""
        select judged.*, {dialect.local_time("occurred_at", settings.workspace.timezone)} as occurred_local,
            coalesce(given_direction, usual_direction) as direction,
            coalesce(channel_category, kind_category) as category,
            case when duration_seconds >= 0 then duration_seconds / cast(60 as double) end as actual_minutes,
            engages and {happened} and (two_way or coalesce(given_direction, usual_direction, 'inbound') = 'inbound')
                as is_engagement,
            counts and {happened} as is_counted,
            kind = 'page_view' and {happened} as is_web_view,
            kind = 'page_view' and {happened} and is_of_valued_page as is_high_value,
            kind = 'page_ping' and not is_ignored as is_ping,
            case when visitor_id is null and stakeholder_id is null then ip end as anonymous_ip
        from judged
        """,
    )


def _weighed_step(dialect: Dialect, settings: Settings) -> Step:
    joins = []
    if needs_person(settings):
        joins.append(
            "left join people as weighed on weighed.person_id = c.person_id and weighed.known_to is null"
        )
    if needs_tier(settings):
        joins.append("left join tiers on tiers.touch_id = c.touch_id and tiers.known_from = c.known_from")
    return Step(
        "weighed",
        f"""
        select c.*, cast(c.occurred_local as date) as occurred_on,
            cast(({base_minutes_sql(dialect, settings)}) * ({weights_sql(dialect, settings)}) as double) as minutes,
            c.kind = '{RESPONSE}' as is_response, false as is_view_through_conversion,
            c.is_engagement and coalesce(c.channel_category = 'marketing', false) as is_marketing
        from classified as c
        {" ".join(joins)}
        """,
    )


def _tiers_step(dialect: Dialect) -> Step:
    return Step(
        "tiers",
        f"""
        select c.touch_id, c.known_from, {dialect.first_by("s.tier", "s.tier_rank")} as tier
        from classified as c
        join list_stays as s on s.account_id = c.account_id
            and (s.valid_from is null or s.valid_from <= c.occurred_at)
            and (s.valid_to is null or s.valid_to > c.occurred_at)
        where s.tier is not null
        group by c.touch_id, c.known_from
        """,
    )


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    steps = [
        kind_rules_step(dialect, settings),
        channel_categories_step(dialect, settings),
        touch_sources_step(),
        own_people_step(),
        read_step(dialect, settings),
        identified_step(dialect),
        _judged_step(dialect),
        _classified_step(dialect, settings),
    ]
    if needs_tier(settings):
        steps.append(_tiers_step(dialect))
    return [*steps, _weighed_step(dialect, settings)]


TOUCH_COLUMNS = fact_columns(
    "touch_id text: The touch's id; of a response: response:campaign:person:account.",
    "source_table text: touches, or campaign_members for responses.",
    "occurred_at timestamp: When it happened.",
    "occurred_local timestamp: The same in the workspace's time zone.",
    "occurred_on date: The local day.",
    "occurred_is_date boolean: The source gave a bare date.",
    "kind text: What it was; response for responses; an answered call is call_answered.",
    "direction text: inbound (the account did it), outbound (we did), or null.",
    "channel text: Channel; a response's is its campaign's.",
    "category text: marketing, sales, social or product: the channel's, else the kind's.",
    "placement text: Where an ad or signature was placed.",
    "campaign_id text: Campaign.",
    "person_id text: Person, by identity.",
    "stakeholder_id text: The person's stakeholder.",
    "visitor_id text: Browser or device.",
    "account_id text: Account, by identity; null: unresolved.",
    "user_id text: Our user.",
    "thread_id text: Mail thread or conversation.",
    "url text: Page.",
    "topic text: Topic.",
    "value number: A value of the source's own.",
    "quantity number: How many; 1 where not given.",
    "anonymous_ip text: Network address, where neither visitor nor person is known.",
    "outcome text: Outcome, as given.",
    "minutes number: Engagement minutes after weights and daily cap.",
    "actual_minutes number: The duration, where known.",
    "is_engagement boolean: Something the account did; responses too.",
    "is_response boolean: A response to a campaign.",
    "is_counted boolean: Counts as a touch in touches per won account.",
    "is_marketing boolean: An engagement or response on a marketing channel.",
    "is_web_view boolean: A page view of a page that counts.",
    "is_ping boolean: A page ping of a page that counts.",
    "is_high_value boolean: A view of a page of `pages.high_value`.",
    "is_proxy_open boolean: A mail opened by a privacy proxy or scanner; it counts for nothing else.",
    "link_rule text: The rule that gave the account.",
    "link_confidence number: How sure it is, 0 to 1.",
    "known_from timestamp: From when this row holds.",
    "known_to timestamp: When another row of the touch took over, or it stopped counting; null: it holds.",
    "is_view_through_conversion boolean: A form, chat or ad conversion after an ad was seen and none clicked.",
)

FACT = Fact(
    name="touch_rows",
    internal=True,
    doc="A touch that counts, with minutes before the daily cap; responses not yet put together with touches.",
    columns=TOUCH_COLUMNS,
    reads=(
        *SOURCES,
        *CANDIDATE_RELATIONS,
        "model_users",
        "people",
        "relinked_touches",
        "excluded_agents",
        "excluded_networks",
        "list_stays",
    ),
    distinct=("touch_id",),
    steps=_steps,
)
