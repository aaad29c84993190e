"""The workspace's own table of networks and their companies: a CSV, or a database in MaxMind's format.

A CSV has a column `network` (such as 192.0.2.0/24 or 2001:db8::/32) and at least one of `account_id`, `domain` and
`company`; `type` may say that it is a provider's (isp, hosting, proxy and the like): that tells of no company. Networks
may lie in each other: the smallest that holds an address counts. Of an MMDB file the records of the addresses that
touches have are read; a database of network owners knows the owner, which may be a provider.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.errors import SettingsError
from abmetry.identity.company_name import NameIndex
from abmetry.identity.domains import COMPANY
from abmetry.identity.network_address import PROVIDER, classify_host, keys_of_network
from abmetry.identity.segments import Network, segments
from abmetry.lang.message import message
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.named_file import named_file_rows
from abmetry.workspace.settings import Settings

KEY = "identity.networks"
_PROVIDERS = frozenset(
    {
        "isp",
        "carrier",
        "provider",
        "hosting",
        "cloud",
        "datacenter",
        "data_center",
        "cdn",
        "proxy",
        "vpn",
        "tor",
    }
    | {"relay", "mobile", "cellular", "residential", "household"}
)
_FIELDS = {
    "account_id": ("account_id",),
    "domain": ("domain", "company_domain", "as_domain"),
    "company": ("company", "company_name", "name", "organization", "autonomous_system_organization", "isp"),
    "type": ("type", "company_type", "user_type", "as_type"),
}
_Row = Mapping[str, str | None]
_COLUMNS = (
    "network",
    "first_key",
    "last_key",
    "account_id",
    "registrable_domain",
    "class",
    "candidates",
    "suggestion",
)


def _table(engine: Engine, settings: Settings) -> pa.Table:
    found: list[tuple[Network, dict[str, Any]]] = []
    if settings.identity.networks is not None:
        path = settings.path(settings.identity.networks)
        rows = list(_rows(engine, path))
        named = _named_companies(engine, settings, rows)
        found = segments(_networks(rows, named))
    cells = [
        {"network": network.text, "first_key": network.first, "last_key": network.last, **owner}
        for network, owner in found
    ]
    return pa.table({name: pa.array([cell.get(name) for cell in cells], pa.string()) for name in _COLUMNS})


def _rows(engine: Engine, path: Path) -> Iterator[tuple[str, int, _Row]]:
    """Network, line and what is said of it."""
    if path.suffix.lower() == ".mmdb":
        yield from _database_rows(engine, path)
        return
    given = named_file_rows(path, KEY, [["network", "cidr", "ip"], ["account_id", "domain", "company"]])
    for line, row in enumerate(given, start=2):
        text = row.get("network") or row.get("cidr") or row.get("ip")
        if text is None or keys_of_network(text) is None:
            raise SettingsError(
                message(
                    "{key}: {path}, line {line}: {text} is no network such as 192.0.2.0/24.",
                    key=KEY,
                    path=path.name,
                    line=str(line),
                    text=text or message("an empty cell"),
                )
            )
        yield text, line, row


def _database_rows(engine: Engine, path: Path) -> Iterator[tuple[str, int, _Row]]:
    try:
        import maxminddb
    except ImportError as error:
        raise SettingsError(
            message("{key}: to read {path} the package maxminddb is needed.", key=KEY, path=path.name),
            help=message("Install it with: pip install 'abmetry[networks]'"),
        ) from error
    addresses = engine.query("select ip from visitor_hosts where address_key is not null order by ip")
    try:
        with maxminddb.open_database(str(path)) as database:
            seen = set()
            for address in addresses.column("ip").to_pylist():
                bare = address.strip().strip("[]")
                if ":" in bare and database.metadata().ip_version == 4:
                    continue
                record, length = database.get_with_prefix_len(bare)
                network = f"{bare}/{length}"
                keys = keys_of_network(network)
                if isinstance(record, dict) and keys not in seen:
                    seen.add(keys)
                    yield network, 0, _told(record)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise SettingsError(
            message("{key}: {path} cannot be read: {error}.", key=KEY, path=path, error=error)
        ) from error


def _told(record: Mapping[str, Any]) -> _Row:
    """What a record says, of itself or of the parts that some databases nest (traits, company, asn)."""
    parts = [record, *(part for part in record.values() if isinstance(part, dict))]
    return {
        name: next((str(part[key]) for part in parts for key in keys if part.get(key)), None)
        for name, keys in _FIELDS.items()
    }


def _named_companies(
    engine: Engine, settings: Settings, rows: Iterable[tuple[str, int, _Row]]
) -> Callable[[str], dict[str, Any]]:
    """What a company's name identifies: rule 5, of a network's owner."""
    names = {row["company"] for _, _, row in rows if _by_name(row)}
    found: dict[str, dict[str, Any]] = {}
    if names:
        accounts = engine.query("select account_id, name from model_accounts order by account_id")
        index = NameIndex(zip(*(accounts.column(n).to_pylist() for n in ("account_id", "name")), strict=True))
        for name in sorted(name for name in names if name):
            match = index.match(name)
            if match is None:
                continue
            sure = match.similarity >= settings.identity.names_threshold
            alone = match.account_ids[0] if len(match.account_ids) == 1 else None
            could_be = json.dumps(list(match.account_ids), separators=(",", ":"))
            if sure and alone:
                found[name] = {"account_id": alone}
            else:
                found[name] = {"candidates": could_be, "suggestion": alone}
    return lambda name: found.get(name, {})


def _by_name(row: _Row) -> bool:
    return bool(row.get("company")) and not (row.get("account_id") or row.get("domain"))


def _networks(
    rows: Iterable[tuple[str, int, _Row]], named: Callable[[str], dict[str, Any]]
) -> Iterator[tuple[Network, dict[str, Any]]]:
    for text, _, row in rows:
        keys = keys_of_network(text)
        if keys is not None:
            yield Network(text, *keys), _owner(row, named)


def _owner(row: _Row, named: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Whom a network belongs to; nobody, where it is a provider's."""
    kind = (row.get("type") or "").strip().lower().replace(" ", "_").replace("-", "_")
    if kind in _PROVIDERS:
        return {"class": PROVIDER}
    account_id, domain, company = row.get("account_id"), row.get("domain"), row.get("company")
    if account_id:
        return {"account_id": account_id, "class": COMPANY}
    if domain:
        registrable, found = classify_host(domain)
        return {"registrable_domain": registrable if found == COMPANY else None, "class": found}
    return {"class": COMPANY, **named(company or "")}


FACT = LookupFact(
    name="networks",
    internal=True,
    doc="Addresses of one network of the workspace's table that lie in no smaller one of it.",
    columns=fact_columns(
        "network text: The network, as the table writes it.",
        "first_key text: The first address, as text that sorts as its number.",
        "last_key text: The last address.",
        "account_id text: The account, where the table names it or its name tells.",
        "registrable_domain text: The company's domain.",
        "class text: company, or what else it is.",
        "candidates text: The accounts that it could be, as a JSON list, where they are several.",
        "suggestion text: The account to accept or refuse, if there is one.",
    ),
    reads=("visitor_hosts", "model_accounts"),
    table=_table,
)
