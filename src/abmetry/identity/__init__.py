"""Who is whose: one file per rule, each yielding links with a rule and a confidence."""
