"""A tiny Salesforce org, written as Data Loader writes it: one file per object."""

from datetime import date, datetime
from pathlib import Path

import pytest

from abmetry.sources.salesforce.extract import object_of
from sources.export_workspace import ExportWorkspace

WHEN = "2024-01-23T03:54:57.000+0000"
AT = datetime(2024, 1, 23, 3, 54, 57)

ACCOUNT = f"""Id,IsDeleted,Name,Website,BillingCountry,NumberOfEmployees,OwnerId,CreatedDate,LastViewedDate,Tier__c
001A,,Acme,https://www.Acme.com/en?x=1,Spain,120,005U,{WHEN},2024-02-01,Gold
001B,0,Beta,,,,005U,{WHEN},,
001C,1,Gone,,,,005U,{WHEN},,
"""
CONTACT = f"""Id,AccountId,FirstName,LastName,Name,Email,HasOptedOutOfEmail,CreatedDate,Score__c
003A,001A,Ann,Lee,Ann Lee,ann@acme.com,1,{WHEN},7
003B,001B,Bob,Roe,,bob@beta.com,,{WHEN},
"""
LEAD = f"""Id,FirstName,LastName,Company,Email,IsConverted,ConvertedAccountId,ConvertedContactId,CreatedDate
00QA,Ann,Lee,Acme,ann@acme.com,true,001A,003A,{WHEN}
00QB,Cy,Poe,Gamma Inc,cy@gamma.com,false,,,{WHEN}
00QC,Di,Fox,Delta,di@delta.com,1,001D,003D,{WHEN}
"""


@pytest.fixture
def org(tmp_path):
    return ExportWorkspace(tmp_path, "salesforce")


def test_accounts_without_the_deleted_ones(org):
    org.load({"Account.csv": ACCOUNT})
    assert org.rows("accounts", "account_id", "name", "domain", "country", "employees", "created_at") == [
        ("001A", "Acme", "acme.com", "Spain", 120, AT),
        ("001B", "Beta", None, None, None, AT),
    ]
    assert org.told == [("Account.csv", "1 row is left out: deleted in Salesforce.")]


def test_custom_fields_are_attributes_and_views_are_not(org):
    org.load({"Account.csv": ACCOUNT})
    first = org.rows("accounts", "account_id", "attributes")[0][1]
    assert '"Tier__c":"Gold"' in first
    assert "LastViewedDate" not in first


def test_an_export_that_was_only_looked_at_changes_nothing(org):
    org.load({"Account.csv": ACCOUNT})
    again = org.load({"Account.csv": ACCOUNT.replace("2024-02-01", "2024-02-02")})
    assert [(c.loaded, c.unchanged) for c in again.tables] == [(0, 2)]


def test_a_converted_lead_is_its_contact(org):
    """00QA became 003A; the contact that 00QC became is in no file, so the lead stays."""
    org.load(
        {
            "Contact.csv": CONTACT,
            "Lead.csv": LEAD,
            "CampaignMember.csv": "CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate\n"
            f"701A,00QA,,Sent,0,,{WHEN}\n701A,,003B,Responded,1,2024-02-03,{WHEN}\n701A,00QC,,Sent,,,{WHEN}\n",
        }
    )
    people = org.rows("people", "person_id", "account_id", "name", "email_opt_out")
    assert people == [
        ("003A", "001A", "Ann Lee", True),
        ("003B", "001B", "Bob Roe", None),
        ("00QB", None, "Cy Poe", None),
        ("00QC", "001D", "Di Fox", None),
    ]
    assert org.rows("campaign_members", "person_id", "status", "responded_at", "responded_at_is_date") == [
        ("003A", "Sent", None, None),
        ("003B", "Responded", datetime(2024, 2, 3), True),
        ("00QC", "Sent", None, None),
    ]
    reason = "1 row is left out: converted to a contact of this export, who stands for the lead everywhere."
    assert org.told == [("Lead.csv", reason)]


