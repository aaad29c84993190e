"""Bringing touches up to date: whose they are, what they mean, and what few of them need beside their own row."""

from __future__ import annotations

from abmetry.facts.incremental.model_changes import CAME
from abmetry.facts.incremental.renewing import Renewed, Renewing
from abmetry.facts.incremental.touch_closure import ads_before_sql, mates_sql
from abmetry.facts.incremental.touch_ids import touched_ids_sql
from abmetry.facts.registry import all_facts
from abmetry.identity.touch_sources import RESPONSE_ID
from abmetry.steps.fact import Fact
from abmetry.steps.renewal import Renewal, by

MADE_TOGETHER = ("relinked_touches", "touch_rows", "touch_corrections")
"""What touches are made of; nothing of it is kept, and nothing else reads it."""

BY_TOUCH = Renewal(key=by("touch_id"), touched={}, within={})

_LINKS = {
    "person_links": "person_id",
    "address_links": "email",
    "visitor_spans": "visitor_id",
    "network_links": "ip",
}
_SOURCES = ("model_touches", "model_campaign_members")


def renew_touches(renewing: Renewing) -> Renewed:
    """Make those touches anew that what has changed touches, and those that rest on them."""
    sql = touched_ids_sql(renewing.changed, renewing.settings)
    if sql is None:
        return Renewed()
    touches = _TouchRenewal(renewing)
    touches.look_at(sql)
    while touches.look_at(touches.mates_sql()):
        pass
    touches.add_ads()
    return touches.replace()


class _TouchRenewal:
    """Touches that are looked at, in `looked_at`; their rows before the corrections, in `touch_rows`."""

    def __init__(self, renewing: Renewing) -> None:
        self._renewing = renewing
        self._engine = renewing.engine
        self._dialect = renewing.engine.dialect
        self._facts = [all_facts()[name] for name in (*MADE_TOGETHER, "touches")]
        empty = "select cast(null as varchar) as touch_id where 1 = 0"
        for name in ("looked_at", "context"):
            self._engine.create_table(name, empty, temporary=True)
        rows = "select * from touches where 1 = 0"
        self._engine.create_table("touch_rows", rows, temporary=True)
        self._engine.create_table(
            "all_responses",
            f"""
            select {RESPONSE_ID} as touch_id, m.campaign_id,
                cast({self._dialect.local_time("m.responded_at", renewing.settings.workspace.timezone)} as date)
                    as occurred_on
            from model_campaign_members as m where m.responded_at is not null
            """,
            temporary=True,
        )

    def look_at(self, sql: str) -> bool:
        """Look at the touches with the ids of a query too; false where none of them is new."""
        engine = self._engine
        engine.create_table(
            "looking",
            f"select distinct touch_id from ({sql}) as ids where touch_id is not null"
            " and touch_id not in (select touch_id from looked_at)",
            temporary=True,
        )
        if not engine.query("select 1 as one from looking limit 1").num_rows:
            return False
        self._make_rows("looking")
        engine.execute("insert into looked_at select * from looking")
        return True

    def mates_sql(self) -> str:
        """The ids of the touches that those looked at last share something with."""
        rows = (
            "(select * from touch_rows semi join looking using (touch_id)"
            " union all by name select * from touches semi join looking using (touch_id))"
        )
        return mates_sql(self._dialect, rows, "touches", "all_responses")

    def add_ads(self) -> None:
        """Add the ads that conversions rest on, to look from and not to change."""
        rows = "(select * from touch_rows semi join looked_at using (touch_id))"
        self._engine.create_table(
            "context",
            f"select distinct touch_id from ({ads_before_sql(self._dialect, rows, 'touches')}) as ids"
            " where touch_id not in (select touch_id from looked_at)",
            temporary=True,
        )
        if self._engine.query("select 1 as one from context limit 1").num_rows:
            self._make_rows("context")

    def replace(self) -> Renewed:
        """Put the rows of the touches looked at in the place of those they had."""
        engine, settings = self._engine, self._renewing.settings
        touches, corrections = all_facts()["touches"], all_facts()["touch_corrections"]
        assert isinstance(touches, Fact)
        assert isinstance(corrections, Fact)
        engine.create_table("touch_corrections", corrections.sql(self._dialect, settings), temporary=True)
        sql = f"select t.* from ({touches.sql(self._dialect, settings)}) as t semi join looked_at using (touch_id)"
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
            "all_responses",
        ):
            engine.drop_temporary(name)
        return found

    def _make_rows(self, ids: str) -> None:
        """Make the rows of some touches, before corrections."""
        renewing = self._renewing
        whole = renewing.whole
        sources = {
            "model_touches": self._touches_sql(ids),
            "model_campaign_members": (
                f"select m.* from {whole('model_campaign_members')} as m"
                f" semi join {ids} as i on i.touch_id = {RESPONSE_ID}"
            ),
        }
        with renewing.narrowed(sources), renewing.narrowed(self._links()):
            for fact in self._facts[:2]:
                assert isinstance(fact, Fact)
                sql = fact.sql(self._dialect, renewing.settings)
                if fact.name == "touch_rows":
                    self._engine.execute(f"insert into temp.main.touch_rows {sql}")
                else:
                    self._engine.create_table(fact.name, sql, temporary=True)
        self._engine.drop_temporary("relinked_touches")

    def _touches_sql(self, ids: str) -> str:
        """The rows of some touches; those that came with the last loads are at hand."""
        rows = f"select t.* from {{0}} as t semi join {ids} as i using (touch_id)"
        whole = rows.format(self._renewing.whole("model_touches"))
        if "model_touches" not in self._renewing.changed:
            return whole
        came = f"{CAME}touches"
        earlier = f"select touch_id from {ids} where touch_id not in (select touch_id from {came})"
        if not self._engine.query(f"{earlier} limit 1").num_rows:
            return rows.format(came)
        both = f"select touch_id, source from {came}"
        return (
            f"{rows.format(came)} union all select w.* from ({whole}) as w"
            f" anti join ({both}) as c on c.touch_id = w.touch_id and c.source = w.source"
        )

    def _links(self) -> dict[str, str]:
        """The links that the touches of narrowed sources can have."""
        responses = "select person_id from model_campaign_members union all"
        return {
            name: f"select l.* from {self._renewing.whole(name)} as l semi join ("
            f"{responses if column == 'person_id' else ''} select {column} from model_touches"
            f") as t on t.{column} = l.{column}"
            for name, column in _LINKS.items()
        }
