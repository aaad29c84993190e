"""Bringing touches up to date: whose they are, what they mean, and what few of them need beside their own row."""

from __future__ import annotations

from abmetry.facts.incremental.narrow_touches import narrowed_to
from abmetry.facts.incremental.renewing import Renewed, Renewing
from abmetry.facts.incremental.session_renewal import BY_SESSION
from abmetry.facts.incremental.touch_closure import Span, ads_before_sql, answered_by_sql, mates_sql
from abmetry.facts.incremental.touch_ids import touched_ids_sql
from abmetry.facts.registry import all_facts
from abmetry.identity.touch_sources import RESPONSE_ID
from abmetry.steps.fact import AnyFact, Fact
from abmetry.steps.renewal import WENT, Renewal, by

MADE_TOGETHER = ("relinked_touches", "touch_checks", "touch_rows", "touch_corrections")
"""What is made with touches, of the same few rows of the model; of it only `touch_checks` is kept."""

BY_TOUCH = Renewal(key=by("touch_id"), touched={}, within={})


def renewal_of(name: str) -> Renewal | None:
    """How the files of a fact are told apart by key; None: it has no parts."""
    own = {"touches": BY_TOUCH, "sessions": BY_SESSION}
    renewal = own.get(name) or all_facts()[name].renewal
    return renewal and renewal.by_row()


def renew_touches(renewing: Renewing) -> Renewed:
    """Make those touches anew that what has changed touches, with their checks, and those that rest on them."""
    sql = touched_ids_sql(renewing.changed, renewing.settings)
    if sql is None:
        return Renewed()
    touches = _TouchRenewal(renewing)
    touches.look_at(sql, check=True)
    touches.look_at_answered()
    while span := touches.looking_span():
        if not touches.look_at(touches.mates_sql(span), span.widened()):
            break
    touches.add_ads()
    return touches.replace()


