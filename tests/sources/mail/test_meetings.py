"""Small calendars of ours.com, who meets acme.com and beta.io."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sources.export_workspace import ExportWorkspace

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n"
ORGANISER = "ORGANIZER;CN=Zoe:mailto:Zoe@ours.com\n"
JANE = 'ATTENDEE;CN="Doe, Jane: Acme";PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:Jane@acme.com\n'
PAUL = "ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:paul@beta.io\n"
ZOE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@ours.com\n"
ONE = "DTSTART:20260302T090000Z\nDTEND:20260302T094500Z\n"


def event(lines: str, uid: str = "u1") -> str:
    """An event, which says what it is about."""
    return f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:Xylophone\n prices\nDESCRIPTION:About xylophones\n{lines}END:VEVENT\n"


def calendar(*events: str) -> str:
    """A calendar of events, and of another one, so that its file is not of one event."""
    return HEAD + "".join(events) + event("DTSTART:20260101\n", "other") + "END:VCALENDAR\n"


@pytest.fixture
def mail(tmp_path):
    return ExportWorkspace(tmp_path, "mail", 'own_domains = ["ours.com"]')


def meetings(mail, *columns):
    return mail.rows("touches", *columns)


def times(mail):
    return [
        (f"{moment:%d.%m. %H:%M}", outcome) for moment, outcome in meetings(mail, "occurred_at", "outcome")
    ]


def test_a_meeting_is_a_touch_per_person_outside(mail):
    """A room, a copy for information, and Exchange's own names are nobody."""
    nobody = (
        "ATTENDEE;CUTYPE=ROOM:mailto:room1@acme.com\nATTENDEE;ROLE=NON-PARTICIPANT:mailto:fyi@acme.com\n"
        "ATTENDEE:invalid:nomail\n"
    )
    mail.load({"zoe.ics": calendar(event(ONE + ORGANISER + JANE + PAUL + ZOE + nobody))})
    columns = (
        "email",
        "touch_id",
        "kind",
        "occurred_at",
        "duration_seconds",
        "user_id",
        "direction",
        "outcome",
        "channel",
    )
    same = "meeting", datetime(2026, 3, 2, 9), 2700.0, "zoe@ours.com", None, None, "meeting"
    assert meetings(mail, *columns) == [
        ("jane@acme.com", "meeting:u1::jane@acme.com", *same),
        ("paul@beta.io", "meeting:u1::paul@beta.io", *same),
    ]


def test_folded_lines_and_windows_line_ends(mail):
    folded = (
        event(ONE + ORGANISER + JANE)
        .replace("PARTSTAT=ACC", "PARTSTAT\n =ACC")
        .replace("Jane@acme", "Jane\n\t@acme")
    )
    mail.load({"zoe.ics": calendar(folded).replace("\n", "\r\n")})
    assert meetings(mail, "email") == ["jane@acme.com"]


WHO = {
    "others invite": (
        "ORGANIZER:mailto:boss@acme.com\n" + JANE + ZOE,
        ["boss@acme.com", "jane@acme.com"],
        None,
    ),
    "who invites is invited too": ("ORGANIZER:mailto:jane@acme.com\n" + JANE + ZOE, ["jane@acme.com"], None),
    "nobody is said to invite": (JANE + ZOE, ["jane@acme.com"], None),
    "among us": (ORGANISER + ZOE, [], "among one's own people"),
    "alone": (ORGANISER, [], "nobody from outside"),
    "among others": ("ORGANIZER:mailto:boss@acme.com\n" + JANE, [], "Nobody of ours"),
    "private": (ORGANISER + JANE + "CLASS:PRIVATE\n", [], "private"),
}


@pytest.mark.parametrize("case", WHO.values(), ids=WHO)
def test_who_meets(mail, case):
    lines, people, reason = case
    mail.load({"zoe.ics": calendar(event(ONE + lines))})
    assert meetings(mail, "email") == people
    assert [
        reason in told
        for _, told in mail.told
        if "from outside" not in told or reason == "nobody from outside"
    ] == ([True] if reason else [])


OUTCOMES = {
    "it is cancelled": (ORGANISER + JANE + "STATUS:CANCELLED\n", "cancelled"),
    "the person declined": (ORGANISER + JANE.replace("ACCEPTED", "DECLINED"), "cancelled"),
    "everyone of ours declined": (
        "ORGANIZER:mailto:jane@acme.com\n" + ZOE.replace("ACCEPTED", "DECLINED"),
        "cancelled",
    ),
    "nobody answered": (ORGANISER + PAUL, None),
    "it is tentative": (ORGANISER + JANE.replace("ACCEPTED", "TENTATIVE"), None),
}


@pytest.mark.parametrize("case", OUTCOMES.values(), ids=OUTCOMES)
def test_whether_it_takes_place(mail, case):
    lines, outcome = case
    mail.load({"zoe.ics": calendar(event(ONE + lines))})
    assert meetings(mail, "outcome") == [outcome]


ZONE = """\
BEGIN:VTIMEZONE
TZID:Our own time
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0545
TZOFFSETTO:+0545
END:STANDARD
END:VTIMEZONE
"""