def test_what_a_lead_says_of_its_company_is_kept_for_identity(org):
    org.load({"LEAD.CSV": LEAD.replace("Company", "COMPANY")})
    assert '"company":"Gamma Inc"' in org.rows("people", "person_id", "attributes")[1][1]


def test_deals(org):
    """A close date is a close only of a closed deal."""
    org.load(
        {
            "Opportunity.csv.gz": "Id,AccountId,Name,StageName,Amount,CloseDate,Type,IsClosed,IsWon,CreatedDate\n"
            f"006A,001A,One,Closed Won,10.5,2024-03-01,New Customer,1,1,{WHEN}\n"
            f"006B,001A,Two,Closed Lost,,2024-03-02,Existing Customer - Upgrade,1,,{WHEN}\n"
            f"006C,,Three,Proposal,3,2024-09-03,,,,{WHEN}\n"
            f"006D,001A,Four,Proposal,3,2024-09-03,Barter,,,{WHEN}\n"
        }
    )
    columns = ("opportunity_id", "type", "is_won", "is_closed", "closed_at", "expected_close_on")
    assert org.rows("opportunities", *columns) == [
        ("006A", "new_business", True, True, datetime(2024, 3, 1), date(2024, 3, 1)),
        ("006B", "expansion", False, True, datetime(2024, 3, 2), date(2024, 3, 2)),
        ("006C", None, False, False, None, date(2024, 9, 3)),
    ]
    reason = "is not one of new_business, renewal, expansion"
    assert org.rejected == [("opportunities", 5, "Barter", reason)]


def test_words_of_ones_own(tmp_path):
    org = ExportWorkspace(
        tmp_path,
        "salesforce",
        'words.opportunities.type.Barter = "renewal"\ncolumns.opportunities.name = "Title__c"',
    )
    org.load(
        {
            "Opportunity.csv": f"Id,StageName,Type,CreatedDate,Name,Title__c\n006A,Proposal,barter,{WHEN},no,yes\n"
        }
    )
    assert org.rows("opportunities", "opportunity_id", "type", "name") == [("006A", "renewal", "yes")]


def test_a_deal_without_the_flag_is_closed_by_its_stage(org):
    org.load(
        {
            "Opportunity.csv": "Id,StageName,CloseDate,CreatedDate\n"
            f"006A,Closed Lost,2024-03-01,{WHEN}\n006B,Proposal,2024-03-01,{WHEN}\n"
        }
    )
    assert org.rows("opportunities", "opportunity_id", "closed_at") == [
        ("006A", datetime(2024, 3, 1)),
        ("006B", None),
    ]


def test_stages_of_opportunity_history(org):
    org.load(
        {
            "OpportunityHistory.csv": "Id,OpportunityId,StageName,Amount,CreatedDate\n"
            f"008A,006A,Proposal,10,{WHEN}\n008B,006A,Closed Won,12,2024-02-01T00:00:00.000Z\n",
            "OpportunityFieldHistory.csv": "OpportunityId,Field,OldValue,NewValue,CreatedDate\n",
        }
    )
    assert org.rows("opportunity_stages", "entered_at", "stage", "amount") == [
        (AT, "Proposal", 10),
        (datetime(2024, 2, 1), "Closed Won", 12),
    ]
    reason = "OpportunityHistory tells the stages and amounts of deals already"
    assert org.told == [("OpportunityFieldHistory.csv", reason)]


