"""Who may ask what of a workspace: users, roles, tokens, sessions, and the log of what was asked."""
