"""Questions about top parents: every account's rows taken as its top parent's."""

from __future__ import annotations

from abmetry.engine.engine import Engine
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import Fact
from abmetry.workspace.settings import Settings

# What children were, each for itself, is not what their parent was: their spells overlap.
_MADE_ANEW = ("customer_spells",)
_OF_THE_FUNNEL = ("engaged_spells", "funnel_spells")
_STAKEHOLDER = {"relationship_touches": "person_id", "surveys": "respondent"}


def roll_up(engine: Engine, settings: Settings, *, funnel: bool = False) -> None:
    """Lay views over the facts of a session in which accounts stand under their top parents.

    Args:
        engine: A session of a build.
        settings: The definitions.
        funnel: Make the spells of the funnel anew too.
    """
    facts = {name: fact for name, fact in all_facts().items() if isinstance(fact, Fact)}
    anew = (*_MADE_ANEW, *(_OF_THE_FUNNEL if funnel else ()))
    engine.create_table("top_parents", _top_parents_sql(engine), temporary=True)
    engine.create_table("top_stakeholders", _top_stakeholders_sql(engine), temporary=True)
    for name, fact in facts.items():
        columns = [column.name for column in fact.columns]
        if not fact.internal and "account_id" in columns and name not in (*_MADE_ANEW, *_OF_THE_FUNNEL):
            engine.create_view(name, _under_parents_sql(engine, name, columns))
    for name in anew:
        engine.create_table(name, facts[name].sql(engine.dialect, settings), temporary=True)


def _top_parents_sql(engine: Engine) -> str:
    return f"""
        select account_id, coalesce(top_parent_id, account_id) as top_parent_id from {engine.stored("accounts")} a
    """


def _top_stakeholders_sql(engine: Engine) -> str:
    """People of one family with the same address are one, named by the first of them."""
    return f"""
        select stakeholder_id, min(top_stakeholder_id) as top_stakeholder_id
        from (
            select p.stakeholder_id, first_value(p.stakeholder_id) over (
                partition by t.top_parent_id, coalesce(lower(trim(p.email)), p.stakeholder_id)
                order by case when p.created_at is null then 0 else 1 end, p.created_at, p.person_id
            ) as top_stakeholder_id
            from {engine.stored("people")} p
            join top_parents t on t.account_id = p.account_id
        ) named
        group by stakeholder_id
    """


def _under_parents_sql(engine: Engine, name: str, columns: list[str]) -> str:
    stored = engine.stored(name)
    if name == "accounts":
        return f"""
            select {", ".join(columns)} from {stored} fact
            where account_id = coalesce(top_parent_id, account_id)
        """
    top = "coalesce(rolled.top_parent_id, fact.account_id)"
    rolled = "left join top_parents rolled on rolled.account_id = fact.account_id"
    if name == "opportunity_shares":
        return f"""
            select fact.opportunity_id, {top} as account_id, sum(fact.share) as share,
                max(case when fact.is_primary then 1 else 0 end) = 1 as is_primary
            from {stored} fact {rolled}
            group by fact.opportunity_id, {top}
        """
    instead = {"account_id": top}
    stakeholder = _STAKEHOLDER.get(name, "stakeholder_id")
    if stakeholder in columns:
        instead[stakeholder] = f"coalesce(named.top_stakeholder_id, fact.{stakeholder})"
        rolled += f" left join top_stakeholders named on named.stakeholder_id = fact.{stakeholder}"
    selected = ", ".join(f"{instead.get(column, f'fact.{column}')} as {column}" for column in columns)
    return f"select {selected} from {stored} fact {rolled}"