STARTS = {
    "UTC": ("DTSTART:20260702T090000Z", datetime(2026, 7, 2, 9)),
    "a zone": ("DTSTART;TZID=America/New_York:20260702T090000", datetime(2026, 7, 2, 13)),
    "a zone of Windows": ("DTSTART;TZID=W. Europe Standard Time:20260702T090000", datetime(2026, 7, 2, 7)),
    "a zone with a prefix": (
        "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260702T090000",
        datetime(2026, 7, 2, 7),
    ),
    "a zone that is described": ('DTSTART;TZID="Our own time":20260702T090000', datetime(2026, 7, 2, 3, 15)),
    "floating, in the workspace's": ("DTSTART:20260702T090000", datetime(2026, 7, 2, 9)),
    "a day": ("DTSTART;VALUE=DATE:20260702", datetime(2026, 7, 2)),
}


@pytest.fixture
def at_ease(tmp_path):
    """Takes meetings of the years to come."""
    return ExportWorkspace(tmp_path, "mail", 'own_domains = ["ours.com"]\nhorizon_days = 3650')


@pytest.mark.parametrize("case", STARTS.values(), ids=STARTS)
def test_when_it_begins(at_ease, case):
    line, moment = case
    at_ease.load({"zoe.ics": calendar(event(f"{line}\nDURATION:PT1H30M\n{ORGANISER}{JANE}"), ZONE)})
    is_day = line.startswith("DTSTART;VALUE")
    assert meetings(at_ease, "occurred_at", "occurred_at_is_date", "duration_seconds") == [
        (moment, is_day, None if is_day else 5400.0)
    ]


SERIES = "DTSTART;TZID=Europe/Madrid:20260316T100000\nDTEND;TZID=Europe/Madrid:20260316T103000\n"


def test_a_series_keeps_its_clock_and_its_exceptions(at_ease):
    """Mondays at 10 in Madrid: 16, 23 March, then summer time: 30 March (taken out), 6 April (moved to Tuesday, and
    an hour longer), 13 April (cancelled); one is added on the 15th."""
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20260413T080000Z\nEXDATE;TZID=Europe/Madrid:20260330T100000\n"
    added = "RDATE;TZID=Europe/Madrid:20260415T100000\n"
    moved = (
        "RECURRENCE-ID;TZID=Europe/Madrid:20260406T100000\n"
        "DTSTART;TZID=Europe/Madrid:20260407T110000\nDTEND;TZID=Europe/Madrid:20260407T123000\n"
    )
    off = (
        "RECURRENCE-ID:20260413T080000Z\nDTSTART:20260413T080000Z\nDTEND:20260413T083000Z\nSTATUS:CANCELLED\n"
    )
    guests = ORGANISER + JANE
    at_ease.load(
        {
            "zoe.ics": calendar(
                event(moved + guests), event(SERIES + rule + added + guests), event(off + guests)
            )
        }
    )
    assert times(at_ease) == [
        ("16.03. 09:00", None),
        ("23.03. 09:00", None),
        ("30.03. 08:00", "cancelled"),
        ("07.04. 09:00", None),
        ("13.04. 08:00", "cancelled"),
        ("15.04. 08:00", None),
    ]
    assert meetings(at_ease, "occurred_at", "duration_seconds", "touch_id")[3][1:] == (
        5400.0,
        "meeting:u1:20260406T080000Z:jane@acme.com",
    )


RULES = {
    "so many, one taken out": ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260303T090000Z\n", "02 03x 04"),
    "until a day": ("RRULE:FREQ=DAILY;UNTIL=20260303\n", "02 03"),
    "every other": ("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3\n", "02 04 06"),
    "on days of the month": ("RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;UNTIL=20260331T000000Z\n", "02 27"),
    "only added ones": ("RDATE:20260305T090000Z,20260306T090000Z\n", "02 05 06"),
    "a period is added": ("RDATE;VALUE=PERIOD:20260305T090000Z/PT1H\n", "02 05"),
    "a whole day taken out": ("RRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20260303\n", "02 03x"),
    "a rule taken out": ("RRULE:FREQ=DAILY;COUNT=3\nEXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2\n", "02x 03 04x"),
}


@pytest.mark.parametrize("case", RULES.values(), ids=RULES)
def test_rules_of_recurrence(mail, case):
    rule, days = case
    mail.load({"zoe.ics": calendar(event(ONE + rule + ORGANISER + JANE))})
    found = meetings(mail, "occurred_at", "outcome")
    assert " ".join(f"{moment:%d}{'x' if outcome else ''}" for moment, outcome in found) == days


def test_whole_days_recur(mail):
    lines = "DTSTART;VALUE=DATE:20260302\nRRULE:FREQ=DAILY;UNTIL=20260304\nEXDATE;VALUE=DATE:20260303\n"
    mail.load({"zoe.ics": calendar(event(lines + ORGANISER + JANE))})
    assert times(mail) == [("02.03. 00:00", None), ("03.03. 00:00", "cancelled"), ("04.03. 00:00", None)]


