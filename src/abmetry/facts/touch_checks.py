"""Touches that are dropped, or doubtful, by what is known of their ids at last."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.exclusions import IS_OF_EXCLUDED_AGENT, IS_PROXY_OPEN
from abmetry.identity.spans import AT_LAST
from abmetry.identity.touch_candidates import CANDIDATE_RELATIONS, candidate_joins
from abmetry.identity.touch_sources import SOURCES, touch_sources_step
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    person_account = (
        "case when p.is_known then p.account_id when a.person_id is not null then a.account_id"
        " else v.account_id end"
    )
    return (
        touch_sources_step(
            "touch_id", "occurred_at", "occurred_at_is_date", "kind", "person_id", "visitor_id", "email",
            "account_id", "user_agent", "ip",
        ),
        _tainted_step("person_links", "person_id", "exclusion is not null"),
        _tainted_step("address_links", "email", "exclusion is not null"),
        _tainted_step("visitor_spans", "visitor_id", "is_excluded"),
        # Most rows are neither dropped nor doubtful by any of their ids, and need not be asked about.
        Step(
            "suspects",
            """
            select t.*
            from sources as t
            left join tainted_person_links as p on p.person_id = t.person_id
            left join tainted_address_links as a on a.email = t.email
            left join tainted_visitor_spans as v on v.visitor_id = t.visitor_id
            left join excluded_agents as agents on agents.user_agent = t.user_agent
            left join excluded_networks as networks on networks.ip = t.ip
            where t.account_id is not null or t.occurred_at_is_date or p.person_id is not null or a.email is not null
                or v.visitor_id is not null or agents.user_agent is not null or networks.ip is not null
            """,
        ),
        Step(
            "judged",
            f"""
            select t.touch_id, t.occurred_at_is_date as is_date,
                case when {IS_OF_EXCLUDED_AGENT} and agents.reason = 'crawler' then 'crawler'
                    when agents.reason = 'suppressed' then 'suppressed_agent'
                    when networks.reason = 'staff' then 'own_staff'
                    when networks.ip is not null then 'suppressed_network'
                    when 'suppressed' in (coalesce(a.exclusion, ''), coalesce(p.exclusion, ''))
                        then 'suppressed_address'
                    when coalesce(a.exclusion, p.exclusion) is not null or v.is_excluded
                        then 'own_staff'
                    when {IS_PROXY_OPEN} then 'proxy_open' end as dropped,
                case when own.account_id <> {person_account} then 'account_disagreement'
                    when own.account_id is null and t.account_id is not null then 'unknown_account' end as doubt
            from suspects as t
            {candidate_joins(dialect.timestamp(AT_LAST))}
            left join excluded_agents as agents on agents.user_agent = t.user_agent
            left join excluded_networks as networks on networks.ip = t.ip
            """,
        ),
        Step(
            "checked",
            """
            select * from (
                select touch_id, coalesce(dropped, doubt, case when is_date then 'bare_date' end) as check_name
                from judged
            ) as named where check_name is not null
            """,
        ),
    )  # fmt: skip


def _tainted_step(links: str, key: str, is_excluded: str) -> Step:
    """The people, addresses or visitors that are ever known to be own staff or suppressed."""
    return Step(f"tainted_{links}", f"select distinct {key} from {links} where {is_excluded}")


FACT = Fact(
    name="touch_checks",
    internal=True,
    doc="A touch that never counts, or whose sources disagree.",
    columns=fact_columns("touch_id text: The touch.", "check_name text: Why."),
    reads=(*SOURCES, *CANDIDATE_RELATIONS, "excluded_agents", "excluded_networks"),
    steps=_steps,
)
