"""Who wrote to whom, and who met whom: mailboxes, calendars and logs of mail. Content is never kept."""
