"""Stages of deals from OpportunityFieldHistory: changes of single fields, put together to states."""

from __future__ import annotations

from dataclasses import replace

from abmetry.sources.cell import NOTHING
from abmetry.sources.extract import RawFile, Refused
from abmetry.sources.reader import Reader
from abmetry.sources.rule import Row

_NEEDED = ("OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate")


def stages_of_changes(reader: Reader, file: RawFile, deals: str) -> RawFile | Refused:
    """A file of changes as rows of stages entered: OpportunityId, StageName, CreatedDate, Amount.

    One row per deal and instant at which StageName or Amount changed, and one for the deal's creation, whose values are
    the old ones of the first changes, else those that the deal has now.

    Args:
        reader: Where the file is.
        file: OpportunityFieldHistory.
        deals: The relation of deals: id, created, stage, amount.
    """
    row = Row(file, reader.engine.dialect)
    lacking = [name for name in _NEEDED if not row.has(name)]
    if lacking:
        reason = f"It cannot be used: the columns {', '.join(lacking)} must be there; it has {', '.join(file.columns)}."
        return Refused(file.label, reason, "opportunity_stages")
    relation = f"{file.relation}_stages"
    reader.engine.create_view(relation, _stages_sql(row, deals))
    columns = ("OpportunityId", "StageName", "CreatedDate", "Amount")
    rows = reader.engine.value(f"select count(*) from {relation}")
    return replace(file, relation=relation, columns=columns, rows=rows)


def _stages_sql(row: Row, deals: str) -> str:
    name = row.dialect.identifier(row.file.relation)
    field, old, new = row.word("Field"), row.first("OldValue"), row.first("NewValue")
    kept = f"not ({row.truth('IsDeleted')})" if row.has("IsDeleted") else "true"
    so_far = (
        "over (partition by deal order by changed_at, _line rows between unbounded preceding and current row)"
    )
    ahead = (
        "over (partition by deal order by changed_at, _line rows between current row and unbounded following)"
    )
    return f"""
        with changes as (
            select raw._line, {row.first("OpportunityId")} as deal, {row.first("CreatedDate")} as changed_at,
                case when {field} = 'stagename' then {old} end as old_stage,
                case when {field} = 'stagename' then {new} end as new_stage,
                case when {field} = 'amount' then {old} end as old_amount,
                case when {field} = 'amount' then {new} end as new_amount
            from {name} as raw
            where {field} in ('stagename', 'amount') and {kept}
        ),
        states as (
            select c._line, c.deal, c.changed_at,
                coalesce(last_value(new_stage ignore nulls) {so_far}, first_value(old_stage ignore nulls) {ahead},
                    d.stage) as stage,
                coalesce(last_value(new_amount ignore nulls) {so_far}, first_value(old_amount ignore nulls) {ahead},
                    d.amount) as amount,
                row_number() over (partition by deal, changed_at order by _line desc) as nth
            from changes as c left join {deals} as d on d.id = c.deal
        ),
        firsts as (
            select deal, min(_line) as _line,
                {row.dialect.first_by("old_stage", _order("old_stage"))} as stage,
                {row.dialect.first_by("old_amount", _order("old_amount"))} as amount,
                count(old_amount) + count(new_amount) as amounts
            from changes group by deal
        )
        select _line, deal as "OpportunityId", stage as "StageName", changed_at as "CreatedDate", amount as "Amount"
        from states where nth = 1
        union all
        select f._line, f.deal, coalesce(f.stage, d.stage), d.created,
            case when f.amounts = 0 then d.amount else coalesce(f.amount, {NOTHING}) end
        from firsts as f join {deals} as d on d.id = f.deal
        where d.created is not null
    """


def _order(value: str) -> str:
    """Order by time of the changes of one field; those of others come last."""
    return f"case when {value} is null then '~' else changed_at end"
