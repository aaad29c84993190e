"""A tiny HubSpot portal, in the folder `export` as its export of records writes it: names of properties as shown."""

from datetime import date, datetime
from pathlib import Path

import pytest

from abmetry.sources.hubspot.deals import entered_stage
from abmetry.sources.hubspot.extract import object_of
from sources.export_workspace import ExportWorkspace

EXPORT = Path(__file__).parent / "export"
COMPANIES = (EXPORT / "companies.csv").read_text(encoding="utf-8")
CONTACTS = (EXPORT / "contacts.csv").read_text(encoding="utf-8")
DEALS = (EXPORT / "deals.csv").read_text(encoding="utf-8")


@pytest.fixture
def portal(tmp_path):
    return ExportWorkspace(tmp_path, "hubspot")


def test_companies(portal):
    """A company without a name is called by its domain; the first parent counts."""
    portal.load({"hubspot-crm-exports-all-companies-2024-06-01.csv": COMPANIES})
    columns = ("account_id", "name", "domain", "employees", "parent_account_id", "owner_id", "created_at")
    assert portal.rows("accounts", *columns) == [
        ("101", "Acme", "acme.com", 120, None, "Al Roe", datetime(2024, 1, 2, 9, 30)),
        ("102", "beta.it", "beta.it", None, "101", "Al Roe", datetime(2024, 1, 3, 10)),
    ]
    assert '"Lifecycle Stage":"lead"' in portal.rows("accounts", "account_id", "attributes")[1][1]


def test_contacts_of_several_companies(portal):
    portal.load({"hubspot-crm-exports-all-contacts-2024-06-01.csv": CONTACTS})
    assert portal.rows("people", "person_id", "account_id", "name", "title", "email_opt_out") == [
        ("501", "101", "Ann Lee", "CFO", None),
        ("502", "102", "Bob", "Buyer", True),
    ]
    attributes = portal.rows("people", "person_id", "attributes")[1][1]
    assert '"company":"Beta;Acme"' in attributes
    assert '"Associated Company IDs":"102;101"' in attributes


def test_deals(portal):
    portal.load({"deals.csv": DEALS})
    columns = (
        "opportunity_id",
        "account_id",
        "type",
        "stage",
        "is_won",
        "is_closed",
        "closed_at",
        "expected_close_on",
    )
    assert portal.rows("opportunities", *columns) == [
        ("901", "101", "new_business", "Closed won", True, True, datetime(2024, 3, 1, 12), date(2024, 3, 1)),
        ("902", "101", "expansion", "Contract sent", False, False, None, date(2024, 9, 1)),
        ("903", None, None, "Closed lost", False, True, datetime(2024, 3, 5, 12), date(2024, 3, 5)),
    ]


def test_stages_that_deals_entered(portal):
    portal.load({"deals.csv": DEALS})
    assert portal.rows("opportunity_stages", "entered_at", "opportunity_id", "stage") == [
        (datetime(2024, 1, 10, 9), "901", "Qualified to buy"),
        (datetime(2024, 2, 1, 10), "901", "Contract sent"),
        (datetime(2024, 2, 11, 9), "902", "Contract sent"),
        (datetime(2024, 3, 1, 12), "901", "Closed won"),
    ]


def test_a_closed_stage_whose_date_is_not_exported_was_entered_at_the_close(portal):
    """Else the deal's history would say that it is open. Without any date there is no history.

    The pipeline is not exported either: the stages of other deals tell what is its name in the column's.
    """
    portal.load(
        {
            "deals.csv": "Record ID,Deal Stage,Close Date,Create Date,"
            '"Date entered ""Contract sent (Sales Pipeline)"""\n'
            "1,Closed lost,2024-03-05,2024-01-01,2024-02-01\n2,Closed lost,2024-03-06,2024-01-01,\n"
            "3,Contract sent,2024-09-05,2024-01-01,2024-02-02\n"
        }
    )
    assert portal.rows("opportunity_stages", "entered_at", "opportunity_id", "stage") == [
        (datetime(2024, 2, 1), "1", "Contract sent"),
        (datetime(2024, 2, 2), "3", "Contract sent"),
        (datetime(2024, 3, 5), "1", "Closed lost"),
    ]


def test_people_and_companies_of_deals(portal):
    portal.load({"deals.csv": DEALS})
    assert portal.rows("opportunity_people", "person_id", "opportunity_id") == [
        ("501", "901"),
        ("502", "901"),
    ]
    assert portal.rows("opportunity_accounts", "account_id", "opportunity_id", "is_primary") == [
        ("101", "901", True),
        ("102", "901", False),
    ]


def test_internal_names(portal):
    """As an export over the API has them."""
    portal.load(
        {
            "deals.csv": "hs_object_id,dealname,dealstage,amount,closedate,createdate,hs_is_closed,hs_is_closed_won,"
            "hs_v2_date_entered_closedwon\n"
            "1,One,closedwon,5,2024-03-01T12:00:00Z,2024-01-01T00:00:00Z,true,true,2024-03-01T12:00:00Z\n"
        }
    )
    assert portal.rows("opportunities", "opportunity_id", "stage", "is_won", "closed_at") == [
        ("1", "closedwon", True, datetime(2024, 3, 1, 12))
    ]
    assert portal.rows("opportunity_stages", "stage", "entered_at") == [
        ("closedwon", datetime(2024, 3, 1, 12))
    ]


