"""A person's account: rules 1, 3 and 5, each from when its proof was known.

The account is the source's own; else the one, if it is one, that the source gives other people with the very same
address (held, if there are two); else that of the address's domain; else that of the company they name. People of one
account with the same address are one stakeholder, named by the person who was created first (of an address that is
held some day: by the first whom the source gives the account, for the others leave it then).
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.identity.rules import CONFIDENCE, DOMAIN, EMAIL, NAME, SOURCE
from abmetry.identity.spans import EVER, NEVER, holds_sql, since_sql, span_steps
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings


def _company_sql(dialect: Dialect) -> str:
    """The company that a person of the model, ``p``, names."""
    named = ", ".join(dialect.json_text("p.attributes", key) for key in ("company", "Company"))
    return f"trim(coalesce({named}))"


def _candidate_steps(dialect: Dialect) -> list[Step]:
    company = _company_sql(dialect)
    return [
        Step(
            "created",
            f"""
            select p.person_id, {since_sql(dialect, "p.created_at")} as person_from, addresses.address,
                addresses.exclusion,
                case when addresses.domain_class = 'company' then addresses.registrable_domain end
                    as registrable_domain,
                source_links.account_id as source_account_id, {company} as company
            from model_people as p
            left join addresses on addresses.email = p.email
            left join source_links on source_links.person_id = p.person_id
            """,
        ),
        Step(
            "owners",
            """
            select address, source_account_id as account_id, min(person_from) as owned_from
            from created where address is not null and source_account_id is not null
            group by address, source_account_id
            """,
        ),
        Step(
            "in_turn",
            f"""
            select owners.*, row_number() over (partition by address order by owned_from, account_id) as turn,
                coalesce(lead(owned_from) over (partition by address order by owned_from, account_id),
                    {dialect.timestamp(NEVER)}) as held_from
            from owners
            """,
        ),
        Step(
            "candidates",
            f"""
            select created.*, o.account_id as email_account_id, o.owned_from, o.held_from,
                company_names.account_id as name_account_id, company_names.similarity,
                {since_sql(dialect, "named.created_at")} as name_from
            from created
            left join in_turn as o on o.address = created.address and o.turn = 1
            left join company_names on company_names.company = created.company
            left join model_accounts as named on named.account_id = company_names.account_id
            """,
        ),
    ]


def _state_steps(dialect: Dialect) -> list[Step]:
    def later(instant: str) -> str:
        return (
            f"select person_id, {instant} as turned_at from candidates where source_account_id is null"
            f" and {instant} > person_from and {instant} < {dialect.timestamp(NEVER)}"
        )

    owned = "(i.turned_at >= c.owned_from and i.turned_at < c.held_from)"
    named = "(c.name_account_id is not null and i.turned_at >= c.name_from)"

    sure = (str(CONFIDENCE[SOURCE]), str(CONFIDENCE[EMAIL]), str(CONFIDENCE[DOMAIN]))

    def decided(source: str, email: str, domain: str, name: str) -> str:
        return (
            f"case when c.source_account_id is not null then {source}"
            f" when i.turned_at >= c.owned_from then case when {owned} then {email} end"
            f" when d.account_id is not null then {domain} when {named} then {name} end"
        )

    return [
        Step(
            "instants",
            f"""
            select person_id, person_from as turned_at from candidates
            union {later("owned_from")}
            union {later("held_from")}
            union {later("name_from")}
            union
            select c.person_id, d.span_from as turned_at
            from candidates as c
            join domain_links as d on d.registrable_domain = c.registrable_domain and d.span_from > c.person_from
            where c.source_account_id is null
            """,
        ),
        Step(
            "states",
            f"""
            select c.person_id, c.person_from, c.address, c.exclusion, c.held_from, i.turned_at,
                {decided("c.source_account_id", "c.email_account_id", "d.account_id", "c.name_account_id")}
                    as account_id,
                {decided(f"'{SOURCE}'", f"'{EMAIL}'", f"'{DOMAIN}'", f"'{NAME}'")} as link_rule,
                cast({decided(*sure, "c.similarity")}
                    as double) as link_confidence
            from candidates as c
            join instants as i on i.person_id = c.person_id
            left join domain_links as d on d.registrable_domain = c.registrable_domain
                and {holds_sql("d", "i.turned_at")}
            """,
        ),
        *span_steps(
            dialect,
            "states",
            "person_id",
            (
                "person_from",
                "address",
                "exclusion",
                "held_from",
                "account_id",
                "link_rule",
                "link_confidence",
            ),
            ("account_id", "link_rule"),
        ),
    ]


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    del settings
    owning = (
        f"coalesce(link_rule in ('{SOURCE}', '{EMAIL}') and held_from < {dialect.timestamp(NEVER)}, false)"
    )
    ever = dialect.timestamp(EVER)
    return [
        *_candidate_steps(dialect),
        *_state_steps(dialect),
        Step(
            "known",
            f"""
            select person_id,
                case when address is null then person_id else first_value(person_id) over (
                    partition by address, account_id, {owning}
                    order by case when {owning} and link_rule <> '{SOURCE}' then 1 else 0 end, person_from,
                        person_id) end as stakeholder_id,
                account_id, link_rule, link_confidence, address, exclusion, true as is_known, span_from, span_to
            from states_spans
            """,
        ),
        Step(
            "spans",
            f"""
            select * from known
            union all
            select person_id, null, null, null, null, address, null, false, {ever}, person_from
            from created where person_from > {ever}
            """,
        ),
    ]


def _sharing_sql(people: str) -> str:
    """The addresses of people, as they were and as they are; of those without, the people themselves."""
    return f"""
        select coalesce(l.address, l.person_id) as key_0
        from person_links as l semi join ({people}) as c on c.person_id = l.person_id
        union
        select coalesce(a.address, p.person_id)
        from model_people as p semi join ({people}) as c on c.person_id = p.person_id
        left join addresses as a on a.email = p.email
    """


FACT = Fact(
    name="person_links",
    internal=True,
    doc="A person, and the account that identity gives them in a time; the spans of one tile all time.",
    columns=fact_columns(
        "person_id text: The person.",
        "stakeholder_id text: One per account and address; null while the person is not known.",
        "account_id text: The account; null where none is known.",
        "link_rule text: The rule that gave the account: source, email, domain or name.",
        "link_confidence number: How sure it is, 0 to 1.",
        "address text: The e-mail address, normalised; null where it is none.",
        "exclusion text: staff or suppressed, where the address is; null: the person counts.",
        "is_known boolean: The person is known in this time.",
        "span_from timestamp: From when this is known.",
        "span_to timestamp: Until when.",
    ),
    reads=("model_people", "model_accounts", "addresses", "source_links", "domain_links", "company_names"),
    steps=_steps,
    renewal=Renewal(
        key=by("coalesce(address, person_id)"),
        touched={
            "model_people": _sharing_sql("select person_id from {changed}"),
            "source_links": _sharing_sql("select person_id from {changed}"),
            "addresses": _sharing_sql(
                "select p.person_id from model_people as p semi join {changed} as c on c.email = p.email"
            ),
            # One whom the name gave no account yet may get it as soon as the account is said to be older.
            "model_accounts": _sharing_sql(
                "select l.person_id from person_links as l semi join {changed} as c on c.account_id = l.account_id"
                " union select p.person_id from model_people as p semi join ("
                "select n.company from company_names as n semi join {changed} as c on c.account_id = n.account_id"
                f") as n on n.company = {_company_sql(DuckDBDialect())}"
            ),
            "domain_links": (
                "select a.address as key_0 from addresses as a semi join {changed} as c"
                " on c.registrable_domain = a.registrable_domain where a.address is not null"
            ),
        },
        within={
            "model_people": (
                "select p.* from {whole} as p left join addresses as a on a.email = p.email"
                " semi join renewed as k on k.key_0 = coalesce(a.address, p.person_id)"
            )
        },
    ),
)
