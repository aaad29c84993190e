"""Small logs of mail and exports of calendars, as tables."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.export_workspace import ExportWorkspace

COLUMNS = "touch_id", "kind", "email", "occurred_at", "direction", "user_id"
WHEN = datetime(2026, 3, 2, 9)


@pytest.fixture
def mail(tmp_path):
    return ExportWorkspace(tmp_path, "mail", 'own_domains = ["ours.com"]')


TRACE = """\
Received,SenderAddress,RecipientAddress,Subject,Status,MessageId
2026-03-02T09:00:00Z,zoe@ours.com,Jane@acme.com,Xylophone,Delivered,<1@ours.com>
2026-03-02T09:00:00Z,zoe@ours.com,gone@acme.com,Xylophone,Failed,<1@ours.com>
2026-03-02T09:00:00Z,zoe@ours.com,boss@ours.com,Xylophone,Delivered,<1@ours.com>
2026-03-02T09:00:00Z,jane@acme.com,zoe@ours.com,Xylophone,Delivered,<2@acme.com>
2026-03-02T09:00:00Z,spam@acme.com,zoe@ours.com,Xylophone,FilteredAsSpam,<3@acme.com>
2026-03-02T09:00:00Z,no-reply@acme.com,zoe@ours.com,Xylophone,Delivered,<4@acme.com>
,jane@acme.com,zoe@ours.com,Xylophone,Delivered,<5@acme.com>
2026-03-02T09:00:00Z,jane@acme.com,zoe@ours.com,Xylophone,Delivered,<6@acme.com>,Xylophone
"""


def test_exchanges_message_trace(mail):
    """What came back was sent, and is a bounce too; of the last line, which is too long, the text is not kept."""
    record = mail.load({"trace.csv": TRACE})
    assert mail.rows("touches", *COLUMNS) == [
        ("bounce:1@ours.com:gone@acme.com", "email_bounce", "gone@acme.com", WHEN, "inbound", "zoe@ours.com"),
        ("mail:1@ours.com:gone@acme.com", "email_sent", "gone@acme.com", WHEN, "outbound", "zoe@ours.com"),
        ("mail:1@ours.com:jane@acme.com", "email_sent", "jane@acme.com", WHEN, "outbound", "zoe@ours.com"),
        ("mail:2@acme.com:jane@acme.com", "email_received", "jane@acme.com", WHEN, "inbound", "zoe@ours.com"),
    ]
    assert sorted(reason.split(":")[0] for _, reason in mail.told) == ["1 message is left out"] * 3
    assert sorted(mail.rejected) == [
        ("touches", 8, "5@acme.com", "the row has no time"),
        ("touches", 9, "", "the line has more cells than the header"),
    ]
    assert [(c.rows_in, c.loaded, c.rejected) for c in record.tables] == [(6, 4, 2)]
    for path in Path(mail.workspace.root).rglob("*"):
        if path.is_file() and mail.files not in path.parents:
            assert b"xylophone" not in path.read_bytes().lower(), path


SUMMARY = """\
origin_timestamp,sender_address,recipient_status,message_subject,message_id
2026-03-02T09:00:00.000Z,zoe@ours.com,"jane@acme.com##Receive, Send;gone@acme.com##Receive, Fail",Hi,<1@ours.com>
"""


def test_exchanges_enhanced_summary_has_several_recipients_in_a_row(mail):
    mail.load({"summary.csv": SUMMARY})
    assert mail.rows("touches", "touch_id") == [
        "bounce:1@ours.com:gone@acme.com",
        "mail:1@ours.com:gone@acme.com",
        "mail:1@ours.com:jane@acme.com",
    ]


GOOGLE = """\
Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,\
Event status
1@ours.com,2026/03/02 09:00:00 UTC,2026/03/02 09:00:02 UTC,zoe@ours.com,9,,Sent,0,jane@acme.com,SMTP_OUT,DELIVERED
2@acme.com,2026/03/02 09:00:00 UTC,2026/03/02 09:00:02 UTC,jane@acme.com,9,,Received,0,zoe@ours.com,SMTP_IN,DELIVERED
2@acme.com,2026/03/02 09:00:01 UTC,2026/03/02 09:00:02 UTC,jane@acme.com,9,,Received,0,zoe@ours.com,INBOX,DELIVERED
"""


def test_googles_log_has_several_events_of_a_message(mail):
    mail.load({"log.csv": GOOGLE})
    assert mail.rows("touches", "touch_id", "occurred_at") == [
        ("mail:1@ours.com:jane@acme.com", WHEN),
        ("mail:2@acme.com:jane@acme.com", WHEN),
    ]
    assert mail.told == [
        ("log.csv", "1 row is left out: Another mailbox, calendar or log tells of them too.")
    ]


def test_a_mailbox_knows_more_than_a_log(mail):
    """The mailbox tells that the message is a reply, and of what."""
    reply = "Message-ID: <2@acme.com>\nIn-Reply-To: <1@ours.com>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n"
    people = "From: jane@acme.com\nTo: zoe@ours.com\n\n"
    mail.load({"a.csv": TRACE, "b.mbox": f"From x Mon Mar  2 10:00:00 2026\n{reply}{people}"})
    kinds = dict(mail.rows("touches", "touch_id", "kind"))
    assert kinds["mail:2@acme.com:jane@acme.com"] == "email_reply"


def test_headings_of_ones_own_and_local_times(tmp_path):
    settings = (
        'own_domains = ["ours.com"]\ntimezone = "Europe/Madrid"\n'
        'headings = { time = ["Gesendet am"], sender = ["Absender"], recipients = ["An"] }'
    )
    mail = ExportWorkspace(tmp_path, "mail", settings)
    mail.load(
        {"log.csv": "Gesendet am;Absender;An\n22.03.2026 10:00;zoe@ours.com;jane@acme.com, paul@beta.io\n"}
    )
    assert mail.rows("touches", "email", "occurred_at") == [
        ("jane@acme.com", datetime(2026, 3, 22, 9)),
        ("paul@beta.io", datetime(2026, 3, 22, 9)),
    ]


OUTLOOK = """\
"Subject","Start Date","Start Time","End Date","End Time","All day event","Meeting Organizer","Required Attendees",\
"Optional Attendees","Private"
"Xylophone","3/2/2026","9:00:00 AM","3/2/2026","10:30:00 AM","False","zoe@ours.com",\
"Jane <jane@acme.com>;boss@ours.com","paul@beta.io","False"
"Fair","3/20/2026","12:00:00 AM","3/21/2026","12:00:00 AM","True","zoe@ours.com","jane@acme.com","","False"
"Doctor","3/3/2026","9:00:00 AM","3/3/2026","10:00:00 AM","False","zoe@ours.com","doctor@clinic.org","","True"
"Names","3/3/2026","9:00:00 AM","3/3/2026","10:00:00 AM","False","Rep, Zoe","Doe, Jane","","False"
"""


def test_outlooks_calendar(mail):
    mail.load({"calendar.csv": OUTLOOK})
    assert mail.rows(
        "touches", "email", "occurred_at", "occurred_at_is_date", "duration_seconds", "user_id"
    ) == [
        ("jane@acme.com", WHEN, False, 5400.0, "zoe@ours.com"),
        ("jane@acme.com", datetime(2026, 3, 20), True, None, "zoe@ours.com"),
        ("paul@beta.io", WHEN, False, 5400.0, "zoe@ours.com"),
    ]
    assert sorted(reason.split(": ")[1][:22] for _, reason in mail.told) == [
        "The calendar says that",
        "They name nobody from ",
    ]


def test_a_table_that_is_neither_is_refused(mail):
    mail.load({"accounts.csv": "id,name\n1,Acme\n"})
    assert mail.told[0][1].startswith(
        "It is neither a log of mail (a time, a sender and recipients) nor a calendar"
    )
