"""Touches that were dropped, could not be given to an account, or whose sources disagree."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.exclusions import IS_OF_EXCLUDED_AGENT, IS_PROXY_OPEN
from abmetry.identity.spans import AT_LAST
from abmetry.identity.touch_candidates import CANDIDATE_RELATIONS, candidate_joins
from abmetry.identity.touch_sources import SOURCES, touch_sources_step
from abmetry.steps.fact import Fact, Step
from abmetry.steps.quality_rows import QUALITY_COLUMNS
from abmetry.workspace.settings import Settings

DETAILS = {
    "crawler": "Touches by a user agent on the built-in list of crawlers never count.",
    "suppressed_agent": "Touches by a user agent of `suppressions` never count.",
    "suppressed_network": "Touches from a network address of `suppressions` never count.",
    "suppressed_address": "Touches with an address or domain of `suppressions` never count.",
    "own_staff": "Touches of our own staff never count, from when they are known to be theirs.",
    "account_disagreement": "Touches whose own account differs from their person's; the touch's own decides.",
    "unknown_account": "Touches that name an account that was never loaded are linked by the other rules.",
    "unresolved": "Touches that no rule gives an account count for none.",
    "proxy_open": "Mail opened by privacy proxies and scanners counts for nothing but the rate of opens with proxies.",
    "bare_date": "Touches with a bare date stand at the start of their local day.",
}


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    details = " ".join(
        f"when {dialect.text(name)} then {dialect.text(text)}" for name, text in DETAILS.items()
    )
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
            "found",
            """
            select check_name, count(*) as touches, min(touch_id) as first_id, max(touch_id) as last_id
            from (
                select touch_id, coalesce(dropped, doubt, case when is_date then 'bare_date' end) as check_name
                from judged
                union all
                select touch_id, 'unresolved' from touches where account_id is null and known_to is null
            ) as counted
            where check_name is not null
            group by check_name
            """,
        ),
        Step(
            "sampled",
            f"""
            select check_name, {dialect.json_list_of("touch_id")} as sample
            from (
                select check_name, first_id as touch_id from found
                union all
                select check_name, last_id from found
            ) as keys
            group by check_name
            """,
        ),
        Step(
            "quality_rows",
            f"""
            select found.check_name, 'touches' as fact, found.touches as rows,
                case found.check_name {details} end as detail, sampled.sample
            from found
            join sampled on sampled.check_name = found.check_name
            """,
        ),
    )  # fmt: skip


def _tainted_step(links: str, key: str, is_excluded: str) -> Step:
    """The people, addresses or visitors that are ever known to be own staff or suppressed."""
    return Step(f"tainted_{links}", f"select distinct {key} from {links} where {is_excluded}")


FACT = Fact(
    name="quality_touches",
    doc="Touches that were dropped, stay unresolved, or whose sources disagree, counted.",
    columns=QUALITY_COLUMNS,
    reads=(*SOURCES, *CANDIDATE_RELATIONS, "excluded_agents", "excluded_networks", "touches"),
    steps=_steps,
)
