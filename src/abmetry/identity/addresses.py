"""Every e-mail address that occurs, once: what it is, and whether it counts at all.

`exclusion` is `staff` for addresses on `identity.own_domains` or of `users`, `suppressed` for those of `suppressions`
(a whole address, or a registrable domain); touches of either never count.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.identity.address import address_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _ours_sql(dialect: Dialect, settings: Settings) -> str:
    """Whether a host is one of our own domains, or below one."""
    domains = [domain.strip().lower().lstrip("@") for domain in settings.identity.own_domains]
    below = [dialect.matches_glob("emails.host", f"*.{domain}") for domain in domains]
    return f"coalesce({' or '.join([dialect.in_list('emails.host', domains), *below])}, false)"


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    ours = _ours_sql(dialect, settings)
    return (
        Step(
            "own_addresses",
            f"select distinct {address_sql('email')} as address from model_users where email is not null",
        ),
        Step(
            "suppressed_addresses",
            "select distinct lower(trim(pattern)) as address from model_suppressions where kind = 'address'",
        ),
        Step(
            "suppressed_domains",
            """
            select distinct coalesce(domains.registrable_domain, domains.host) as registrable_domain
            from model_suppressions
            join domains on domains.host = lower(trim(model_suppressions.pattern))
            where model_suppressions.kind = 'domain'
            """,
        ),
        Step(
            "judged",
            f"""
            select emails.email, emails.address, domains.registrable_domain,
                case when emails.address is null then 'invalid' else domains.class end as domain_class,
                case when own_addresses.address is not null or {ours}
                        then 'staff'
                    when suppressed_addresses.address is not null
                        or suppressed_domains.registrable_domain is not null then 'suppressed'
                    end as exclusion
            from emails
            left join domains on domains.host = emails.host
            left join own_addresses on own_addresses.address = emails.address
            left join suppressed_addresses on suppressed_addresses.address = emails.address
            left join suppressed_domains
                on suppressed_domains.registrable_domain = coalesce(domains.registrable_domain, emails.host)
            """,
        ),
    )


FACT = Fact(
    name="addresses",
    internal=True,
    doc="An e-mail address as it is written somewhere.",
    columns=fact_columns(
        "email text: As written.",
        "address text: Without case and surrounding space; null where it is no address.",
        "registrable_domain text: The domain that its owner registered.",
        "domain_class text: The class of the domain; invalid where the address is none.",
        "exclusion text: staff or suppressed: what bears it never counts; null: it counts.",
    ),
    reads=("emails", "domains", "model_users", "model_suppressions"),
    steps=_steps,
    renewal=Renewal(
        key=by("email"),
        touched={
            "emails": by("email"),
            "domains": "select e.email as key_0 from emails as e semi join {changed} as c on c.host = e.host",
        },
        within={"emails": by("email")},
    ),
)
