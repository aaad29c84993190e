"""How many touches came from each network address or host name, without crawlers, staff and what is suppressed."""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Growth, Renewal, by

FACT = Fact(
    name="visited_addresses",
    internal=True,
    doc="A network address or host name that touches came from.",
    columns=fact_columns(
        "ip text: As the touches write it.",
        "touches integer: Touches from there.",
        "page_views integer: Page views among them.",
        "first_at timestamp: The first touch.",
        "last_at timestamp: The last.",
    ),
    reads=("model_touches", "excluded_agents", "excluded_networks"),
    steps=lambda _dialect, _settings: [
        Step(
            "of_addresses",
            """
            select t.ip, count(*) as touches, count(case when t.kind = 'page_view' then 1 end) as page_views,
                min(t.occurred_at) as first_at, max(t.occurred_at) as last_at
            from model_touches as t
            left join excluded_agents as agents on agents.user_agent = t.user_agent
            left join excluded_networks as excluded on excluded.ip = t.ip
            where t.ip is not null and excluded.ip is null
                and coalesce(agents.reason, '') not in ('suppressed', 'crawler')
            group by t.ip
            """,
        )
    ],
    renewal=Renewal(
        key=by("ip"),
        touched={
            "model_touches": by("ip"),
            "excluded_networks": by("ip"),
            "excluded_agents": (
                "select t.ip as key_0 from model_touches as t semi join {changed} as c on c.user_agent = t.user_agent"
            ),
        },
        within={"model_touches": by("ip")},
        growth=Growth(
            relation="model_touches",
            columns=("ip", "occurred_at", "kind", "user_agent"),
            together=lambda _dialect, _settings, parts: (
                f"""
                select ip, cast(sum(touches) as bigint) as touches, cast(sum(page_views) as bigint) as page_views,
                    min(first_at) as first_at, max(last_at) as last_at
                from {parts} group by ip
            """
            ),
        ),
    ),
)