def test_planned_meetings_are_taken_up_to_the_horizon(mail):
    """Of a daily series without end those of 30 days and today's; one that is further away is counted."""
    now = datetime.now(UTC)
    start = (now - timedelta(days=2)).strftime("DTSTART:%Y%m%dT%H%M%SZ\n")
    far = (now + timedelta(days=60)).strftime("DTSTART:%Y%m%dT%H%M%SZ\n")
    guests = ORGANISER + JANE
    series = event(start + "RRULE:FREQ=DAILY\n" + guests)
    mail.load({"zoe.ics": calendar(series, event(far + guests, "far"))})
    assert len(meetings(mail, "touch_id")) == 33
    assert any("1 meeting is left out: They are planned for later" in told for _, told in mail.told)


BROKEN = {
    "no beginning": (JANE, "the event has no beginning (DTSTART)"),
    "no time": ("DTSTART:soon\n" + JANE, "the event has a time that cannot be read"),
    "no such day": ("DTSTART:20260231T100000Z\n" + JANE, "the event has a time that cannot be read"),
    "a zone nobody knows": (
        "DTSTART;TZID=Atlantis:20260302T100000\n" + JANE,
        "the event has a time zone that is not known",
    ),
    "every second": (
        ONE + "RRULE:FREQ=SECONDLY\n" + JANE,
        "the event has a rule of recurrence that is no meeting's",
    ),
    "no step": (
        ONE + "RRULE:FREQ=DAILY;INTERVAL=0\n" + JANE,
        "the event has a rule of recurrence that is no meeting's",
    ),
    "no rule": (
        ONE + "RRULE:FREQ=DAILY;BYDAY=XX\n" + JANE,
        "the event has a rule of recurrence that cannot be read",
    ),
    "too many": (
        "DTSTART:19500101T090000Z\nRRULE:FREQ=DAILY\n" + JANE,
        "the event has a rule of recurrence that gives more than 20,000 times",
    ),
    "from one on": (
        ONE + "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z\n" + JANE,
        "a change of all further meetings of a series (RANGE) is not read",
    ),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_used_is_rejected_where_it_begins(mail, case):
    lines, reason = case
    mail.load({"zoe.ics": calendar(event(ONE + ORGANISER + JANE, "good"), event(ORGANISER + lines, "bad"))})
    begins = calendar(event(ONE + ORGANISER + JANE, "good")).split("\n").index("BEGIN:VEVENT") + 1
    length = event(ONE + ORGANISER + JANE).count("\n")
    assert mail.rejected == [("touches", begins + length, "bad", reason)]
    assert meetings(mail, "touch_id") == ["meeting:good::jane@acme.com"]


def test_of_several_copies_the_latest_counts(mail):
    """The guest's calendar knows the first version; the organiser's, that it was moved; an answer names one guest."""
    old = event(ONE + "SEQUENCE:0\nDTSTAMP:20260301T000000Z\n" + ORGANISER + JANE)
    new = event("DTSTART:20260303T090000Z\nSEQUENCE:1\nDTSTAMP:20260228T000000Z\n" + ORGANISER + JANE + PAUL)
    mail.load({"a.ics": calendar(new), "b.ics": calendar(old)})
    assert times(mail) == [("03.03. 09:00", None)] * 2
    assert ("b.ics", "1 row is left out: Another mailbox, calendar or log tells of them too.") in mail.told


def test_a_calendar_that_cancels(mail):
    mail.load({"zoe.ics": calendar(event(ONE + ORGANISER + JANE)).replace("PRODID", "METHOD:CANCEL\nPRODID")})
    assert times(mail) == [("02.03. 09:00", "cancelled")]


def test_alarms_and_tasks_are_no_meetings(mail):
    alarm = "BEGIN:VALARM\nACTION:EMAIL\nATTENDEE:mailto:alarm@acme.com\nDURATION:PT5M\nEND:VALARM\n"
    task = "BEGIN:VTODO\nUID:t\nDTSTART:20260302T090000Z\n" + JANE + "END:VTODO\n"
    mail.load({"zoe.ics": calendar(event(ONE + alarm + ORGANISER + JANE), task)})
    assert meetings(mail, "email", "duration_seconds") == [("jane@acme.com", 2700.0)]


def test_files_of_one_event_are_told_by_their_folder_and_nothing_of_what_it_says_is_kept(mail):
    one = HEAD + event(ONE + ORGANISER + JANE) + "END:VCALENDAR\n"
    bad = HEAD + event("DTSTART:xylophone\n" + ORGANISER + JANE, "u2") + "END:VCALENDAR\n"
    record = mail.load({"Xylophone prices.ics": one, "Xylophones.ics": bad})
    assert [c.files for c in record.tables] == [("*.ics",)]
    assert mail.rejected == [("touches", 2, "u2", "the event has a time that cannot be read")]
    for path in Path(mail.workspace.root).rglob("*"):
        if path.is_file() and mail.files not in path.parents:
            assert b"xylophone" not in path.read_bytes().lower(), path
