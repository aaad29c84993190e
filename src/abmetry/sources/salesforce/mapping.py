"""Which field of which object becomes which canonical column."""

from __future__ import annotations

from abmetry.sources.phrases import host_sql, role_sql
from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one, yes
from abmetry.sources.salesforce.activities import ACTIVITIES
from abmetry.sources.salesforce.lookups import LEADS, ROLES

DROPPED = ("IsDeleted", "SystemModstamp", "LastViewedDate", "LastReferencedDate")
"""Fields that change while the record does not."""

TYPES = {
    "new customer": "new_business",
    "new business": "new_business",
    "existing customer - upgrade": "expansion",
    "existing business": "expansion",
    "upgrade": "expansion",
    "upsell": "expansion",
    "cross-sell": "expansion",
    "add-on": "expansion",
    "add-on business": "expansion",
    "existing customer - replacement": "renewal",
    "existing customer - downgrade": "renewal",
    "existing customer - renewal": "renewal",
}
CHANNELS = {
    "advertisement": "ads",
    "banner ads": "ads",
    "conference": "event",
    "direct mail": "direct_mail",
    "email": "email",
    "event": "event",
    "partners": "partner",
    "public relations": "content",
    "content": "content",
    "referral program": "referral",
    "search": "search",
    "seminar / conference": "event",
    "social media": "social",
    "telemarketing": "call",
    "trade show": "event",
    "web marketing": "web",
    "webinar": "webinar",
    "website": "web",
}


def closed_sql(row: Row) -> str:
    """Whether a deal is closed: by IsClosed, or by its stage where the export lacks that."""
    if row.has("IsClosed"):
        return row.truth("IsClosed")
    return f"{row.word('StageName')} in ('closed won', 'closed lost')"


def _closed_at_sql(row: Row) -> str:
    return f"case when {closed_sql(row)} then {row.first('CloseDate')} end"


def _member_sql(row: Row) -> str:
    return f"coalesce({row.first('ContactId')}, lead.contact_id, {row.first('LeadId')})"


def _responded_sql(row: Row) -> str:
    responded = row.first("FirstRespondedDate")
    if not row.has("HasResponded"):
        return responded
    return f"case when {row.truth('HasResponded')} then {responded} end"


def _name_sql(row: Row) -> str:
    parts = f"nullif(concat_ws(' ', {row.first('FirstName')}, {row.first('LastName')}), '')"
    return f"coalesce({row.first('Name')}, {parts})"


_NAME = Rule(("Name", "FirstName", "LastName"), "Name, else first and last name", _name_sql, keeps=False)
_PEOPLE = {
    "person_id": one("Id"),
    "email": one("Email"),
    "name": _NAME,
    "title": one("Title"),
    "department": one("Department"),
    "phone": one("Phone", "MobilePhone"),
    "source_channel": one("LeadSource"),
    "email_opt_out": one("HasOptedOutOfEmail"),
    "phone_opt_out": one("DoNotCall"),
    "bounced_at": one("EmailBouncedDate"),
    "created_at": one("CreatedDate"),
}

