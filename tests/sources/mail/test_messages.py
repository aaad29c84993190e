"""Small mailboxes of ours.com, who sells to acme.com and beta.io."""

from datetime import datetime
from pathlib import Path

import pytest

from sources.export_workspace import ExportWorkspace

OURS = 'own_domains = ["ours.com"]'

SENT = """\
Message-ID: <1@ours.com>
Date: Mon, 2 Mar 2026 10:00:00 +0100
From: =?utf-8?q?Zo=C3=AB_Rep?= <Zoe@Ours.com>
To: "Doe, Jane" <Jane.Doe@ACME.com>,
\t=?utf-8?b?UMOkdWw=?= <paul@beta.io>, colleague@mail.ours.com
Cc: Jane again <jane.doe@acme.com>
Bcc: hidden@beta.io
Subject: Xylophone prices
Content-Type: text/plain

The xylophone costs 5.
From now on it is cheaper.
"""

REPLY = """\
Message-ID: <2@acme.com>
Date: Mon, 02 Mar 2026 12:30:00 +0000 (GMT)
From: Jane Doe <jane.doe@acme.com>
To: zoe@ours.com
In-Reply-To: <1@ours.com>
References: <1@ours.com>
Subject: Re: Xylophone prices

Too much.
"""

FIRST = """\
Message-ID: <3@beta.io>
Date: Tue, 3 Mar 2026 09:00:00 +0000
From: paul@beta.io
To: undisclosed-recipients:;
Subject: Hello

Hi.
"""

INTERNAL = """\
Message-ID: <4@ours.com>
Date: Tue, 3 Mar 2026 09:00:00 +0000
From: zoe@ours.com
To: boss@ours.com
Subject: Salaries

More.
"""


def mbox(*messages: str) -> str:
    """A mailbox of messages."""
    return "".join(f"From sender@x Mon Mar  2 10:00:00 2026\n{one}\n" for one in messages)


@pytest.fixture
def mail(tmp_path):
    return ExportWorkspace(tmp_path, "mail", OURS)


def touches(mail, *columns):
    return mail.rows("touches", *columns)


def test_a_sent_mail_is_a_touch_per_addressee_outside(mail):
    """Jane twice, Paul, a hidden one; the colleague is left out of them."""
    mail.load({"Sent.mbox": mbox(SENT)})
    columns = "email", "touch_id", "occurred_at", "kind", "direction", "user_id", "thread_id", "channel"
    when = datetime(2026, 3, 2, 9)
    assert touches(mail, *columns) == [
        (
            who,
            f"mail:1@ours.com:{who}",
            when,
            "email_sent",
            "outbound",
            "zoe@ours.com",
            "1@ours.com",
            "sales_email",
        )
        for who in ("hidden@beta.io", "jane.doe@acme.com", "paul@beta.io")
    ]
    assert mail.told == []


def test_received_mail_is_a_touch_of_its_sender_in_the_thread(mail):
    mail.load({"Inbox": mbox(REPLY, FIRST)})
    assert touches(mail, "email", "kind", "direction", "user_id", "thread_id", "occurred_at") == [
        (
            "jane.doe@acme.com",
            "email_reply",
            "inbound",
            "zoe@ours.com",
            "1@ours.com",
            datetime(2026, 3, 2, 12, 30),
        ),
        ("paul@beta.io", "email_received", "inbound", None, "3@beta.io", datetime(2026, 3, 3, 9)),
    ]


def test_mail_among_ourselves_is_left_out_and_counted(mail):
    mail.load({"all.mbox": mbox(INTERNAL, SENT, INTERNAL.replace("<4@", "<5@"))})
    assert len(touches(mail, "touch_id")) == 3
    assert mail.told == [
        ("all.mbox", "2 messages are left out: Mail and meetings among one's own people touch no account.")
    ]


def test_a_message_in_several_mailboxes_is_one_touch(mail):
    """Zoë sent it, and the colleague has it too, without the hidden addressee."""
    theirs = SENT.replace("Bcc: hidden@beta.io\n", "Received: from a by b; Mon, 2 Mar 2026 09:00:07 +0000\n")
    record = mail.load({"colleague.mbox": mbox(theirs), "zoe.mbox": mbox(SENT, REPLY)})
    assert len(touches(mail, "touch_id")) == 4
    assert mail.told == [
        ("zoe.mbox", "2 rows are left out: Another mailbox, calendar or log tells of them too.")
    ]
    assert [(c.rows_in, c.loaded, c.rejected) for c in record.tables] == [(4, 4, 0)]
    assert [(c.rows_in, c.loaded, c.unchanged) for c in mail.load({}).tables] == [(4, 0, 4)]


