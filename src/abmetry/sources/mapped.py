"""Extracts of a known export: the rules of its objects, with what the settings say instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from abmetry.sources.cell import file_columns, first_sql, words_sql
from abmetry.sources.extract import Extract, Found, Ignored, RawFile, Refused
from abmetry.sources.reader import Reader
from abmetry.sources.rule import LeftOut, Row, Rule, TableRules
from abmetry.workspace.sources import Origin, Source


def mapped(
    source: Source,
    reader: Reader,
    mapping: Sequence[TableRules],
    files: Mapping[str, Sequence[RawFile]],
    *,
    left_out: Sequence[LeftOut] = (),
    dropped: Sequence[str] = (),
) -> Iterator[Found]:
    """The extracts that a mapping makes of the files of its objects.

    Args:
        source: The source's settings.
        reader: Knows the canonical tables.
        mapping: The rules, table by table.
        files: Object to its files.
        left_out: Rows of any object that are left out, and counted.
        dropped: Columns that are no attributes.
    """
    filled = {rules.table for rules in mapping}
    wrong = _wrong_settings(source, reader, filled)
    yield from wrong
    told: set[tuple[str, str]] = set()
    for rules in mapping:
        inputs = list(files.get(rules.object, ()))
        given = source.columns.get(rules.table, {})
        everywhere = [
            file for other in mapping if other.table == rules.table for file in files.get(other.object, ())
        ]
        missing = [
            canonical
            for canonical, origin in given.items()
            if origin.otherwise is None and not any(file_columns(f.columns, origin) for f in everywhere)
        ]
        for file in inputs:
            row = Row(file, reader.engine.dialect)
            outs = [out for out in (*left_out, *rules.left_out) if out.sql(row) != "false"]
            yield from _counted(reader, row, rules, outs, told)
            refusal = _refusal(file, rules, given, reader.tables[rules.table].required, missing)
            yield refusal or _extract(source, row, rules, outs, dropped)


def _wrong_settings(source: Source, reader: Reader, filled: set[str]) -> Iterator[Refused]:
    for part, named in (("columns", source.columns), ("words", source.words)):
        for table, columns in named.items():
            if table not in filled:
                near = get_close_matches(table, filled, n=1)
                hint = f"; did you mean {near[0]}?" if near else f"; it fills {', '.join(sorted(filled))}."
                yield Refused(
                    source.path, f"`{part}` names the table {table}, which this source does not fill{hint}"
                )
                continue
            known = reader.tables[table].columns
            for column in columns:
                if column not in known:
                    near = get_close_matches(column, known, n=1)
                    hint = f"; did you mean {near[0]}?" if near else "."
                    yield Refused(
                        source.path, f"`{part}.{table}` names {column}, which {table} has not{hint}", table
                    )


def _counted(
    reader: Reader, row: Row, rules: TableRules, outs: Sequence[LeftOut], told: set[tuple[str, str]]
) -> Iterator[Ignored]:
    before: list[str] = []
    for out in outs:
        condition = " and ".join([*(f"not ({sql})" for sql in before), out.sql(row)])
        before.append(out.sql(row))
        if (row.file.relation, out.reason) in told:
            continue
        told.add((row.file.relation, out.reason))
        relation = row.dialect.identifier(row.file.relation)
        rows = reader.engine.value(
            f"select count(*) from {relation} as raw {rules.joins(row)} where {condition}"
        )
        if rows:
            many = "1 row is" if rows == 1 else f"{rows:,} rows are"
            yield Ignored(row.file.label, f"{many} left out: {out.reason}")


def _refusal(
    file: RawFile,
    rules: TableRules,
    given: Mapping[str, Origin],
    required: Sequence[str],
    missing: Sequence[str],
) -> Refused | None:
    for canonical in missing:
        named = " or ".join(f'"{name}"' for name in given[canonical].columns)
        near = _nearest(file, given[canonical].columns)
        reason = f"It cannot be used: the settings say that {canonical} is its column {named}, which it has not{near}."
        return Refused(file.label, reason, rules.table)
    for canonical in required:
        rule = rules.rules.get(canonical, Rule(()))
        if canonical not in given and rule.columns and not any(file.column(name) for name in rule.columns):
            named = " or ".join(rule.columns)
            near = _nearest(file, rule.columns)
            reason = (
                f"It cannot be used: the column {named} must be there{near}; it has {_listed(file.columns)}."
            )
            return Refused(file.label, reason, rules.table)
    return None


def _nearest(file: RawFile, names: Sequence[str]) -> str:
    lowered = {column.lower(): column for column in file.columns}
    near = [match[0] for name in names if (match := get_close_matches(name.lower(), lowered, n=1))]
    return f" ({lowered[near[0]]} is the nearest)" if near else ""


def _listed(columns: Sequence[str]) -> str:
    more = len(columns) - 40
    return ", ".join(columns[:40]) + (f" and {more} more" if more > 0 else "")


def _extract(
    source: Source, row: Row, rules: TableRules, outs: Sequence[LeftOut], dropped: Sequence[str]
) -> Extract:
    given = source.columns.get(rules.table, {})
    words = source.words.get(rules.table, {})
    columns: dict[str, str] = {}
    used = {name.lower() for name in dropped}
    for canonical in [*rules.rules, *(name for name in given if name not in rules.rules)]:
        rule = rules.rules.get(canonical, Rule(()))
        expression, plain = rule.expression(row), None
        if not rule.keeps or (rule.sql is None and not rule.words):
            plain = [c for name in rule.columns if (c := row.file.column(name))]
        if canonical in given and (
            file_columns(row.file.columns, given[canonical]) or given[canonical].otherwise
        ):
            plain = file_columns(row.file.columns, given[canonical])
            expression = first_sql(row.dialect, plain, given[canonical].otherwise)
        meanings = (words.get(canonical, {}), rule.words)
        columns[canonical] = words_sql(row.dialect, expression, *meanings)
        if plain and len(plain) == 1 and canonical not in words:
            used.add(plain[0].lower())
    conditions = [f"not ({out.sql(row)})" for out in outs]
    if rules.where:
        conditions.append(f"({rules.where(row)})")
    return Extract(
        rules.table,
        row.file,
        columns=columns,
        where=" and ".join(conditions) or None,
        joins=rules.joins(row),
        attributes=tuple(c for c in row.file.columns if rules.rest and c.lower() not in used),
        day_first=source.dates.day_first,
        decimal=source.numbers.decimal,
        zone=source.timezone,
    )


def renamed(reader: Reader, file: RawFile, names: Mapping[str, Sequence[str]]) -> RawFile:
    """A file of which some columns have names of ours, so that they become attributes of that name.

    Args:
        reader: Where the file is.
        file: The file.
        names: Our name to the names that the column may have; the first that the file has counts.
    """
    dialect = reader.engine.dialect
    ours = {column: name for name, known in names.items() if (column := _present(file, known))}
    if not ours:
        return file
    chosen = [
        f"{dialect.identifier(column)} as {dialect.identifier(ours.get(column, column))}"
        for column in file.columns
        if column in ours or column.lower() not in {name.lower() for name in ours.values()}
    ]
    relation = f"{file.relation}_named"
    reader.engine.create_view(
        relation, f"select {', '.join(chosen)}, _line from {dialect.identifier(file.relation)}"
    )
    columns = tuple(
        ours.get(column, column)
        for column in file.columns
        if column in ours or column.lower() not in {name.lower() for name in ours.values()}
    )
    return replace(file, relation=relation, columns=columns)


def _present(file: RawFile, names: Sequence[str]) -> str | None:
    return next((column for name in names if (column := file.column(name))), None)
