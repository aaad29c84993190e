"""How rows were given to accounts, and what is held for a decision."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from abmetry.answers.analysis import Analysis
from abmetry.answers.flat import flatten
from abmetry.answers.plain import plain
from abmetry.answers.question import Question

_GIVEN = ("people", "touches")
_HELD = ("held_links", "held_opportunities")


@dataclass(frozen=True)
class Links:
    """Rows given to accounts, by rule.

    Attributes:
        given: ``fact``, ``rule`` (None: no account was found), ``rows``, ``share`` of the fact's rows in percent,
            ``confidence`` (mean, 0 to 1) and ``accounts`` (different ones).
        held: What is held: how many, by ``subject`` and ``reason``.
    """

    given: tuple[dict[str, Any], ...]
    held: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """The links as they stand in JSON."""
        return {"given": list(self.given), "held": list(self.held)}

    def to_arrow(self) -> pa.Table:
        """One row per fact and rule."""
        return flatten(self.given)


def links(analysis: Analysis) -> Links:
    """Count people and touches by the rule that gave them to an account."""
    with analysis.session(Question()) as engine:
        given: list[dict[str, Any]] = []
        for fact in _GIVEN:
            rows = engine.query(
                f"""
                select case when account_id is not null then link_rule end as rule, count(*) as "rows",
                    avg(case when account_id is not null then link_confidence end) as confidence,
                    count(distinct account_id) as accounts
                from {fact}
                where known_to is null
                group by case when account_id is not null then link_rule end
                order by count(*) desc, rule nulls last
                """
            ).to_pylist()
            total = sum(row["rows"] for row in rows)
            given.extend({"fact": fact, **row, "share": 100 * row["rows"] / total} for row in rows)
        held: list[dict[str, Any]] = []
        for fact in _HELD:
            held.extend(
                engine.query(
                    f"""
                    select subject, reason, count(*) as "rows",
                        sum(case when suggestion is not null then 1 else 0 end) as suggested
                    from {fact}
                    group by subject, reason
                    order by count(*) desc, reason nulls last, subject
                    """
                ).to_pylist()
            )
    return Links(tuple(given), tuple({name: plain(value) for name, value in row.items()} for row in held))


@dataclass(frozen=True)
class Domains:
    """Where touches with a network address or host name came from.

    Attributes:
        companies: ``network`` (a domain, or a network of the workspace's table), ``account`` (``id`` and ``name``, or
            None), ``is_held``, ``hosts``, ``touches``, ``share`` of all of them in percent, ``page_views``.
        others: What is no company's: ``class``, ``hosts``, ``touches``, ``share``, ``page_views``.
    """

    companies: tuple[dict[str, Any], ...]
    others: tuple[dict[str, Any], ...]

    @property
    def touches(self) -> int:
        """All touches that say where they came from."""
        return sum(row["touches"] for row in (*self.companies, *self.others))

    def to_dict(self) -> dict[str, Any]:
        """The domains as they stand in JSON."""
        of_companies = sum(row["touches"] for row in self.companies)
        of_accounts = sum(row["touches"] for row in self.companies if row["account"])
        return {
            "touches": self.touches,
            "of_companies": of_companies,
            "of_accounts": of_accounts,
            "companies": list(self.companies),
            "others": list(self.others),
        }

    def to_arrow(self) -> pa.Table:
        """One row per company."""
        return flatten(self.companies)


def domains(analysis: Analysis) -> Domains:
    """Count touches by the domain or network that they came from."""
    with analysis.session(Question()) as engine:
        rows = engine.query(
            """
            select v.network, v.class, v.account_id, a.name, v.is_held, v.hosts, v.touches, v.page_views
            from visited_networks v
            left join accounts a on a.account_id = v.account_id
            order by v.touches desc, v.network
            """
        ).to_pylist()
    total = sum(row["touches"] for row in rows)
    companies: list[dict[str, Any]] = []
    others: dict[str, dict[str, Any]] = {}
    for row in rows:
        sizes = {name: int(row[name]) for name in ("hosts", "touches", "page_views")}
        if row["class"] == "company":
            account = {"id": row["account_id"], "name": row["name"]} if row["account_id"] else None
            told = {"network": row["network"], "account": account, "is_held": row["is_held"], **sizes}
            companies.append({**told, "share": 100 * sizes["touches"] / total})
            continue
        other = others.setdefault(
            row["class"], {"class": row["class"], "hosts": 0, "touches": 0, "page_views": 0}
        )
        for name, size in sizes.items():
            other[name] += size
    told_others = sorted(others.values(), key=lambda row: (-row["touches"], row["class"]))
    return Domains(
        tuple(companies), tuple({**row, "share": 100 * row["touches"] / total} for row in told_others)
    )


def held(analysis: Analysis) -> tuple[dict[str, Any], ...]:
    """What is held for a decision.

    Returns:
        ``subject`` (domain, email, company or opportunity), ``subject_id``, ``name`` of the deal, ``candidates`` and
        ``suggestion`` (objects with ``id`` and ``name``), ``rule`` and ``reason``.
    """
    with analysis.session(Question()) as engine:
        union = " union all ".join(
            f"select subject, subject_id, candidates, rule, reason, suggestion from {fact}" for fact in _HELD
        )
        rows = engine.query(
            f"""
            select h.subject, h.subject_id, o.name, h.candidates, h.rule, h.reason, h.suggestion
            from ({union}) h
            left join opportunities o on h.subject = 'opportunity' and o.opportunity_id = h.subject_id
            order by case when h.suggestion is null then 1 else 0 end, h.subject, h.subject_id
            """
        ).to_pylist()
        names = _names(engine, rows)
    return tuple(
        {
            **row,
            "candidates": [named(candidate, names) for candidate in _candidates(row)],
            "suggestion": named(row["suggestion"], names) if row["suggestion"] is not None else None,
        }
        for row in rows
    )


def named(key: str, names: dict[str, str | None]) -> dict[str, str | None]:
    """An id with its name, if it has one."""
    return {"id": key, "name": names.get(key)}


def _candidates(row: dict[str, Any]) -> list[str]:
    return [str(candidate) for candidate in json.loads(row["candidates"] or "[]")]


def _names(engine: Any, rows: list[dict[str, Any]]) -> dict[str, str | None]:
    wanted = {key for row in rows for key in [*_candidates(row), row["suggestion"]] if key is not None}
    if not wanted:
        return {}
    keys = engine.dialect.in_list("id", tuple(sorted(wanted)))
    found = engine.query(
        f"""
        select id, min(name) as name from (
            select account_id as id, name from accounts union all
            select person_id, name from people where known_to is null
        ) named where {keys} group by id
        """
    ).to_pylist()
    return {row["id"]: row["name"] for row in found}
