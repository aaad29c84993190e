"""Bringing sessions up to date: of each visitor, those since the first view that changed.

What a visitor did before decides nothing of a session but where it begins; and where more than the time of silence lies
between, not even that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from abmetry.engine.dialect import Dialect
from abmetry.facts.incremental.renewing import Renewed, Renewing
from abmetry.facts.registry import all_facts
from abmetry.facts.sessions import FIRST_KNOWN, TIMEOUT_SECONDS, VISITOR_KEY
from abmetry.facts.view_through import DAYS
from abmetry.steps.fact import Fact
from abmetry.steps.renewal import Renewal, by

BY_SESSION = Renewal(key=by("visitor_key", "touch_id"), touched={}, within={})

_AD = "kind in ('ad_impression', 'ad_click')"
_MONTH = timedelta(days=DAYS + 2)


def renew_sessions(renewing: Renewing) -> Renewed:
    """Make the sessions anew that changed touches are in, begin, end or advertise."""
    changed, engine = renewing.changed.get("touches"), renewing.engine
    if changed is None:
        return Renewed()
    sessions = all_facts()["sessions"]
    assert isinstance(sessions, Fact)
    engine.create_table("since", _since_sql(engine.dialect, changed), temporary=True)
    (first,) = engine.query("select min(since) as at from since").to_pylist()
    if first["at"] is None:
        return Renewed()
    with renewing.narrowed({"touches": _touches_sql(engine.dialect, first["at"])}, sessions):
        rows = sessions.sql(engine.dialect, renewing.settings)
        engine.create_table("made", f"select s.* from ({rows}) as s {_IN_SCOPE}", temporary=True)
    both = f"select s.* from sessions as s {_IN_SCOPE} union all select * from made"
    keys = f"select distinct visitor_key as key_0, touch_id as key_1 from ({both}) as rows"
    engine.create_table("session_keys", keys, temporary=True)
    found = renewing.replace("sessions", BY_SESSION, "made", "session_keys")
    for name in ("since", "made", "session_keys"):
        engine.drop_temporary(name)
    return found


_IN_SCOPE = "semi join since as k on k.visitor_key = s.visitor_key and s.started_at >= k.since"


def _since_sql(dialect: Dialect, changed: str) -> str:
    """Of each visitor whose sessions may have changed, from when on: the session that goes on then, else then."""
    month = (DAYS + 2) * 24 * 60 * 60
    advertised = " union all ".join(
        f"""
        select s.visitor_key, s.started_at from sessions as s
        semi join (select {same}, occurred_at from {changed} where {_AD}) as c on c.{same} = s.{same}
            and s.started_at > c.occurred_at and {dialect.seconds_between("c.occurred_at", "s.started_at")} < {month}
        """
        for same in ("visitor_id", "account_id")
    )
    return f"""
        with views as (
            select {VISITOR_KEY} as visitor_key, occurred_at as turned_at from {changed} where {FIRST_KNOWN}
            union all
            select {VISITOR_KEY}, occurred_at from touches as t
            semi join (select touch_id, occurred_at from {changed} where is_web_view or is_ping) as c
                on c.touch_id = t.touch_id and c.occurred_at = t.occurred_at
            where {FIRST_KNOWN}
            union all
            {advertised}
        ),
        turned as (select visitor_key, min(turned_at) as turned_at from views group by visitor_key)
        select t.visitor_key, coalesce(min(s.started_at), t.turned_at) as since
        from turned as t
        left join sessions as s on s.visitor_key = t.visitor_key and s.started_at < t.turned_at
            and {dialect.seconds_between("s.ended_at", "t.turned_at")} <= {TIMEOUT_SECONDS}
        group by t.visitor_key, t.turned_at
    """


def _touches_sql(dialect: Dialect, first: datetime) -> str:
    """The views and pings of these visitors since then, and the ads that their sessions rest on."""
    begun = f"w.occurred_at >= {dialect.timestamp(first.isoformat(sep=' '))}"
    advertised = f"w.occurred_at >= {dialect.timestamp((first - _MONTH).isoformat(sep=' '))}"
    return f"""
        with strangers as (
            select w.touch_id from touches as w
            semi join since as k on k.visitor_key = {VISITOR_KEY} and w.occurred_at >= k.since
            where {begun} and w.visitor_id is null and {FIRST_KNOWN}
        ),
        seen as (
            select w.* from touches as w
            semi join since as k on k.visitor_key = w.visitor_id and w.occurred_at >= k.since
            where {begun} and (w.is_web_view or w.is_ping)
            union all
            select w.* from touches as w semi join strangers as s on s.touch_id = w.touch_id
            where {begun} and w.visitor_id is null
        )
        select * from seen
        union all
        select w.* from touches as w where {_AD} and {advertised} and (
            w.visitor_id in (select visitor_id from seen where visitor_id is not null)
            or w.visitor_id is null and w.account_id in (select account_id from seen where account_id is not null)
        )
    """