def test_calls(portal):
    portal.load(
        {
            "calls.csv": "Record ID,Call Title,Activity date,Call outcome,Call direction,Call duration,"
            "Activity assigned to,Associated Contact IDs,Associated Company IDs\n"
            "1,a,2024-02-01 10:00,Connected,Outbound,90000,Al Roe,501;502,101\n"
            "2,b,2024-02-01 11:00,Left voicemail,Outbound,00:00:20,Al Roe,501,101\n"
            "3,c,2024-02-01 12:00,No answer,Outbound,,Al Roe,501,\n"
            "4,d,2024-02-01 13:00,,Inbound,1:30,Al Roe,,101\n"
        }
    )
    columns = ("touch_id", "kind", "direction", "duration_seconds", "person_id", "account_id")
    assert portal.rows("touches", *columns) == [
        ("call:1", "call_answered", None, 90, "501", "101"),
        ("call:2", "voicemail", None, 20, "501", "101"),
        ("call:3", "call", None, None, "501", None),
        ("call:4", "call_answered", "inbound", 90, None, "101"),
    ]


def test_emails(portal):
    portal.load(
        {
            "emails.csv": "Record ID,Email subject,Activity date,Email direction,Email send status,Email from address,"
            "Email to address,Associated Contact IDs\n"
            "1,a,2024-02-01 10:00,EMAIL,SENT,al@us.com,ann@acme.com;bob@beta.it,501\n"
            "2,b,2024-02-01 11:00,INCOMING_EMAIL,,ann@acme.com,al@us.com,501\n"
            "3,c,2024-02-01 12:00,EMAIL,BOUNCED,al@us.com,bob@beta.it,502\n"
            "4,d,2024-02-01 13:00,EMAIL,FAILED,al@us.com,bob@beta.it,502\n"
        }
    )
    assert portal.rows("touches", "touch_id", "kind", "email") == [
        ("email:1", "email_sent", "ann@acme.com"),
        ("email:2", "email_received", "ann@acme.com"),
        ("email:3", "email_bounce", "bob@beta.it"),
    ]
    assert portal.told == [("emails.csv", "1 row is left out: mails that were not sent.")]


def test_meetings_and_tasks(portal):
    portal.load(
        {
            "meetings.csv": "Record ID,Meeting name,Meeting start time,Meeting end time,Meeting outcome,"
            "Activity assigned to\n"
            "1,a,2024-02-01 10:00,2024-02-01 10:45,Completed,Al Roe\n"
            "2,b,2024-02-01 11:00,,No show,Al Roe\n",
            "tasks.csv": "Record ID,Task Title,Task Type,Task Status,Due date,Completed at,Assigned to,Create Date\n"
            "1,x,Call,Completed,2024-02-03 10:00,2024-02-02 09:00,Al Roe,2024-02-01 09:00\n"
            "2,y,To-do,Not started,2024-02-04 10:00,,Al Roe,2024-02-01 09:00\n",
            "notes.csv": "Record ID,Note body\n1,hello\n",
        }
    )
    assert portal.rows("touches", "touch_id", "kind", "occurred_at", "duration_seconds", "outcome") == [
        ("meeting:1", "meeting", datetime(2024, 2, 1, 10), 2700, "Completed"),
        ("meeting:2", "meeting", datetime(2024, 2, 1, 11), None, "no_show"),
        ("task:1", "task_done", datetime(2024, 2, 2, 9), None, None),
    ]
    assert portal.rows("tasks", "task_id", "user_id", "kind", "due_at", "completed_at") == [
        ("1", "Al Roe", "Call", datetime(2024, 2, 3, 10), datetime(2024, 2, 2, 9)),
        ("2", "Al Roe", "To-do", datetime(2024, 2, 4, 10), None),
    ]
    assert portal.told == [("notes.csv", "The file is named after no object that is read")]


def test_users_are_known_by_their_names(portal):
    portal.load(
        {"users.csv": "First Name,Last Name,Email,Job Title\nAl,Roe,al@us.com,Sales Development Rep\n"}
    )
    assert portal.rows("users", "user_id", "name", "role") == [("Al Roe", "Al Roe", "sdr")]


def test_loaded_twice_nothing_changes(portal):
    files = {"companies.csv": COMPANIES, "contacts.csv": CONTACTS, "deals.csv": DEALS}
    portal.load(files)
    assert {c.loaded for c in portal.load(files).tables} == {0}


def test_a_broken_line_of_deals_counts_once(portal):
    record = portal.load({"deals.csv": DEALS + "904,too,few\n"})
    assert {c.table: c.rejected for c in record.tables} == {
        "opportunities": 1,
        "opportunity_stages": 0,
        "opportunity_people": 0,
        "opportunity_accounts": 0,
    }


def test_a_column_that_must_be_there(portal):
    portal.load({"deals.csv": "Record ID,Deal,Create Date\n1,x,2024-01-01\n"})
    ((_, reason),) = portal.told
    assert reason.startswith("It cannot be used: the column Deal Stage or dealstage must be there")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("hubspot-crm-exports-all-deals-2024-01-23", "deals"),
        ("hubspot-crm-exports-my-companies-2024-01-23-1", "companies"),
        ("Contact", "contacts"),
        ("contacts-of-companies", None),
        ("notes", None),
    ],
)
def test_files_have_the_object_in_their_name(name, found):
    assert object_of(name) == found


@pytest.mark.parametrize(
    ("column", "stage"),
    [
        ('Date entered "Closed won (Sales Pipeline)"', "Closed won (Sales Pipeline)"),
        ("Date entered 'Contract sent (Sales Pipeline)'", "Contract sent (Sales Pipeline)"),
        ("hs_date_entered_closedwon", "closedwon"),
        ("hs_v2_date_entered_12345", "12345"),
        ("Date entered current stage", None),
        ("Close Date", None),
    ],
)
def test_columns_that_say_when_a_stage_was_entered(column, stage):
    assert entered_stage(column) == stage
