"""Questions about top parents: every account's rows taken as its top parent's."""

from __future__ import annotations

from abmetry.engine.engine import Engine
from abmetry.facts.registry import all_facts

_TOP = "coalesce(rolled.top_parent_id, fact.account_id)"


def roll_up(engine: Engine) -> None:
    """Lay views over the facts of a session in which accounts stand under their top parents."""
    engine.create_table(
        "top_parents",
        "select account_id, coalesce(top_parent_id, account_id) as top_parent_id from accounts",
        temporary=True,
    )
    for name, fact in all_facts().items():
        columns = [column.name for column in fact.columns]
        if "account_id" not in columns:
            continue
        if name == "accounts":
            selected = ", ".join(columns)
            sql = f"select {selected} from serving.accounts where account_id = coalesce(top_parent_id, account_id)"
        else:
            selected = ", ".join(
                f"{_TOP} as account_id" if column == "account_id" else f"fact.{column}" for column in columns
            )
            sql = f"""
                select {selected} from serving.{name} fact
                left join top_parents rolled on rolled.account_id = fact.account_id
            """
        engine.create_view(name, sql)