class _TouchRenewal:
    """Touches that are looked at, in `looked_at`; their rows before the corrections, in `touch_rows`."""

    def __init__(self, renewing: Renewing) -> None:
        self._renewing = renewing
        self._engine = renewing.engine
        self._dialect = renewing.engine.dialect
        empty = "select cast(null as varchar) as touch_id where 1 = 0"
        for name in ("looked_at", "context"):
            self._engine.create_table(name, empty, temporary=True)
        rows = "select * from touches where 1 = 0"
        self._engine.create_table("touch_rows", rows, temporary=True)
        members = ["model_campaign_members"]
        if "model_campaign_members" in renewing.changed:
            members.append(f"{WENT}model_campaign_members")
        local = self._dialect.local_time("m.responded_at", renewing.settings.workspace.timezone)
        responses = [
            f"select {RESPONSE_ID} as touch_id, m.campaign_id, cast({local} as date) as occurred_on"
            f" from {relation} as m where m.responded_at is not null"
            for relation in members
        ]
        self._engine.create_table("all_responses", " union ".join(responses), temporary=True)

    def look_at(self, sql: str, within: Span | None = None, *, check: bool = False) -> bool:
        """Look at the touches with the ids of a query too; false where none of them is new.

        Args:
            sql: The query, of `touch_id`.
            within: The time of all of them; None: it is not known.
            check: Look anew, too, at whether they are dropped or doubtful.
        """
        engine = self._engine
        engine.create_table(
            "looking",
            f"select distinct touch_id from ({sql}) as ids where touch_id is not null"
            " and touch_id not in (select touch_id from looked_at)",
            temporary=True,
        )
        if not engine.query("select 1 as one from looking limit 1").num_rows:
            return False
        if within:
            within = self._look_further(within)
        self._make_rows("looking", within, check=check)
        engine.execute("insert into looked_at select * from looking")
        return True

    def _look_further(self, within: Span) -> Span:
        """Look at those too that, as all were, share something with those: their rows need not be made to tell.

        Args:
            within: The time of those.

        Returns:
            The time of all.
        """
        engine = self._engine
        while True:
            rows = "select * from touches semi join looking using (touch_id)"
            engine.create_table("rows_before", rows, temporary=True)
            span = self._span("rows_before")
            if span is None:
                return within
            within = within.joined(span)
            mates = mates_sql(self._dialect, "rows_before", "touches", "all_responses", span)
            new = f"select distinct touch_id from ({mates}) as ids where touch_id is not null"
            for known in ("looked_at", "looking"):
                new += f" and touch_id not in (select touch_id from {known})"
            engine.create_table("further", new, temporary=True)
            if not engine.query("select 1 as one from further limit 1").num_rows:
                return within
            engine.execute("insert into temp.main.looking select * from further")

    def look_at_answered(self) -> None:
        """Look at the touches too that responses looked at may have been one with."""
        (days,) = self._engine.query(
            "select min(occurred_on) as first, max(occurred_on) as last"
            " from all_responses semi join looked_at using (touch_id)"
        ).to_pylist()
        if days["first"] is not None:
            first, last = (self._dialect.date(day.isoformat()) for day in (days["first"], days["last"]))
            self.look_at(answered_by_sql("looked_at", "touches", "all_responses", first, last))
            self._engine.create_table("looking", "select touch_id from looked_at", temporary=True)

    def looking_span(self) -> Span | None:
        """The time of the touches looked at last, whose rows are in `looking_rows`; None: they have none."""
        self._engine.create_table(
            "looking_rows",
            "select * from touch_rows semi join looking using (touch_id)"
            " union all by name select * from touches semi join looking using (touch_id)",
            temporary=True,
        )
        return self._span("looking_rows")

    def mates_sql(self, span: Span) -> str:
        """The ids of the touches that those looked at last share something with."""
        return mates_sql(self._dialect, "looking_rows", "touches", "all_responses", span)

    def add_ads(self) -> None:
        """Add the ads that conversions rest on, to look from and not to change."""
        engine = self._engine
        span = self._span("touch_rows")
        if span is None:
            return
        rows = ads_before_sql(self._dialect, "touch_rows", "touches", span)
        engine.create_table(
            "ads_before",
            f"select * from ({rows}) as ads where touch_id not in (select touch_id from looked_at)",
            temporary=True,
        )
        # Seen ads without minutes of their own answer nothing, so that no correction has touched their rows.
        engagement = self._renewing.settings.engagement
        weighed = engagement.rules or engagement.minutes.get("ad_impression")
        untouched = "false" if weighed else "kind = 'ad_impression'"
        engine.execute(f"insert into temp.main.touch_rows select * from ads_before where {untouched}")
        ids = f"select distinct touch_id from ads_before where not {untouched}"
        engine.create_table("context", ids, temporary=True)
        engine.drop_temporary("ads_before")
        if engine.query("select 1 as one from context limit 1").num_rows:
            self._make_rows("context", span.widened())

    def _span(self, rows: str) -> Span | None:
        (found,) = self._engine.query(
            "select min(occurred_at) as first, max(occurred_at) as last, min(occurred_on) as first_on,"
            f" max(occurred_on) as last_on from {rows}"
        ).to_pylist()
        return Span(**found) if found["first"] is not None else None

    def replace(self) -> Renewed:
        """Put the rows of the touches looked at in the place of those they had."""
        engine = self._engine
        touches, corrections = all_facts()["touches"], all_facts()["touch_corrections"]
        engine.create_table("touch_corrections", self._sql(corrections), temporary=True)
        sql = f"select t.* from ({self._sql(touches)}) as t semi join looked_at using (touch_id)"
        engine.create_table("made", sql, temporary=True)
        engine.create_table("looked_at_keys", "select touch_id as key_0 from looked_at", temporary=True)
        found = self._renewing.replace("touches", BY_TOUCH, "made", "looked_at_keys")
        for name in (
            "made",
            "touch_corrections",
            "touch_rows",
            "looked_at",
            "context",
            "looking",
            "looking_rows",
            "rows_before",
            "further",
            "all_responses",
        ):
            engine.drop_temporary(name)
        return found

    def _make_rows(self, ids: str, within: Span | None, *, check: bool = False) -> None:
        """Make the rows of some touches, all of a time, before corrections."""
        renewing, engine = self._renewing, self._engine
        relinked, rows, checks = (
            all_facts()[name] for name in ("relinked_touches", "touch_rows", "touch_checks")
        )
        with narrowed_to(renewing, ids, relinked, rows, *([checks] if check else []), within=within):
            engine.create_table("relinked_touches", self._sql(relinked), temporary=True)
            engine.execute(f"insert into temp.main.touch_rows {self._sql(rows)}")
            if check:
                engine.create_table("checked", self._sql(checks), temporary=True)
        engine.drop_temporary("relinked_touches")
        if check:
            keys = f"select touch_id as key_0 from {ids}"
            engine.create_table("checked_keys", keys, temporary=True)
            renewing.replace("touch_checks", BY_TOUCH, "checked", "checked_keys")
            engine.drop_temporary("checked")

    def _sql(self, fact: AnyFact) -> str:
        assert isinstance(fact, Fact)
        return fact.sql(self._dialect, self._renewing.settings)