def test_stages_of_opportunity_field_history(org):
    """
    006A  created 1 Jan   Amount 5 -> 8 on the 3rd   Stage New -> Won on the 5th, and Amount 8 -> 9 at that instant
    006B  created 1 Jan   Stage New -> Proposal on the 4th; its amount never changed, and is 7
    """
    day = "2024-01-0{}T10:00:00.000+0000"
    org.load(
        {
            "Opportunity.csv": "Id,StageName,Amount,CreatedDate\n"
            f"006A,Won,9,{day.format(1)}\n006B,Proposal,7,{day.format(1)}\n006C,New,1,{day.format(1)}\n",
            "OpportunityFieldHistory.csv": "OpportunityId,Field,OldValue,NewValue,CreatedDate\n"
            f"006A,StageName,New,Won,{day.format(5)}\n006A,Amount,8.0,9.0,{day.format(5)}\n"
            f"006A,Amount,5.0,8.0,{day.format(3)}\n006A,CloseDate,2024-01-01,2024-02-02,{day.format(6)}\n"
            f"006B,StageName,New,Proposal,{day.format(4)}\n",
        }
    )
    found = org.rows("opportunity_stages", "opportunity_id || entered_at", "stage", "amount")
    assert [(key[:4], int(key[12:14]), *rest) for key, *rest in found] == [
        ("006A", 1, "New", 5),
        ("006A", 3, "New", 8),
        ("006A", 5, "Won", 9),
        ("006B", 1, "New", 7),
        ("006B", 4, "Proposal", 7),
    ]


def test_a_field_history_without_its_columns(org):
    org.load({"OpportunityFieldHistory.csv": "OpportunityId,Field,CreatedDate\n"})
    ((file, reason),) = org.told
    assert file == "OpportunityFieldHistory.csv"
    assert "OldValue, NewValue must be there" in reason


TASK = (Path(__file__).parent / "export" / "Task.csv").read_text(encoding="utf-8")
DEALS = f"Id,AccountId,StageName,CreatedDate\n006A,001A,New,{WHEN}\n"


def test_tasks_that_are_done_are_touches(org):
    """A call of which the day was given later (00T2) happened on that day; an inbound one was answered."""
    org.load({"Task.csv": TASK, "Opportunity.csv": DEALS, "Contact.csv": CONTACT, "Lead.csv": LEAD})
    found = org.rows("touches", "touch_id", "kind", "occurred_at", "person_id", "account_id", "campaign_id")
    assert found == [
        ("00T1", "call_answered", datetime(2024, 2, 1, 9), "003A", None, None),
        ("00T2", "voicemail", datetime(2024, 2, 2), "003A", None, None),
        ("00T3", "call", datetime(2024, 2, 3, 10), "003A", None, None),
        ("00T4", "email_sent", datetime(2024, 2, 4, 9), "003A", "001A", None),
        ("00T5", "email_received", datetime(2024, 2, 5, 9), "003A", "001B", None),
        ("00T6", "task_done", datetime(2024, 2, 6), "003A", None, "701A"),
        ("00T8", "call_answered", datetime(2024, 2, 9, 9, 30), None, None, None),
    ]
    assert org.rows("touches", "touch_id", "direction", "duration_seconds", "channel")[::6] == [
        ("00T1", None, 90, "call"),
        ("00T8", "inbound", 60, "call"),
    ]
    assert ("Task.csv", "1 row is left out: calls within the company.") in org.told


def test_work_to_do_is_tasks(org):
    """Logged calls and mails were never work to do: 00T1, 00T2, 00T4 and 00T5."""
    org.load({"Task.csv": TASK})
    assert org.rows("tasks", "task_id", "kind", "due_at", "completed_at") == [
        ("00T3", "Call", datetime(2024, 2, 3), datetime(2024, 2, 3, 10)),
        ("00T6", "Task", datetime(2024, 2, 6), datetime(2024, 2, 7, 9)),
        ("00T7", "Task", datetime(2024, 2, 8), None),
        ("00T8", "Call", datetime(2024, 2, 9), datetime(2024, 2, 9, 9, 30)),
    ]


def test_events_are_meetings(org):
    org.load(
        {
            "Event.csv": "Id,WhoId,WhatId,StartDateTime,ActivityDate,DurationInMinutes,IsAllDayEvent,IsChild,OwnerId\n"
            "00U1,003A,001A,2024-02-01T09:00:00.000Z,2024-02-01,45,0,0,005U\n"
            "00U2,003A,001A,,2024-02-02,1440,1,0,005U\n"
            "00U3,003A,001A,2024-02-01T09:00:00.000Z,2024-02-01,45,0,1,005V\n"
        }
    )
    assert org.rows("touches", "touch_id", "kind", "occurred_at", "duration_seconds", "user_id") == [
        ("00U1", "meeting", datetime(2024, 2, 1, 9), 2700, "005U"),
        ("00U2", "meeting", datetime(2024, 2, 2), None, "005U"),
    ]
    assert org.told == [("Event.csv", "1 row is left out: copies of a meeting for those invited to it.")]


