"""Which property of which object becomes which canonical column."""

from __future__ import annotations

from abmetry.sources.hubspot.activities import ACTIVITIES
from abmetry.sources.hubspot.cells import COMPANIES, CONTACTS, first_id_sql, stage_sql
from abmetry.sources.hubspot.closed import CLOSE, CLOSED, LOST, WON, closed_sql, won_sql
from abmetry.sources.phrases import host_sql, role_sql
from abmetry.sources.rule import Row, Rule, TableRules, one

DROPPED = ("Last Modified Date", "hs_lastmodifieddate", "lastmodifieddate")
"""Properties that change while the record does not."""

TYPES = {
    "newbusiness": "new_business",
    "new business": "new_business",
    "existingbusiness": "expansion",
    "existing business": "expansion",
    "upsell": "expansion",
    "cross-sell": "expansion",
    "renewal": "renewal",
}
_ID = one("Record ID", "hs_object_id")
_CREATED = one("Create Date", "createdate")


def _name_sql(row: Row) -> str:
    first, last = row.first("First Name", "firstname"), row.first("Last Name", "lastname")
    return f"coalesce({row.first('Name')}, nullif(concat_ws(' ', {first}, {last}), ''))"


_NAME = Rule(
    ("Name", "First Name", "Last Name", "firstname", "lastname"),
    "Name, else first and last name",
    _name_sql,
    keeps=False,
)

MAPPING: tuple[TableRules, ...] = (
    TableRules(
        "companies",
        "accounts",
        {
            "account_id": _ID,
            "name": Rule(
                ("Company name", "name", "Company Domain Name", "domain"),
                "the domain, where a company has no name",
                lambda row: row.first("Company name", "name", "Company Domain Name", "domain"),
                keeps=False,
            ),
            "domain": Rule(
                ("Company Domain Name", "domain", "Website URL", "website"),
                "its host name",
                lambda row: host_sql(
                    row.dialect, row.first("Company Domain Name", "domain", "Website URL", "website")
                ),
                keeps=False,
            ),
            "industry": one("Industry"),
            "country": one("Country/Region", "country"),
            "region": one("State/Region", "state"),
            "employees": one("Number of Employees", "numberofemployees"),
            "annual_revenue": one("Annual Revenue", "annualrevenue"),
            "parent_account_id": Rule(
                ("Parent Company ID", "Parent Company IDs", "hs_parent_company_id"),
                "the first",
                lambda row: first_id_sql(
                    row, "Parent Company ID", "Parent Company IDs", "hs_parent_company_id"
                ),
                keeps=False,
            ),
            "owner_id": one("Company owner", "hubspot_owner_id"),
            "created_at": _CREATED,
        },
    ),
    TableRules(
        "contacts",
        "people",
        {
            "person_id": _ID,
            "account_id": Rule(
                COMPANIES, "the primary one, else the first", lambda row: first_id_sql(row, *COMPANIES)
            ),
            "email": one("Email"),
            "name": _NAME,
            "title": one("Job Title", "jobtitle"),
            "department": one("Department"),
            "seniority": one("Seniority", "Employment Seniority", "hs_seniority"),
            "persona": one("Persona", "hs_persona"),
            "buying_role": one("Buying Role", "hs_buying_role"),
            "phone": one("Phone Number", "phone", "Mobile Phone Number", "mobilephone"),
            "linkedin_url": one("LinkedIn URL", "hs_linkedin_url"),
            "country": one("Country/Region", "country"),
            "source_channel": one("Original Traffic Source", "Original Source", "hs_analytics_source"),
            "email_opt_out": one("Unsubscribed from all email", "hs_email_optout"),
            "bounced_at": one("Email hard bounce date", "hs_email_hard_bounce_date"),
            "created_at": _CREATED,
        },
    ),
    TableRules(
        "users",
        "users",
        {
            "user_id": Rule(
                _NAME.columns,
                "the name, since that is how records name their owners",
                _name_sql,
                keeps=False,
            ),
            "name": _NAME,
            "email": one("Email"),
            "role": Rule(
                ("Job Title", "Role"),
                "sdr, ae, csm or marketing where it tells",
                lambda row: role_sql(row.dialect, row.first("Job Title", "Role")),
            ),
            "team": one("Primary Team", "Main team", "Team"),
        },
    ),
    TableRules(
        "deals",
        "opportunities",
        {
            "opportunity_id": _ID,
            "account_id": Rule(
                COMPANIES, "the primary one, else the first", lambda row: first_id_sql(row, *COMPANIES)
            ),
            "name": one("Deal Name", "dealname"),
            "type": Rule(("Deal Type", "dealtype"), words=TYPES),
            "amount": one("Amount"),
            "currency": one("Currency", "deal_currency_code"),
            "owner_id": one("Deal owner", "hubspot_owner_id"),
            "stage": Rule(
                ("Deal Stage", "dealstage"), "without its pipeline in brackets", stage_sql, keeps=False
            ),
            "is_won": Rule(
                (*WON, "Deal Stage", "dealstage"),
                "where there is no such column, Deal Stage Closed won",
                lambda row: f"cast({won_sql(row)} as varchar)",
                keeps=False,
            ),
            "is_closed": Rule(
                (*CLOSED, *WON, *LOST, "Deal Stage", "dealstage"),
                "where there is no such column, won or lost; lost is Is closed lost, or Deal Stage Closed lost",
                lambda row: f"cast({closed_sql(row)} as varchar)",
                keeps=False,
            ),
            "created_at": _CREATED,
            "closed_at": Rule(
                CLOSE,
                "only of a closed deal",
                lambda row: f"case when {closed_sql(row)} then {row.first(*CLOSE)} end",
                keeps=False,
            ),
            "expected_close_on": one(*CLOSE),
            "lost_reason": one("Closed Lost Reason", "closed_lost_reason"),
        },
    ),
    TableRules(
        "stages entered",
        "opportunity_stages",
        {"opportunity_id": one("Record ID"), "stage": one("Stage"), "entered_at": one("Date entered")},
        rows='of deals, one row per filled column Date entered "Stage (Pipeline)" (or hs_date_entered_STAGE,'
        " hs_v2_date_entered_STAGE); of a closed deal with such dates, but none of its stage, one at its Close Date",
    ),
    TableRules(
        "contacts of deals",
        "opportunity_people",
        {"opportunity_id": one("Record ID"), "person_id": one("Contact"), "role": one("Role")},
        rows="of deals, one row per id in " + " or ".join(CONTACTS),
    ),
    TableRules(
        "companies of deals",
        "opportunity_accounts",
        {"opportunity_id": one("Record ID"), "account_id": one("Company"), "is_primary": one("Primary")},
        rows="of deals with several companies, one row per id in " + " or ".join(COMPANIES),
    ),
    *ACTIVITIES,
)

OBJECTS = ("companies", "contacts", "users", "deals", "calls", "emails", "meetings", "tasks")
