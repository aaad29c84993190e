"""Whatever a mailbox or calendar holds, it becomes touches, is left out, or is rejected with a reason."""

from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abmetry.sources.mail import letters, mailbox, meetings
from abmetry.sources.mail.addresses import Ours, addresses_of
from abmetry.sources.mail.calendars import components
from abmetry.sources.mail.events import event_of
from abmetry.sources.mail.headers import utc_text
from abmetry.sources.mail.moments import Zones
from abmetry.sources.mail.touch import BrokenError, Unused

pytestmark = pytest.mark.fuzz

OURS = Ours.of(["ours.com"], [])
UNTIL = datetime(2026, 12, 31)
CALM = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))

VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"zoe@ours.com", b'"A, B" <jane@acme.com>, x@y.z', b"=?utf-8?q?=C3?= <a@b.c>", b"((((a@b.c",
         b"g: a@b.c, d@e.f;",
         b"Mon, 2 Mar 2026 10:00:00 +9999", b"2 Mar 99999 10:00", b"<1@a> <2@b>", b"auto-replied", b"AQ==",
         b'multipart/report; report-type=delivery-status; boundary="x"', b"\xff\xfe@\xff"]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    [b"From", b"To", b"Cc", b"Date", b"Message-ID", b"References", b"Thread-Index", b"Content-Type", b"Received",
     b"List-Id", b"Auto-Submitted", b"Sender", b"\xff", b""]
)  # fmt: skip
PARTS = st.sampled_from(
    [b"\n--x\nContent-Type: message/delivery-status\n\n\nAction: failed\nFinal-Recipient: rfc822; a@b.c\n",
     b"\n--x\nContent-Type: message/rfc822\n\nFrom: zoe@ours.com\n\n", b"\n--x--\n",
     b"From x Mon Mar  2 10:00:00 2026\n"]
)  # fmt: skip


@CALM
@given(
    st.lists(st.tuples(NAMES, VALUES), max_size=8),
    st.lists(st.one_of(PARTS, st.binary(max_size=80)), max_size=4),
)
def test_mailboxes(headers, body):
    head = b"From x Mon Mar  2 10:00:00 2026\n" + b"".join(
        name + b": " + value + b"\n" for name, value in headers
    )
    for message in mailbox.messages(BytesIO(head + b"\n" + b"".join(body))):
        try:
            told = letters.touches_of(message, OURS)
        except BrokenError:
            continue
        for touch in [] if isinstance(told, Unused) else told:
            assert touch.address not in OURS
            assert "@" in touch.address
            "".join(filter(None, (touch.id, touch.address, touch.thread, touch.time))).encode("utf-8")


LINES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"UID:1", b"DTSTART:20260302T090000Z", b"DTSTART:20260302",
         b"DTSTART;TZID=X:20260302T090000", b"DTSTART:99991231T235959Z", b"DTEND:00010101T000000Z", b"DURATION:-P1D",
         b"DURATION:soon", b"RRULE:FREQ=YEARLY;COUNT=3", b"RRULE:FREQ=DAILY;UNTIL=x",
         b"RRULE:FREQ=WEEKLY;BYDAY=;COUNT=2",
         b"EXDATE:20260302T090000Z,", b"RDATE:20260305", b"RECURRENCE-ID:20260302T090000Z", b"SEQUENCE:\xd9\xa3",
         b"ATTENDEE;CN=\"a;b:mailto:a@b.c", b"ATTENDEE:mailto:jane@acme.com", b"ORGANIZER:mailto:zoe@ours.com",
         b"BEGIN:VTIMEZONE", b"TZID:X", b"END:VTIMEZONE", b"BEGIN:VALARM", b" folded", b"CLASS:PUBLIC"]
    ),
)  # fmt: skip


@CALM
@given(st.lists(LINES, max_size=25))
def test_calendars(lines):
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + b"\n".join(lines)
    zones = Zones()
    for component in components(BytesIO(data)):
        if component.name == "VTIMEZONE":
            zones.add(component)
            continue
        try:
            event = event_of(component, zones)
            told = meetings.touches_of(event, zones, {"1": {"20260302T090000Z"}}, OURS, UNTIL)
        except BrokenError:
            continue
        for touch in [] if isinstance(told, Unused) else told:
            assert touch.address not in OURS
            (touch.id + touch.time).encode("utf-8")


@CALM
@given(st.text(max_size=80))
def test_values_of_headers(text):
    for address in addresses_of(text):
        assert address == address.lower()
        assert address.count("@") == 1
    told = utc_text(text)
    assert told is None or datetime.fromisoformat(told.removesuffix("Z"))


@CALM
@given(st.binary(max_size=400))
def test_any_bytes(data):
    list(mailbox.messages(BytesIO(data)))
    list(components(BytesIO(data)))
    mailbox.message(BytesIO(data), 1)