def test_users_and_their_roles(org):
    org.load(
        {
            "User.csv": "Id,Name,Email,UserRoleId,Title,Department\n"
            "005A,Al,al@us.com,00EA,Boss,Sales\n005B,Bo,,,Senior SDR,\n005C,Cy,,,Founder,\n",
            "UserRole.csv": "Id,Name\n00EA,Account Executive EMEA\n",
        }
    )
    assert org.rows("users", "user_id", "role", "team") == [
        ("005A", "ae", "Sales"),
        ("005B", "sdr", None),
        ("005C", "Founder", None),
    ]


def test_campaigns_and_contact_roles(org):
    org.load(
        {
            "Campaign.csv": "Id,Name,Type,StartDate\n701A,Fair,Trade Show,2024-01-01\n701B,Own,Podcast,\n",
            "OpportunityContactRole.csv": "OpportunityId,ContactId,Role,IsPrimary,IsDeleted\n"
            "006A,003A,Decision Maker,1,0\n006A,003B,,0,1\n",
        }
    )
    assert org.rows("campaigns", "campaign_id", "channel") == [("701A", "event"), ("701B", "Podcast")]
    assert org.rows("opportunity_people", "person_id", "role", "is_primary") == [
        ("003A", "Decision Maker", True)
    ]


def test_a_column_that_must_be_there(org):
    org.load({"Account.csv": "Id,AccountName\n001A,Acme\n", "Contact.csv": CONTACT})
    ((file, reason),) = org.told
    assert file == "Account.csv"
    assert reason == ("It cannot be used: the column Name must be there; it has Id, AccountName.")
    assert len(org.rows("people", "person_id")) == 2


def test_settings_that_name_what_is_not_there(tmp_path):
    org = ExportWorkspace(
        tmp_path,
        "salesforce",
        'objects.Acount = "x.csv"\nobjects.Lead = "leads-*.csv"\ncolumns.account.name = "x"\n'
        'columns.accounts.nam = "x"\ncolumns.people.persona = "Persona__c"',
    )
    org.load({"Account.csv": ACCOUNT.replace(",1,Gone", ",0,Gone"), "Contact.csv": CONTACT})
    reasons = [reason for _, reason in org.told]
    assert any("named for it" in r or "is no object; did you mean Account?" in r for r in reasons)
    assert any("there is no such file" in r for r in reasons)
    assert any("`columns` names the table account" in r and "did you mean accounts?" in r for r in reasons)
    assert any("`columns.accounts` names nam" in r and "did you mean name?" in r for r in reasons)
    assert any('persona is its column "Persona__c", which it has not' in r for r in reasons)


def test_a_column_of_some_objects_of_a_table(tmp_path):
    """Contacts have a Persona__c, leads have none: they keep their rules."""
    org = ExportWorkspace(tmp_path, "salesforce", 'columns.people.persona = "Persona__c"')
    org.load({"Contact.csv": CONTACT.replace("Score__c", "Persona__c"), "Lead.csv": LEAD})
    assert org.told[:-1] == []
    assert org.rows("people", "person_id", "persona")[:3] == [("003A", "7"), ("003B", None), ("00QB", None)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Account", "Account"),
        ("ACCOUNTS", "Account"),
        ("account_2", "Account"),
        ("Opportunity History", "OpportunityHistory"),
        ("Opportunities", "Opportunity"),
        ("Case", None),
        ("AccountContactRelation", None),
    ],
)
def test_files_are_named_after_objects(name, found):
    assert object_of(name) == found
