"""Every network address or host name that touches came from, once: its number, or its owner's domain."""

from __future__ import annotations

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.identity.network_address import ADDRESS, classify_host, key_of
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.steps.renewal import Renewal, by, occurring
from abmetry.workspace.settings import Settings


def _table(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    found = engine.query("select distinct ip from model_touches where ip is not null")
    written = sorted(found.column("ip").to_pylist())
    keys = [key_of(ip) for ip in written]
    judged = [(None, ADDRESS) if key else classify_host(ip) for ip, key in zip(written, keys, strict=True)]
    return pa.table(
        {
            "ip": pa.array(written, pa.string()),
            "address_key": pa.array(keys, pa.string()),
            "registrable_domain": pa.array([domain for domain, _ in judged], pa.string()),
            "class": pa.array([kind for _, kind in judged], pa.string()),
        }
    )


FACT = LookupFact(
    name="visitor_hosts",
    internal=True,
    doc="A network address or host name of touches.",
    columns=fact_columns(
        "ip text: As the touches write it.",
        "address_key text: The address as text that sorts as its number; null for a name.",
        "registrable_domain text: Of a name, the part that one owner registers.",
        "class text: address; of a name company, provider, line, free_mail, disposable, hosting, reserved, suffix or"
        " invalid.",
    ),
    reads=("model_touches",),
    table=_table,
    renewal=Renewal(
        key=by("ip"),
        touched={"model_touches": occurring("ip", "visitor_hosts", "touches")},
        within={"model_touches": by("ip")},
    ),
)