def test_what_cannot_be_used_is_rejected_where_it_begins(mail):
    """12 lines of the first message after its mark, and an empty one; then one without a date, one without a sender."""
    broken = mbox(
        SENT, REPLY.replace("Date: ", "X-Date: "), REPLY.replace("From: Jane Doe <jane.doe@acme.com>", "A: b")
    )
    record = mail.load({"in.mbox": broken.replace("Mon, 02 Mar 2026 12:30:00 +0000 (GMT)", "yesterday")})
    assert mail.rejected == [
        ("touches", 15, "2@acme.com", "the message has no date that can be read"),
        ("touches", 26, "2@acme.com", "the message names no sender"),
    ]
    assert [(c.rows_in, c.loaded, c.rejected) for c in record.tables] == [(5, 3, 2)]


def test_a_long_line_is_one_line_wherever_it_is_cut(mail):
    """What is read at once ends just before words that begin messages only at the beginning of a line."""
    mark = "From sender@x Mon Mar  2 10:00:00 2026"
    long = FIRST.replace("Hi.", "\n" + "a" * 65_536 + mark)
    mail.load({"in.mbox": mbox(long, REPLY.replace("From: ", "X: "))})
    assert [line for _, line, _, _ in mail.rejected] == [mbox(long).count("\n") + 1]
    assert len(touches(mail, "touch_id")) == 1


def test_without_a_date_the_first_server_tells_it(mail):
    received = (
        "Received: from b by c; Mon, 2 Mar 2026 12:40:00 +0000\n"
        "Received: from a by b;\n Mon, 2 Mar 2026 12:31:00 +0000\n"
    )
    mail.load({"in.mbox": mbox(received + REPLY.replace("Date: ", "X-Date: "))})
    assert touches(mail, "occurred_at") == [datetime(2026, 3, 2, 12, 31)]


MACHINES = {
    "newsletter": "List-Unsubscribe: <mailto:off@acme.com>\n",
    "a list of theirs": "List-Id: All <all.acme.com>\nPrecedence: list\n",
    "out of office": "Auto-Submitted: auto-replied\n",
    "null sender": "Return-Path: <>\n",
}


@pytest.mark.parametrize("header", MACHINES.values(), ids=MACHINES)
def test_what_machines_write_is_left_out(mail, header):
    mail.load({"in.mbox": mbox(header + REPLY)})
    assert mail.told[0][1].startswith("1 message is left out: Machines wrote them")


def test_an_address_that_takes_no_reply_is_a_machines(mail):
    mail.load({"in.mbox": mbox(REPLY.replace("jane.doe@acme.com", "no-reply@acme.com"))})
    assert mail.told[0][1].startswith("1 message is left out: Machines wrote them")


def test_a_list_of_ours_brings_mail_of_people(mail):
    """Jane writes to sales@ours.com, which writes in her stead, for her provider forbids others to."""
    through = "List-Id: <sales.ours.com>\nPrecedence: list\nX-Original-From: Jane <jane.doe@acme.com>\n"
    message = REPLY.replace("Jane Doe <jane.doe@acme.com>", "'Jane' via Sales <sales@ours.com>")
    mail.load({"in.mbox": mbox(through + message)})
    assert touches(mail, "email", "kind") == [("jane.doe@acme.com", "email_reply")]


THREADS = {
    "references": ("References: <0@a> <1@b>\nIn-Reply-To: <1@b>\n", "email_reply", "0@a"),
    "in reply to": ("In-Reply-To: <1@b>\n", "email_reply", "1@b"),
    "a root of Outlook's": ("Thread-Index: AQHZAAECAwQFBgcICQoLDA0ODxAREg==\n", "email_received", "9@x"),
    "an answer of Outlook's": (
        "Thread-Index: AQHZAAECAwQFBgcICQoLDA0ODxAREhMUFRYX\n",
        "email_reply",
        "thread-index:0101d9000102030405060708090a0b0c0d0e0f101112",
    ),
    "junk": ("Thread-Index: ???\nReferences: none\n", "email_received", "9@x"),
}


@pytest.mark.parametrize("case", THREADS.values(), ids=THREADS)
def test_the_thread_is_the_first_message_that_is_told(mail, case):
    header, kind, thread = case
    message = (
        f"Message-ID: <9@x>\nFrom: jane@acme.com\nTo: zoe@ours.com\nDate: 2 Mar 2026 12:30:00 GMT\n{header}\n"
    )
    mail.load({"in.mbox": mbox(message)})
    assert touches(mail, "kind", "thread_id") == [(kind, thread)]


BOUNCE = """\
Message-ID: <b1@mx.ours.com>
Date: Mon, 2 Mar 2026 09:01:00 +0000
From: Mail Delivery Subsystem <mailer-daemon@ours.com>
To: zoe@ours.com
Auto-Submitted: auto-replied
Subject: Undelivered: Xylophone
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="=_x"

--=_x
Content-Type: text/plain

Your xylophone mail did not arrive.

--=_x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ours.com

Original-Recipient: rfc822; Gone@acme.com
Final-Recipient: rfc822; elsewhere@acme.com
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; slow@acme.com
Action: delayed
Status: 4.4.1

--=_x
Content-Type: message/rfc822

Message-ID: <8@ours.com>
References: <7@ours.com> <75@acme.com>
From: Zoe <zoe@ours.com>
To: gone@acme.com, slow@acme.com
Subject: Xylophone

The xylophone costs 5.

--=_x--
"""


