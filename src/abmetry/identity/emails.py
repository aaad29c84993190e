"""Every e-mail address as it is written somewhere, once, for what looks at addresses and at their hosts."""

from __future__ import annotations

from abmetry.identity.address import address_sql, host_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by, occurring

_TABLES = ("people", "touches", "visitor_links", "surveys", "users")

FACT = Fact(
    name="emails",
    internal=True,
    doc="An e-mail address as it is written somewhere.",
    columns=fact_columns(
        "email text: As written.",
        "address text: Without case and surrounding space; null where it is no address.",
        "host text: What stands after its @.",
    ),
    reads=tuple(f"model_{table}" for table in _TABLES),
    steps=lambda _dialect, _settings: [
        Step("written", " union ".join(f"select email from model_{table}" for table in _TABLES)),
        Step(
            "addressed",
            f"select email, {address_sql('email')} as address from written where email is not null",
        ),
        Step("hosted", f"select email, address, {host_sql('address')} as host from addressed"),
    ],
    renewal=Renewal(
        key=by("email"),
        touched={f"model_{table}": occurring("email", "emails", table) for table in _TABLES},
        within={f"model_{table}": by("email") for table in _TABLES},
    ),
)
