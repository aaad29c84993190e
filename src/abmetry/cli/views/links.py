"""How rows were given to accounts, and what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.answers.links import Domains, Links
from abmetry.cli.spoken import count, percent, t, written
from abmetry.cli.views.amounts import NOTHING
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, plain_table, safe

RULES = {
    "source": "the source names the account",
    "email": "the address of a known person",
    "visitor": "a visitor proved to be a person",
    "domain": "the domain of the address",
    "network": "the company's network",
    "name": "the name of the company",
}
HELD_ON_SCREEN = 100
DOMAINS_ON_SCREEN = 30
CLASSES = {
    "address": "an address that no network of `identity.networks` holds",
    "provider": "a host of an internet provider, of hosting or of a proxy",
    "line": "a line of a household, by its name",
    "free_mail": "a host of a provider of free mail",
    "disposable": "a host of a provider of disposable addresses",
    "hosting": "a name below one that a company gives its customers, such as herokuapp.com",
    "reserved": "a name that belongs to nobody, such as example.com",
    "suffix": "a public suffix, such as co.uk",
    "invalid": "a name without a domain",
    "held": "a network that the table gives to several accounts",
}


def links_view(links: Links) -> RenderableType:
    """People and touches by rule, with confidence, and what found no account."""
    parts: list[RenderableType] = []
    for fact, members in groupby(links.given, key=lambda row: row["fact"]):
        rows = list(members)
        table = plain_table(
            t("Rule"),
            t("Given by"),
            (t("Rows"), "right"),
            (t("Share"), "right"),
            (t("Confidence"), "right"),
            (t("Accounts"), "right"),
        )
        for row in rows:
            rule = row["rule"]
            confidence = row["confidence"]
            style = WARN if rule is None else ""
            table.add_row(
                cell(rule or "none", style),
                Text(t(RULES.get(rule, "")) if rule else t("no account was found"), style=DIM),
                Text(count(row["rows"])),
                Text(percent(row["share"])),
                Text(NOTHING if confidence is None else written(confidence, 2), style=DIM),
                Text(count(row["accounts"]) if rule else "", style=DIM),
            )
        total = sum(row["rows"] for row in rows)
        parts.extend((Text.assemble((fact.capitalize(), HEAD), ("   " + count(total), DIM)), table, ""))
    if links.held:
        table = plain_table(t("Held"), (t("Rows"), "right"), (t("With a suggestion"), "right"), t("Why"))
        for row in links.held:
            table.add_row(
                cell(row["subject"]),
                Text(count(row["rows"])),
                Text(count(row["suggested"])),
                cell(t(row["reason"]), DIM),
            )
        parts.extend(
            (
                Text(t("Held for a decision"), style=HEAD),
                table,
                "",
                Text(t("`abmetry links --held` lists them."), style=DIM),
            )
        )
    else:
        parts.append(Text(t("Nothing is held for a decision."), style=DIM))
    return Group(*parts)


def domains_view(domains: Domains) -> RenderableType:
    """The domains and networks of companies by touches, and what is no company's."""
    if not domains.touches:
        return Text(t("No touch says which network it came from (`ip`)."))
    told = domains.to_dict()
    share = 100 * told["of_companies"] / domains.touches
    many, companies = counted(domains.touches, "touch", "touches"), len(domains.companies)
    head = Text.assemble(
        (percent(share), HEAD),
        " "
        + t(
            "of {many} came from {companies}", many=many, companies=counted(companies, "company", "companies")
        ),
        (
            "   " + t("{share} from accounts", share=percent(100 * told["of_accounts"] / domains.touches)),
            DIM,
        ),
    )
    table = plain_table(
        t("Domain or network"),
        t("Account"),
        (t("Touches"), "right"),
        (t("Share"), "right"),
        (t("Page views"), "right"),
        (t("Hosts"), "right"),
    )
    for row in domains.companies[:DOMAINS_ON_SCREEN]:
        account = row["account"]
        table.add_row(
            cell(row["network"]),
            Text(t("held"), style=WARN)
            if row["is_held"]
            else cell(_named(account) if account else NOTHING, DIM),
            *_sizes(row),
        )
    parts: list[RenderableType] = [head, "", table]
    if len(domains.companies) > DOMAINS_ON_SCREEN:
        rest = t(
            "The first {n} of {total}; -o FILE writes them all.",
            n=DOMAINS_ON_SCREEN,
            total=len(domains.companies),
        )
        parts.extend(("", Text(rest, style=DIM)))
    if domains.others:
        others = plain_table(
            t("No company's"),
            t("What it is"),
            (t("Touches"), "right"),
            (t("Share"), "right"),
            (t("Page views"), "right"),
            (t("Hosts"), "right"),
        )
        for row in domains.others:
            others.add_row(
                cell(row["class"]), Text(t(CLASSES.get(row["class"], "")), style=DIM), *_sizes(row)
            )
        parts.extend(("", others))
    return Group(*parts)


def _sizes(row: Mapping[str, Any]) -> list[Text]:
    return [
        Text(count(row["touches"])),
        Text(percent(row["share"])),
        Text(count(row["page_views"]), style=DIM),
        Text(count(row["hosts"]), style=DIM),
    ]


def held_view(ties: Sequence[Mapping[str, Any]]) -> RenderableType:
    """What is held: the tie, its candidates, the reason, the suggestion."""
    if not ties:
        return Text(t("Nothing is held for a decision."))
    parts: list[RenderableType] = [
        Text(t("{n} held for a decision", n=counted(len(ties), "tie")), style=HEAD)
    ]
    shown = sorted(ties[:HELD_ON_SCREEN], key=lambda tie: (tie["subject"], tie["reason"]))
    for (subject, reason), members in groupby(shown, key=lambda tie: (tie["subject"], tie["reason"])):
        rows = list(members)
        suggests = any(tie["suggestion"] for tie in rows)
        table = plain_table(
            safe(subject).capitalize(), t("Could be"), *([t("Suggestion")] if suggests else [])
        )
        for tie in rows:
            table.add_row(*_tie(tie)[: len(table.columns)])
        parts.extend(("", Text.assemble((safe(reason).rstrip(".").capitalize(), WARN)), table))
    if len(ties) > HELD_ON_SCREEN:
        parts.extend(
            (
                "",
                Text(
                    t(
                        "The first {held_on_screen} of {n}; -o FILE writes them all.",
                        held_on_screen=HELD_ON_SCREEN,
                        n=len(ties),
                    ),
                    style=DIM,
                ),
            )
        )
    return Group(*parts)


def _tie(tie: Mapping[str, Any]) -> list[Text]:
    name = cell(tie["name"])
    what = Text.assemble(name, (f"  {safe(tie['subject_id'])}", DIM)) if name else cell(tie["subject_id"])
    candidates = tie["candidates"]
    could = ", ".join(_named(candidate) for candidate in candidates[:3])
    if len(candidates) > 3:
        could += f" and {len(candidates) - 3} more"
    suggestion = tie["suggestion"]
    return [
        what,
        Text(could or NOTHING),
        cell(suggestion["id"], "green") if suggestion else Text(NOTHING, style=DIM),
    ]


def _named(one: Mapping[str, Any]) -> str:
    return f"{safe(one['name'])} ({safe(one['id'])})" if one["name"] else safe(one["id"])