def test_a_delivery_report_is_a_bounce_of_whom_it_did_not_reach(mail):
    """Of two it names, one may still get it."""
    mail.load({"in.mbox": mbox(BOUNCE)})
    assert touches(mail, "touch_id", "kind", "email", "user_id", "thread_id") == [
        ("bounce:8@ours.com:gone@acme.com", "email_bounce", "gone@acme.com", "zoe@ours.com", "7@ours.com")
    ]


def test_a_report_of_headers_only_and_one_of_delays(mail):
    headers = BOUNCE.replace("message/rfc822", "text/rfc822-headers")
    delayed = BOUNCE.replace("Action: failed", "Action: delayed").replace("b1@", "b2@")
    mail.load({"in.mbox": mbox(headers, delayed)})
    assert touches(mail, "touch_id", "thread_id") == [("bounce:8@ours.com:gone@acme.com", "7@ours.com")]
    assert mail.told[0][1].startswith("1 message is left out: Machines")


def test_files_of_one_message_are_told_by_their_folder(mail):
    """Their names are often their subjects; the second one is broken, and the third is no message."""
    (mail.files / "zoe").mkdir()
    files = {
        "zoe/Xylophone prices.eml": SENT,
        "zoe/Xylophones again.eml": "junk\n",
        "zoe/Xylophone.pdf": "%PDF",
        "zoe/zoe.eml.gz": REPLY,
    }
    record = mail.load(files)
    assert [c.files for c in record.tables] == [("zoe/*.eml",)]
    assert len(touches(mail, "touch_id")) == 4
    assert mail.rejected == [("touches", 2, "", "the message names no sender")]
    assert mail.told == [("zoe", "1 file is neither mail nor a calendar nor a log of mail (.pdf)")]


def test_a_maildir(mail):
    for folder in ("cur", "new", "tmp"):
        (mail.files / "jane" / folder).mkdir(parents=True)
    mail.load({"jane/cur/1700000000.M1P2.host,S=12:2,S": SENT, "jane/new/1700000001.M1P2.host": REPLY})
    assert len(touches(mail, "touch_id")) == 4


def test_eight_bit_junk_and_windows_line_ends(mail):
    """Names in Latin-1 and UTF-8 without encoding, a NUL, and lines that end in CR LF."""
    raw = REPLY.replace("Jane Doe", "J\u00e4ne").encode("latin-1").replace(b"Too much.", b"\xff\x00\xfe")
    raw += b"\nFrom x Mon Mar  2 10:00:00 2026\n" + b"\x80\x81 no header\n\n"
    (mail.files / "in.mbox").write_bytes(b"From x Mon Mar  2 10:00:00 2026\r\n" + raw.replace(b"\n", b"\r\n"))
    mail.load({"utf8.mbox": mbox(FIRST.replace("paul@beta.io", "P\u00e4ul <paul@beta.io>"))})
    assert touches(mail, "email") == ["jane.doe@acme.com", "paul@beta.io"]
    assert [(line, reason) for _, line, _, reason in mail.rejected] == [(12, "the message names no sender")]


def test_who_is_ours_must_be_told(tmp_path):
    mail = ExportWorkspace(tmp_path, "mail")
    mail.load({"in.mbox": mbox(SENT)})
    assert "name your mail domains in `own_domains`" in mail.told[0][1]


def test_the_workspaces_own_domains_and_further_addresses_of_ours_count(tmp_path):
    mail = ExportWorkspace(
        tmp_path, "mail", 'own_addresses = ["Paul@beta.io"]\n[identity]\nown_domains = ["ours.com"]'
    )
    mail.load({"in.mbox": mbox(SENT)})
    assert touches(mail, "email") == ["hidden@beta.io", "jane.doe@acme.com"]


def test_nothing_of_what_is_written_is_kept(mail):
    """The word is in subjects, bodies, a name of a file, a broken message and a bounce."""
    (mail.files / "letters").mkdir()
    broken = REPLY.replace("From: Jane Doe <jane.doe@acme.com>", "From: xylophone")
    mail.load(
        {
            "in.mbox": mbox(SENT, REPLY, broken, BOUNCE),
            "letters/Xylophone.eml": SENT,
            "letters/xylophone.docx": "xylophone",
        }
    )
    assert len(mail.rejected) == 1
    root = Path(mail.workspace.root)
    files = [path for path in root.rglob("*") if path.is_file() and mail.files not in path.parents]
    assert any(path.suffix == ".parquet" for path in files)
    for path in files:
        assert b"xylophone" not in path.read_bytes().lower(), path
