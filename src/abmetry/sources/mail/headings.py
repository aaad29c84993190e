"""What logs of mail and exports of calendars call their columns; the first that a file has counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from abmetry.sources.extract import RawFile

LOG: dict[str, tuple[str, ...]] = {
    "message_id": ("Message ID", "MessageId", "message_id", "message-id", "Internet message ID"),
    "time": ("Start date", "Received", "origin_timestamp_utc", "origin_timestamp", "date_time_utc", "date-time",
             "receivedDateTime", "Date"),
    "sender": ("Sender", "SenderAddress", "sender_address", "sender-address", "Sender address"),
    "recipients": ("Recipient address", "RecipientAddress", "recipient_status", "recipient_address",
                   "recipient-address", "Recipients", "Recipient"),
    "delivery": ("Event status", "Status", "event-id", "event_id", "delivery_status"),
}  # fmt: skip
"""Of a log: a row per message, or per message and recipient."""

CALENDAR: dict[str, tuple[str, ...]] = {
    "meeting_id": ("UID", "iCalUID", "iCalUId", "Event ID", "id"),
    "start": ("Start", "start_time", "Start date and time"),
    "start_date": ("Start Date",),
    "start_time": ("Start Time",),
    "end": ("End", "end_time", "End date and time"),
    "end_date": ("End Date",),
    "end_time": ("End Time",),
    "all_day": ("All day event", "All Day Event", "All Day", "is_all_day"),
    "organiser": ("Meeting Organizer", "Organizer", "organizer_email"),
    "required": ("Required Attendees", "Attendees", "attendee_emails", "Guests"),
    "optional": ("Optional Attendees",),
    "state": ("Status", "Meeting Status", "Event Status"),
    "private": ("Private", "Sensitivity", "Visibility"),
}  # fmt: skip
"""Of a calendar: a row per meeting."""

KNOWN = (
    "Start date, Message ID, Sender, Recipient address and Event status are the fields that Google describes of the"
    " export of Email log search; Received, SenderAddress, RecipientAddress, Status and MessageId those of Exchange's"
    " message trace; origin_timestamp, sender_address, recipient_status (address##status) and message_id those of its"
    " enhanced summary report. None of them, and neither the words of Event status nor the headings of Outlook's"
    " calendar export, is checked against an export; exports in other languages have other headings."
)


def heading_of(file: RawFile, part: str, given: Mapping[str, Sequence[str]]) -> str | None:
    """The file's column of a part of a log or calendar: of those that the settings name, else of the known ones."""
    names = given.get(part) or LOG.get(part) or CALENDAR.get(part, ())
    return next((column for name in names if (column := file.column(name))), None)