MAPPING: tuple[TableRules, ...] = (
    TableRules(
        "Account",
        "accounts",
        {
            "account_id": one("Id"),
            "name": one("Name"),
            "domain": Rule(
                ("Website",), "its host name", lambda row: host_sql(row.dialect, row.first("Website"))
            ),
            "industry": one("Industry"),
            "country": one("BillingCountry", "BillingCountryCode", "ShippingCountry"),
            "region": one("BillingState", "BillingStateCode", "ShippingState"),
            "employees": one("NumberOfEmployees"),
            "annual_revenue": one("AnnualRevenue"),
            "currency": one("CurrencyIsoCode"),
            "parent_account_id": one("ParentId"),
            "owner_id": one("OwnerId"),
            "created_at": one("CreatedDate"),
        },
    ),
    TableRules(
        "Contact",
        "people",
        {
            **_PEOPLE,
            "account_id": one("AccountId"),
            "country": one("MailingCountry", "MailingCountryCode", "OtherCountry"),
        },
    ),
    TableRules(
        "Lead",
        "people",
        {**_PEOPLE, "account_id": one("ConvertedAccountId"), "country": one("Country", "CountryCode")},
        left_out=(
            LeftOut(
                "converted to a contact of this export, who stands for the lead everywhere.",
                lambda _: "lead.contact_id is not null",
            ),
        ),
        joins=lambda row: f"left join {LEADS} as lead on lead.id = {row.first('Id')}",
    ),
    TableRules(
        "User",
        "users",
        {
            "user_id": one("Id"),
            "name": _NAME,
            "email": one("Email"),
            "role": Rule(
                ("UserRoleId", "UserRole.Name", "Title"),
                "name of the role (of UserRole, where it is exported), else the title; sdr, ae, csm or"
                " marketing where it tells",
                lambda row: role_sql(
                    row.dialect, f"coalesce(role.name, {row.first('UserRole.Name')}, {row.first('Title')})"
                ),
            ),
            "team": one("Department", "Division"),
        },
        joins=lambda row: f"left join {ROLES} as role on role.id = {row.first('UserRoleId')}",
    ),
    TableRules(
        "Campaign",
        "campaigns",
        {
            "campaign_id": one("Id"),
            "name": one("Name"),
            "channel": Rule(("Type",), words=CHANNELS),
            "parent_campaign_id": one("ParentId"),
            "starts_at": one("StartDate"),
            "ends_at": one("EndDate"),
            "budget": one("BudgetedCost"),
            "currency": one("CurrencyIsoCode"),
        },
    ),
    TableRules(
        "CampaignMember",
        "campaign_members",
        {
            "campaign_id": one("CampaignId"),
            "person_id": Rule(
                ("ContactId", "LeadId"), "the contact; else the lead, or the contact it became", _member_sql
            ),
            "account_id": Rule(
                ("AccountId",),
                "of members that are accounts",
                lambda row: f"case when {_member_sql(row)} is null then {row.first('AccountId')} end",
            ),
            "status": one("Status"),
            "responded_at": Rule(
                ("FirstRespondedDate", "HasResponded"),
                "FirstRespondedDate of those that have responded",
                _responded_sql,
                keeps=False,
            ),
            "created_at": one("CreatedDate"),
        },
        joins=lambda row: f"left join {LEADS} as lead on lead.id = {row.first('LeadId')}",
    ),
    TableRules(
        "Opportunity",
        "opportunities",
        {
            "opportunity_id": one("Id"),
            "account_id": one("AccountId"),
            "name": one("Name"),
            "type": Rule(("Type",), words=TYPES),
            "amount": one("Amount"),
            "currency": one("CurrencyIsoCode"),
            "owner_id": one("OwnerId"),
            "stage": one("StageName"),
            "is_won": yes("IsWon"),
            "is_closed": yes("IsClosed"),
            "created_at": one("CreatedDate"),
            "closed_at": Rule(
                ("CloseDate",), "only of a closed deal (IsClosed)", _closed_at_sql, keeps=False
            ),
            "expected_close_on": one("CloseDate"),
            "campaign_id": one("CampaignId"),
            "lost_reason": one("Loss_Reason__c", "Lost_Reason__c", "Closed_Lost_Reason__c"),
        },
    ),
    TableRules(
        "OpportunityHistory",
        "opportunity_stages",
        {
            "opportunity_id": one("OpportunityId"),
            "stage": one("StageName"),
            "entered_at": one("CreatedDate"),
            "amount": one("Amount"),
        },
    ),
    TableRules(
        "OpportunityFieldHistory",
        "opportunity_stages",
        {
            "opportunity_id": one("OpportunityId"),
            "stage": Rule(("StageName",), "NewValue of StageName; before the first change OldValue"),
            "entered_at": one("CreatedDate"),
            "amount": Rule(("Amount",), "NewValue of Amount; before the first change OldValue"),
        },
        rows="only where OpportunityHistory is not exported: one row per change of StageName or Amount, and one for the"
        " deal's creation",
    ),
    TableRules(
        "OpportunityContactRole",
        "opportunity_people",
        {
            "opportunity_id": one("OpportunityId"),
            "person_id": one("ContactId"),
            "role": one("Role"),
            "is_primary": one("IsPrimary"),
            "created_at": one("CreatedDate"),
        },
    ),
    *ACTIVITIES,
)

OBJECTS = (*dict.fromkeys(rules.object for rules in MAPPING), "UserRole")
